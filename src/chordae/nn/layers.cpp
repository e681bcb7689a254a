#include "chordae/nn/layers.h"

#include <torch/torch.h>

namespace chordae {

Linear::Linear(std::int64_t in, std::int64_t out, bool with_bias) {
  weight = register_parameter("weight", at::empty({out, in}));
  if (with_bias) bias = register_parameter("bias", at::empty({out}));
}

at::Tensor Linear::forward(const at::Tensor& x) const {
  return at::linear(x.to(weight.scalar_type()), weight, bias);
}

void Linear::cast(at::ScalarType type) {
  weight.set_data(weight.detach().to(type));
  if (bias.defined()) bias.set_data(bias.detach().to(type));
}

LayerNorm::LayerNorm(std::int64_t width, double eps) : eps_(eps) {
  weight = register_parameter("weight", at::empty({width}));
  bias = register_parameter("bias", at::empty({width}));
}

at::Tensor LayerNorm::forward(const at::Tensor& x) const {
  return at::layer_norm(x.to(weight.scalar_type()), weight.sizes(), weight, bias, eps_);
}

Convolution::Convolution(std::int64_t in, std::int64_t out, std::int64_t kernel, bool with_bias) {
  weight = register_parameter("weight", at::empty({out, in, kernel, kernel}));
  if (with_bias) bias = register_parameter("bias", at::empty({out}));
}

at::Tensor Convolution::forward(const at::Tensor& x) const {
  return at::conv2d(x, weight, bias, 1, weight.size(2) / 2);
}

}  // namespace chordae
