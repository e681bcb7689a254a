#pragma once
// The space-time grid behind a sequence of tokens, and triples of sizes (t, h, w).

#include <array>
#include <cstdint>

namespace chordae {

using Triple = std::array<std::int64_t, 3>;  ///< (t, h, w)

struct Grid {
  std::int64_t t = 0, h = 0, w = 0;
  std::int64_t tokens() const { return t * h * w; }  ///< without the class token
  bool operator==(const Grid&) const = default;
};

/// Sizes after a convolution or pooling with these kernels, strides and paddings.
constexpr Grid convolved(const Grid& g, const Triple& kernel, const Triple& stride,
                         const Triple& padding) {
  return {(g.t + 2 * padding[0] - kernel[0]) / stride[0] + 1,
          (g.h + 2 * padding[1] - kernel[1]) / stride[1] + 1,
          (g.w + 2 * padding[2] - kernel[2]) / stride[2] + 1};
}

constexpr Triple half(const Triple& kernel) {
  return {kernel[0] / 2, kernel[1] / 2, kernel[2] / 2};
}

/// The grid after pooling with zero padding of kernel / 2.
constexpr Grid pooled_grid(const Grid& grid, const Triple& kernel, const Triple& stride) {
  return convolved(grid, kernel, stride, half(kernel));
}

/// Windows of the skip path's maximum: stride + 1, or 1 where the stride is 1.
constexpr Triple max_pool_kernel(const Triple& stride) {
  const auto size = [](std::int64_t s) { return s > 1 ? s + 1 : 1; };
  return {size(stride[0]), size(stride[1]), size(stride[2])};
}

}  // namespace chordae
