#pragma once
// Pooling of token sequences over their space-time grid; the class token (first) passes untouched.
// Source: MViT, arXiv:2104.11227, section 3.1.

#include <torch/nn/module.h>

#include "chordae/nn/grid.h"

namespace chordae {

/// Depthwise convolution, one kernel (width, 1, kt, kh, kw) for all heads, zero padding of kernel
/// / 2.
///
/// Shapes  tokens (B, 1 + t*h*w, heads * width); returns (B, 1 + t'*h'*w', heads * width), float32
///         for bfloat16 tokens
/// Errors  kShape if the tokens do not fit the grid
/// On the CPU by our own kernel (depthwise_kernel.h), with gradients for float32 and float64;
/// otherwise by `depthwise_pool_by_convolution`.
at::Tensor depthwise_pool(const at::Tensor& tokens, const at::Tensor& weight, const Grid& grid,
                          const Triple& stride);

/// The same through at::conv3d: for other devices, and what tests compare with.
at::Tensor depthwise_pool_by_convolution(const at::Tensor& tokens, const at::Tensor& weight,
                                         const Grid& grid, const Triple& stride);

/// Maximum over windows of max_pool_kernel(stride), padding kernel / 2: the skip path of a block.
at::Tensor max_pool(const at::Tensor& tokens, const Grid& grid, const Triple& stride);

/// The learned pooling of queries, keys or values, as a module with one "weight".
class DepthwisePool : public torch::nn::Module {
 public:
  DepthwisePool(std::int64_t width, Triple kernel, Triple stride);
  at::Tensor forward(const at::Tensor& tokens, const Grid& grid) const;
  Grid out_grid(const Grid& grid) const { return pooled_grid(grid, kernel_, stride_); }

  at::Tensor weight;

 private:
  Triple kernel_, stride_;
};

}  // namespace chordae
