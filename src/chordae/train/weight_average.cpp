#include "chordae/train/weight_average.h"

#include <torch/torch.h>

#include <algorithm>

namespace chordae {

double average_decay(double decay, std::int64_t n) {
  const auto count = static_cast<double>(n);
  return std::min(decay, (1 + count) / (10 + count));
}

WeightAverage::WeightAverage(const NamedTensors& parameters) {
  for (const auto& [name, parameter] : parameters) {
    names_.push_back(name);
    parameters_.push_back(parameter);
    averages_.push_back(parameter.detach().clone());
  }
}

void WeightAverage::update(double decay) {
  const at::NoGradGuard no_grad;
  at::_foreach_lerp_(averages_, parameters_, 1 - decay);
}

void WeightAverage::swap() {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const at::Tensor old = parameters_[i].detach().clone();
    parameters_[i].copy_(averages_[i]);
    averages_[i].copy_(old);
  }
}

NamedTensors WeightAverage::state() const {
  NamedTensors out;
  for (std::size_t i = 0; i < names_.size(); ++i)
    out.emplace_back("average/" + names_[i], averages_[i]);
  return out;
}

}  // namespace chordae
