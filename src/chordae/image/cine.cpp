#include "chordae/image/cine.h"

#include <cmath>
#include <cstring>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

template <class T>
void convert(std::span<const std::byte> bytes, double slope, double intercept,
             std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    out[i] = static_cast<float>(slope * value + intercept);
  }
}

void convert_frame(const CineSlice& slice, std::int64_t t, double slope, double intercept,
                   std::span<float> out) {
  if (static_cast<std::int64_t>(out.size()) != slice.frame_pixels() || t < 0 || t >= slice.frames) {
    throw Error(ErrorCode::kShape, "frame_to_float: wrong frame index or output size");
  }
  const auto bytes = slice.frame_bytes(t);
  switch (slice.type) {
    case PixelType::kU8:
      return convert<std::uint8_t>(bytes, slope, intercept, out);
    case PixelType::kI8:
      return convert<std::int8_t>(bytes, slope, intercept, out);
    case PixelType::kU16:
      return convert<std::uint16_t>(bytes, slope, intercept, out);
    case PixelType::kI16:
      return convert<std::int16_t>(bytes, slope, intercept, out);
  }
}

}  // namespace

std::size_t pixel_bytes(PixelType type) {
  return type == PixelType::kU8 || type == PixelType::kI8 ? 1 : 2;
}

std::string_view pixel_type_name(PixelType type) {
  switch (type) {
    case PixelType::kU8:
      return "uint8";
    case PixelType::kI8:
      return "int8";
    case PixelType::kU16:
      return "uint16";
    case PixelType::kI16:
      return "int16";
  }
  return "unknown";
}

std::string_view view_name(View view) {
  switch (view) {
    case View::kSax:
      return "SAX";
    case View::kTwoChamber:
      return "2CH";
    case View::kThreeChamber:
      return "3CH";
    case View::kFourChamber:
      return "4CH";
    case View::kOther:
      return "other";
    case View::kUnknown:
      return "unknown";
  }
  return "unknown";
}

View parse_view(std::string_view name) {
  for (const View view : {View::kSax, View::kTwoChamber, View::kThreeChamber, View::kFourChamber,
                          View::kOther, View::kUnknown}) {
    if (name == view_name(view)) return view;
  }
  throw Error(ErrorCode::kUsage,
              cat("unknown view \"", printable(name), "\": SAX, 2CH, 3CH, 4CH, other, unknown"));
}

std::span<const std::byte> CineSlice::frame_bytes(std::int64_t t) const {
  const std::size_t size = static_cast<std::size_t>(frame_pixels()) * pixel_bytes(type);
  return std::span(pixels).subspan(static_cast<std::size_t>(t) * size, size);
}

void CineSlice::frame_to_float(std::int64_t t, std::span<float> out) const {
  convert_frame(*this, t, rescale_slope, rescale_intercept, out);
}

void CineSlice::stored_frame_to_float(std::int64_t t, std::span<float> out) const {
  convert_frame(*this, t, 1, 0, out);
}

std::vector<float> CineSlice::to_float() const {
  std::vector<float> out(static_cast<std::size_t>(frames * frame_pixels()));
  for (std::int64_t t = 0; t < frames; ++t) {
    frame_to_float(t, std::span(out).subspan(static_cast<std::size_t>(t * frame_pixels()),
                                             static_cast<std::size_t>(frame_pixels())));
  }
  return out;
}

std::int64_t Cine::frame_count() const {
  std::int64_t count = 0;
  for (const auto& slice : slices) count += slice.frames;
  return count;
}

void check_slice(const CineSlice& slice) {
  if (slice.frames < 1 || slice.rows < 1 || slice.columns < 1)
    throw Error(ErrorCode::kShape, "a slice without pixels");
  // Bounded before they are multiplied: 16-bit sizes are DICOM's own limit (Rows, Columns are US).
  if (slice.rows > 65535 || slice.columns > 65535 || slice.frames > 65535) {
    throw Error(ErrorCode::kShape, cat("a slice of ", slice.frames, " x ", slice.rows, " x ",
                                       slice.columns, " pixels"));
  }
  const auto expected = static_cast<std::size_t>(slice.frames) *
                        static_cast<std::size_t>(slice.frame_pixels()) * pixel_bytes(slice.type);
  if (slice.pixels.size() != expected) {
    throw Error(ErrorCode::kShape,
                cat("a slice of ", slice.frames, " x ", slice.rows, " x ", slice.columns, " ",
                    pixel_type_name(slice.type), " must have ", expected, " bytes, not ",
                    slice.pixels.size()));
  }
  if (!slice.trigger_time_ms.empty() &&
      static_cast<std::int64_t>(slice.trigger_time_ms.size()) != slice.frames) {
    throw Error(ErrorCode::kShape,
                cat(slice.trigger_time_ms.size(), " times for ", slice.frames, " frames"));
  }
  for (std::size_t i = 0; i < slice.trigger_time_ms.size(); ++i) {
    if (!std::isfinite(slice.trigger_time_ms[i]) ||
        (i > 0 && slice.trigger_time_ms[i] < slice.trigger_time_ms[i - 1])) {
      throw Error(ErrorCode::kNumeric, "frame times must be finite and ascending");
    }
  }
  const Geometry& g = slice.geometry;
  for (const double v : {g.row_spacing_mm, g.column_spacing_mm, g.slice_thickness_mm,
                         g.spacing_between_slices_mm, slice.cycle_ms}) {
    if (!std::isfinite(v) || v < 0)
      throw Error(ErrorCode::kNumeric, "spacings and times must be finite and not negative");
  }
  if (!std::isfinite(slice.rescale_slope) || !std::isfinite(slice.rescale_intercept)) {
    throw Error(ErrorCode::kNumeric, "rescale values must be finite");
  }
}

}  // namespace chordae
