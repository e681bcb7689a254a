#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/io/nifti/nifti.h"

namespace chordae {
namespace {

struct Stored {
  PixelType type = PixelType::kU16;
  double slope = 1, intercept = 0;  // stored value of the file = slope * ours + intercept
};

template <class T>
double read(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return static_cast<double>(value);
}

double value_at(const NiftiImage& image, std::size_t i) {
  const std::byte* data = image.voxels.data();
  switch (image.type) {
    case NiftiType::kU8:
      return read<std::uint8_t>(data + i);
    case NiftiType::kI8:
      return read<std::int8_t>(data + i);
    case NiftiType::kU16:
      return read<std::uint16_t>(data + 2 * i);
    case NiftiType::kI16:
      return read<std::int16_t>(data + 2 * i);
    case NiftiType::kI32:
      return read<std::int32_t>(data + 4 * i);
    case NiftiType::kF32:
      return read<float>(data + 4 * i);
    case NiftiType::kF64:
      return read<double>(data + 8 * i);
  }
  return 0;
}

/// How the whole volume's values are kept in 8 or 16 bits.
Stored choose_stored(const NiftiImage& image) {
  switch (image.type) {
    case NiftiType::kU8:
      return {PixelType::kU8};
    case NiftiType::kI8:
      return {PixelType::kI8};
    case NiftiType::kU16:
      return {PixelType::kU16};
    case NiftiType::kI16:
      return {PixelType::kI16};
    default:
      break;
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool whole = true;
  const auto count = static_cast<std::size_t>(image.count());
  for (std::size_t i = 0; i < count; ++i) {
    const double v = value_at(image, i);
    if (!(std::abs(v) < 1e30)) throw Error(ErrorCode::kNumeric, "voxels that are not finite");
    low = std::min(low, v);
    high = std::max(high, v);
    whole = whole && v == std::floor(v);
  }
  if (whole && low >= 0 && high <= 65535) return {PixelType::kU16};
  if (whole && low >= -32768 && high <= 32767) return {PixelType::kI16};
  return {PixelType::kU16, high > low ? (high - low) / 65535 : 1.0, low};
}

void store(std::byte* at, PixelType type, double value) {
  const auto put = [at](auto v) { std::memcpy(at, &v, sizeof(v)); };
  switch (type) {
    case PixelType::kU8:
      return put(static_cast<std::uint8_t>(value));
    case PixelType::kI8:
      return put(static_cast<std::int8_t>(value));
    case PixelType::kU16:
      return put(static_cast<std::uint16_t>(value));
    case PixelType::kI16:
      return put(static_cast<std::int16_t>(value));
  }
}

Geometry geometry_of(const NiftiImage& image, std::int64_t slice) {
  Geometry g;
  g.row_spacing_mm = image.spacing[1];
  g.column_spacing_mm = image.spacing[0];
  g.spacing_between_slices_mm = g.slice_thickness_mm = image.spacing[2];
  if (!image.has_position) return g;
  const auto& [x, y, z, first] = image.affine;
  // Sheared or flattened grids have no rows and columns at right angles: their positions are no
  // use.
  const double nx = norm(x), ny = norm(y);
  if (!(nx > 1e-6 && ny > 1e-6) || std::abs(dot(x, y)) > 1e-3 * nx * ny) return g;
  g.has_position = true;
  g.row_direction = normalized(x);
  g.column_direction = normalized(y);
  g.column_spacing_mm = nx;
  g.row_spacing_mm = ny;
  if (norm(z) > 1e-6) g.spacing_between_slices_mm = std::abs(dot(z, g.normal()));
  g.origin_mm = first + static_cast<double>(slice) * z;
  return g;
}

}  // namespace

Cine make_cine(const NiftiImage& image) {
  const auto [columns, rows, slices, frames] = image.size;
  const Stored stored = choose_stored(image);
  const bool as_is = stored.slope == 1 && stored.intercept == 0;
  const std::size_t each = pixel_bytes(stored.type);
  Cine cine;
  cine.view = View::kSax;
  for (std::int64_t s = 0; s < slices; ++s) {
    CineSlice slice;
    slice.frames = frames;
    slice.rows = rows;
    slice.columns = columns;
    slice.type = stored.type;
    slice.rescale_slope = image.slope * stored.slope;
    slice.rescale_intercept = image.slope * stored.intercept + image.intercept;
    slice.geometry = geometry_of(image, s);
    const auto pixels = static_cast<std::size_t>(rows * columns);
    slice.pixels.resize(static_cast<std::size_t>(frames) * pixels * each);
    std::byte* out = slice.pixels.data();
    for (std::int64_t t = 0; t < frames; ++t) {
      const std::size_t first = static_cast<std::size_t>(t * slices + s) * pixels;
      for (std::size_t i = 0; i < pixels; ++i, out += each) {
        const double v = value_at(image, first + i);
        store(out, stored.type, as_is ? v : std::round((v - stored.intercept) / stored.slope));
      }
    }
    check_slice(slice);
    cine.slices.push_back(std::move(slice));
  }
  return cine;
}

}  // namespace chordae
