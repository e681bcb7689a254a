#pragma once
// A cine series in memory: slices in anatomical order, each a (T, H, W) stack at native resolution
// and integer type, with its geometry and times. No file format, no Torch.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/image/geometry.h"

namespace chordae {

enum class PixelType { kU8, kI8, kU16, kI16 };
std::size_t pixel_bytes(PixelType type);
std::string_view pixel_type_name(PixelType type);  ///< "uint8" …

/// Standard cine views. kOther: a cine in no standard plane.
enum class View { kUnknown, kSax, kTwoChamber, kThreeChamber, kFourChamber, kOther };
std::string_view view_name(View view);   ///< "SAX", "2CH", "3CH", "4CH", "other", "unknown"
View parse_view(std::string_view name);  ///< Errors kUsage

/// One slice position over the cycle, (T, H, W) row-major, values as stored in the file.
/// Real value = rescale_slope * stored + rescale_intercept.
struct CineSlice {
  std::int64_t frames = 0, rows = 0, columns = 0;
  PixelType type = PixelType::kU16;
  std::vector<std::byte> pixels;  ///< frames * rows * columns * pixel_bytes, native endian
  Geometry geometry;
  std::vector<double> trigger_time_ms;  ///< one a frame, ascending; empty = unknown
  double rescale_slope = 1, rescale_intercept = 0;
  double cycle_ms = 0;  ///< R-R interval; 0 = unknown

  std::int64_t frame_pixels() const { return rows * columns; }
  std::span<const std::byte> frame_bytes(std::int64_t t) const;
  /// Real values of frame t, (H, W). Errors kShape if `out` is not rows * columns.
  void frame_to_float(std::int64_t t, std::span<float> out) const;
  /// The same without the rescale: values as stored.
  void stored_frame_to_float(std::int64_t t, std::span<float> out) const;
  /// Real values of all frames, (T, H, W).
  std::vector<float> to_float() const;
};

struct Cine {
  View view = View::kUnknown;
  std::vector<CineSlice> slices;  ///< SAX: ordered along the normal, base first where that is known

  std::int64_t frame_count() const;  ///< over all slices
};

/// Errors kShape/kNumeric if sizes, times or geometry of a slice contradict each other.
void check_slice(const CineSlice& slice);

}  // namespace chordae
