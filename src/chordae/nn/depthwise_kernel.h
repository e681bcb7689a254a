#pragma once
// Depthwise convolution over tokens as they lie in memory: (t, h, w) outer, channels innermost, the
// same kernel for every head. No Torch. Sums run in a fixed order, so results do not depend on how
// the rows are shared among threads.
//
// Shapes  x (B, x_batch_stride) with token (t, h, w) at ((t*H + h)*W + w) * heads * width;
//         weight (taps, width), taps in order (kt, kh, kw); y like x on the output grid

#include <cstdint>

#include "chordae/nn/bf16.h"
#include "chordae/nn/grid.h"

namespace chordae {

struct DepthwiseShape {
  std::int64_t batch = 0, heads = 0, width = 0;  ///< width: channels a head
  Grid in, out;
  Triple kernel{}, stride{}, padding{};
  std::int64_t in_batch_stride = 0, out_batch_stride = 0;  ///< elements between clips

  std::int64_t channels() const { return heads * width; }
  std::int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  std::int64_t out_rows() const { return batch * out.t * out.h; }
  std::int64_t in_rows() const { return batch * in.t * in.h; }
  std::int64_t out_planes() const { return batch * out.t; }
};

/// Output rows [begin, end) of out_rows(). In: float, double or Bf16; Real: float or double.
template <class In, class Real>
void depthwise_forward(const In* x, const Real* weight, Real* y, const DepthwiseShape& s,
                       std::int64_t begin, std::int64_t end);

/// Input rows [begin, end) of in_rows(): the gradient of x, written (not added).
template <class Real>
void depthwise_backward_input(const Real* grad_y, const Real* weight, Real* grad_x,
                              const DepthwiseShape& s, std::int64_t begin, std::int64_t end);

/// Output planes [begin, end) of out_planes(): plane p's share of the weight's gradient, added to
/// partial[p] of (out_planes, taps, width). The caller sums over planes in order.
template <class Real>
void depthwise_backward_weight(const Real* grad_y, const Real* x, Real* partial,
                               const DepthwiseShape& s, std::int64_t begin, std::int64_t end);

}  // namespace chordae
