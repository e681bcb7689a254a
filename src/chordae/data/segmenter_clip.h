#pragma once
// What the heart segmenter reads: one slice of a cine as a short clip about a point, at a fixed
// pixel size, its frames spread evenly over the beat; and where a clip's pixels lie in the slice
// they came from. Training renders such clips directly (phantom/stream.h).

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

/// A clip's grid in its slice. Clip pixel (h, w) lies at row
/// `row + (h - (size - 1) / 2) * pixel_mm / row_mm` of the slice, columns alike.
struct ClipGrid {
  std::int64_t size = 64;
  double pixel_mm = 2;
  double row = 0, column = 0;        ///< of the clip's centre, pixels of the slice
  double row_mm = 1, column_mm = 1;  ///< pixel spacing of the slice, nominal where unknown

  double row_at(double h) const { return row + (h - 0.5 * double(size - 1)) * pixel_mm / row_mm; }
  double column_at(double w) const {
    return column + (w - 0.5 * double(size - 1)) * pixel_mm / column_mm;
  }
  double pixel_area_mm2() const { return pixel_mm * pixel_mm; }
};

/// One moment of the beat as a mixture of two frames of a slice.
struct FrameBlend {
  std::int64_t before = 0, after = 0;
  double weight_after = 0;  ///< of `after`; the rest is `before`

  std::int64_t nearest() const { return weight_after < 0.5 ? before : after; }
};

/// `count` moments spread evenly over the beat, which begins with the first frame. Frames lie at
/// their times (evenly, where those are unknown) on a circle: the step from the last frame to the
/// first is taken to be as long as the median of the others, so that prospective gating, which
/// misses the end of the beat, does not mix end-diastole over many frames. A slice of fewer than
/// `count / 2` frames is held instead of mixed: between end-diastole and end-systole lies no
/// picture that a mixture would resemble.
/// Errors  as check_slice; kShape for no moments
std::vector<FrameBlend> spread_frames(const CineSlice& slice, std::int64_t count);

/// Mean 0 and SD 1, in place; values that are not finite count as 0, and a clip without contrast
/// becomes 0. What training does with its clips too.
void standardise_clip(std::span<float> clip);

/// Each pixel is the mean of the slice about it (antialiased bilinear). Off the picture lies the
/// slice's darkest value, as air. Mean 0 and SD 1 over the whole clip; a clip without contrast is
/// 0.
///
/// Shapes  returns (frames, size, size) float32
/// Errors  as check_slice; kNumeric for a grid without pixel size or a centre far off
at::Tensor make_segmenter_clip(const CineSlice& slice, const ClipGrid& grid, std::int64_t frames);

}  // namespace chordae
