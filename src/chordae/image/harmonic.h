#pragma once
// How strongly each pixel of a slice beats: the amplitude of its first temporal harmonic.

#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

/// Per pixel, (H, W) each; both smoothed over 3 x 3 pixels (edges replicated).
struct Beat {
  std::vector<float>
      amplitude;            ///< |2/T sum_t x_t exp(-2 pi i t / T)|; of two frames: their difference
  std::vector<float> mean;  ///< over the frames
};

/// Both empty if nothing moves: one frame, or differences no larger than rounding.
/// Errors  as check_slice
Beat compute_beat(const CineSlice& slice);

}  // namespace chordae
