#include "chordae/train/gradients.h"

#include <torch/torch.h>

#include <cmath>

namespace chordae {
namespace {

std::vector<at::Tensor> gradients_of(const NamedTensors& parameters) {
  std::vector<at::Tensor> out;
  out.reserve(parameters.size());
  for (const auto& [name, parameter] : parameters) {
    if (parameter.requires_grad() && parameter.grad().defined()) out.push_back(parameter.grad());
  }
  return out;
}

}  // namespace

void zero_gradients(const NamedTensors& parameters) {
  const at::NoGradGuard no_grad;
  for (const auto& [name, parameter] : parameters) {
    if (parameter.requires_grad() && !parameter.grad().defined())
      parameter.mutable_grad() = at::zeros_like(parameter.detach());
  }
  at::_foreach_zero_(gradients_of(parameters));
}

double clip_gradients(const NamedTensors& parameters, double max_norm) {
  const at::NoGradGuard no_grad;
  const std::vector<at::Tensor> gradients = gradients_of(parameters);
  const double norm =
      at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients, 2))).item<double>();
  constexpr double kEpsilon = 1e-6;  // as clip_grad_norm_
  const double factor = max_norm / (norm + kEpsilon);
  if (max_norm > 0 && std::isfinite(norm) && factor < 1) at::_foreach_mul_(gradients, factor);
  return norm;
}

std::vector<std::string> names_of_non_finite_gradients(const NamedTensors& parameters) {
  std::vector<std::string> out;
  for (const auto& [name, parameter] : parameters) {
    if (!parameter.requires_grad() || !parameter.grad().defined()) continue;
    if (!at::isfinite(parameter.grad()).all().item<bool>()) out.push_back(name);
  }
  return out;
}

}  // namespace chordae
