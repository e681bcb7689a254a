#include <png.h>

#include <cstring>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/draw/picture.h"

namespace chordae {

void write_png(const std::filesystem::path& path, const Canvas& canvas) {
  check_canvas(canvas);
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(canvas.columns);
  image.height = static_cast<png_uint_32>(canvas.rows);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::byte> bytes(size);
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, canvas.pixels.data(), 0, nullptr) ==
      0) {
    const std::string why = image.message;
    png_image_free(&image);
    throw Error(ErrorCode::kInternal, cat("cannot encode a PNG: ", why));
  }
  bytes.resize(size);
  write_file(path, bytes);
}

}  // namespace chordae
