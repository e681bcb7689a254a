#include "chordae/nn/depthwise_kernel.h"

#include <algorithm>

namespace chordae {
namespace {

/// Kernel taps k in [first, last) for which `origin + k` lies in [0, size).
struct TapRange {
  std::int64_t first, last;
  TapRange(std::int64_t origin, std::int64_t kernel, std::int64_t size)
      : first(std::max<std::int64_t>(0, -origin)), last(std::min(kernel, size - origin)) {}
};

std::int64_t token(const Grid& g, std::int64_t t, std::int64_t h, std::int64_t w) {
  return (t * g.h + h) * g.w + w;
}

/// Calls visit(tap, input token) for every tap of output (t, h, w) that lies inside the input.
template <class Visit>
void for_each_tap(const DepthwiseShape& s, std::int64_t t, std::int64_t h, std::int64_t w,
                  Visit&& visit) {
  const std::int64_t t0 = t * s.stride[0] - s.padding[0];
  const std::int64_t h0 = h * s.stride[1] - s.padding[1];
  const std::int64_t w0 = w * s.stride[2] - s.padding[2];
  const TapRange ts(t0, s.kernel[0], s.in.t), hs(h0, s.kernel[1], s.in.h),
      ws(w0, s.kernel[2], s.in.w);
  for (std::int64_t kt = ts.first; kt < ts.last; ++kt) {
    for (std::int64_t kh = hs.first; kh < hs.last; ++kh) {
      for (std::int64_t kw = ws.first; kw < ws.last; ++kw) {
        visit((kt * s.kernel[1] + kh) * s.kernel[2] + kw, token(s.in, t0 + kt, h0 + kh, w0 + kw));
      }
    }
  }
}

/// The output place that meets an input place through tap k along one axis; -1 if none does.
std::int64_t source_place(std::int64_t in, std::int64_t k, std::int64_t stride,
                          std::int64_t padding, std::int64_t size) {
  const std::int64_t scaled = in + padding - k;
  if (scaled < 0 || scaled % stride != 0) return -1;
  const std::int64_t place = scaled / stride;
  return place < size ? place : -1;
}

/// y[c] += x[c] * weight[c]
template <class In, class Real>
void multiply_add(const In* x, const Real* weight, Real* y, std::int64_t width) {
  for (std::int64_t c = 0; c < width; ++c) y[c] += widen(x[c]) * weight[c];
}

/// The same for every head, with one weight for all.
template <class In, class Real>
void multiply_add_heads(const In* x, const Real* weight, Real* y, const DepthwiseShape& s) {
  for (std::int64_t head = 0; head < s.heads; ++head) {
    multiply_add(x + head * s.width, weight, y + head * s.width, s.width);
  }
}

}  // namespace

template <class In, class Real>
void depthwise_forward(const In* x, const Real* weight, Real* y, const DepthwiseShape& s,
                       std::int64_t begin, std::int64_t end) {
  const std::int64_t channels = s.channels();
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t h = row % s.out.h, t = row / s.out.h % s.out.t,
                       b = row / (s.out.h * s.out.t);
    const In* clip = x + b * s.in_batch_stride;
    for (std::int64_t w = 0; w < s.out.w; ++w) {
      Real* to = y + b * s.out_batch_stride + token(s.out, t, h, w) * channels;
      std::fill_n(to, channels, Real{0});
      for_each_tap(s, t, h, w, [&](std::int64_t tap, std::int64_t from) {
        multiply_add_heads(clip + from * channels, weight + tap * s.width, to, s);
      });
    }
  }
}

template <class Real>
void depthwise_backward_input(const Real* grad_y, const Real* weight, Real* grad_x,
                              const DepthwiseShape& s, std::int64_t begin, std::int64_t end) {
  const std::int64_t channels = s.channels();
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t h = row % s.in.h, t = row / s.in.h % s.in.t, b = row / (s.in.h * s.in.t);
    const Real* clip = grad_y + b * s.out_batch_stride;
    for (std::int64_t w = 0; w < s.in.w; ++w) {
      Real* to = grad_x + b * s.in_batch_stride + token(s.in, t, h, w) * channels;
      std::fill_n(to, channels, Real{0});
      for (std::int64_t kt = 0; kt < s.kernel[0]; ++kt) {
        const std::int64_t ot = source_place(t, kt, s.stride[0], s.padding[0], s.out.t);
        for (std::int64_t kh = 0; ot >= 0 && kh < s.kernel[1]; ++kh) {
          const std::int64_t oh = source_place(h, kh, s.stride[1], s.padding[1], s.out.h);
          for (std::int64_t kw = 0; oh >= 0 && kw < s.kernel[2]; ++kw) {
            const std::int64_t ow = source_place(w, kw, s.stride[2], s.padding[2], s.out.w);
            if (ow < 0) continue;
            const std::int64_t tap = (kt * s.kernel[1] + kh) * s.kernel[2] + kw;
            multiply_add_heads(clip + token(s.out, ot, oh, ow) * channels, weight + tap * s.width,
                               to, s);
          }
        }
      }
    }
  }
}

template <class Real>
void depthwise_backward_weight(const Real* grad_y, const Real* x, Real* partial,
                               const DepthwiseShape& s, std::int64_t begin, std::int64_t end) {
  const std::int64_t channels = s.channels();
  for (std::int64_t plane = begin; plane < end; ++plane) {
    const std::int64_t t = plane % s.out.t, b = plane / s.out.t;
    const Real* clip = x + b * s.in_batch_stride;
    Real* sums = partial + plane * s.taps() * s.width;
    for (std::int64_t h = 0; h < s.out.h; ++h) {
      for (std::int64_t w = 0; w < s.out.w; ++w) {
        const Real* grad = grad_y + b * s.out_batch_stride + token(s.out, t, h, w) * channels;
        for_each_tap(s, t, h, w, [&](std::int64_t tap, std::int64_t from) {
          for (std::int64_t head = 0; head < s.heads; ++head) {
            multiply_add(clip + from * channels + head * s.width, grad + head * s.width,
                         sums + tap * s.width, s.width);
          }
        });
      }
    }
  }
}

template void depthwise_forward(const float*, const float*, float*, const DepthwiseShape&,
                                std::int64_t, std::int64_t);
template void depthwise_forward(const Bf16*, const float*, float*, const DepthwiseShape&,
                                std::int64_t, std::int64_t);
template void depthwise_forward(const double*, const double*, double*, const DepthwiseShape&,
                                std::int64_t, std::int64_t);
template void depthwise_backward_input(const float*, const float*, float*, const DepthwiseShape&,
                                       std::int64_t, std::int64_t);
template void depthwise_backward_input(const double*, const double*, double*, const DepthwiseShape&,
                                       std::int64_t, std::int64_t);
template void depthwise_backward_weight(const float*, const float*, float*, const DepthwiseShape&,
                                        std::int64_t, std::int64_t);
template void depthwise_backward_weight(const double*, const double*, double*,
                                        const DepthwiseShape&, std::int64_t, std::int64_t);

}  // namespace chordae
