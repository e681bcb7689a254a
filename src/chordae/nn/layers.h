#pragma once
// Linear, Convolution and norms with the state-dict names of Python's. Their parameters start undefined in
// value: `models/initialise.cpp` or a file fills them, so that building a model draws nothing from
// Torch's global generator. A Linear computes in the type of its weight: casting the weight casts
// the product.

#include <torch/nn/module.h>

#include <cstdint>

namespace chordae {

class Linear : public torch::nn::Module {
 public:
  Linear(std::int64_t in, std::int64_t out, bool with_bias = true);
  /// Shapes  x (..., in); returns (..., out) in the weight's type
  at::Tensor forward(const at::Tensor& x) const;
  void cast(at::ScalarType type);

  at::Tensor weight, bias;
};

/// Always in float32 (or double): a bfloat16 input is widened first.
class LayerNorm : public torch::nn::Module {
 public:
  LayerNorm(std::int64_t width, double eps);
  at::Tensor forward(const at::Tensor& x) const;

  at::Tensor weight, bias;

 private:
  double eps_;
};

/// Two-dimensional, stride 1, padded so that the size stays (odd kernels).
class Convolution : public torch::nn::Module {
 public:
  Convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, bool with_bias);
  /// Shapes  x (B, in, H, W); returns (B, out, H, W)
  at::Tensor forward(const at::Tensor& x) const;

  at::Tensor weight, bias;
};

}  // namespace chordae
