#include "chordae/io/dicom/jpeg_header.h"

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

using Bytes = std::span<const std::byte>;

[[noreturn]] void fail() { throw Error(ErrorCode::kFormat, "the compressed picture is damaged"); }

std::uint32_t u16(Bytes b, std::size_t at) {
  return std::to_integer<std::uint32_t>(b[at]) << 8 | std::to_integer<std::uint32_t>(b[at + 1]);
}

constexpr std::uint32_t kStart = 0xFFD8;

// SOF0 to SOF15 but the tables DHT, JPG and DAC among them; SOF55 of JPEG-LS.
bool is_frame_header(std::uint32_t marker) {
  return (marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 &&
          marker != 0xFFCC) ||
         marker == 0xFFF7;
}

// Tables, parameters of JPEG-LS, restart interval, application data and comments.
bool has_length(std::uint32_t marker) {
  return marker == 0xFFC4 || marker == 0xFFCC || marker == 0xFFDB || marker == 0xFFDD ||
         (marker >= 0xFFE0 && marker <= 0xFFEF) || marker == 0xFFF8 || marker == 0xFFFE;
}

}  // namespace

bool begins_jpeg(Bytes fragment) { return fragment.size() >= 2 && u16(fragment, 0) == kStart; }

void check_jpeg(Bytes picture, std::int64_t rows, std::int64_t columns) {
  if (!begins_jpeg(picture)) fail();
  for (std::size_t at = 2; picture.size() - at >= 10;) {
    const std::uint32_t marker = u16(picture, at), length = u16(picture, at + 2);
    if (is_frame_header(marker)) {  // length, precision, lines, samples a line, components
      const std::uint32_t lines = u16(picture, at + 5), samples = u16(picture, at + 7);
      if (lines != rows || samples != columns || picture[at + 9] != std::byte{1}) {
        throw Error(ErrorCode::kFormat,
                    cat("the compressed picture has ", lines, " x ", samples,
                        " pixels, or colours, where the header says ", rows, " x ", columns));
      }
      return;
    }
    if (!has_length(marker) || length < 2 || length + 2 > picture.size() - at) fail();
    at += length + 2;
  }
  fail();
}

}  // namespace chordae
