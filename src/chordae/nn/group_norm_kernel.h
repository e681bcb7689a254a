#pragma once
// Group normalisation, an optional skip added, then SiLU (x * sigmoid(x)), in one pass over pictures as
// they lie in memory: pixels outer, channels innermost. Reading and writing memory is all that such a
// layer costs, so it is done once. No Torch. Images are independent and sums run in a fixed order: the
// same bits on any number of threads.
//
// Shapes  x, skip, y (images, pixels, channels); weight, bias (channels); mean, deviation (images, groups),
//         `deviation` the reciprocal of the SD
// Source  Group Normalization (arXiv:1803.08494), SiLU (arXiv:1702.03118)

#include <cstdint>

#include "chordae/nn/bf16.h"

namespace chordae {

struct GroupNormShape {
  std::int64_t images = 0, pixels = 0, channels = 0, groups = 0;
  double eps = 1e-5;
};

/// `skip` may be null. In: float, double or Bf16; Real: float (of Bf16 too) or double.
template <class In, class Real>
void group_norm_silu_forward(const In* x, const In* skip, const Real* weight, const Real* bias, In* y, Real* mean,
                             Real* deviation, const GroupNormShape& shape);

/// Gradients of x and, where not null, of skip, written; of weight and bias, one row an image of (images,
/// channels), written: the caller sums over images in order.
template <class In, class Real>
void group_norm_silu_backward(const In* grad_y, const In* x, const In* skip, const Real* weight, const Real* bias,
                              const Real* mean, const Real* deviation, In* grad_x, In* grad_skip, Real* grad_weight,
                              Real* grad_bias, const GroupNormShape& shape);

/// (images = clips * frames, pixels, channels): a quarter of the channels comes from the frame before, a
/// quarter from the one after, around the beat (Temporal Shift Module, arXiv:1811.08383). `direction` 1;
/// -1 is its inverse and so its gradient. Values are `bytes` wide.
void shift_frames(const void* x, void* y, std::int64_t clips, std::int64_t frames, std::int64_t pixels,
                  std::int64_t channels, std::int64_t bytes, int direction);

}  // namespace chordae
