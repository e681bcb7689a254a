#include "chordae/train/adamw.h"

#include <torch/torch.h>

#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

bool is_plain(const at::Tensor& t) {
  return t.is_cpu() && t.scalar_type() == at::kFloat && t.is_contiguous();
}

}  // namespace

void AdamWConfig::fields(FieldVisitor& v) {
  v.field({.name = "rate", .help = "learning rate after the warm-up", .min = 0}, rate);
  v.field({.name = "beta1", .help = "memory of the mean gradient", .min = 0, .max = 0.9999}, beta1);
  v.field({.name = "beta2", .help = "memory of the squared gradient", .min = 0, .max = 0.999999},
          beta2);
  v.field({.name = "epsilon", .help = "added to the root of the squared gradient", .min = 0},
          epsilon);
  v.field({.name = "weight_decay", .help = "decoupled weight decay", .min = 0}, weight_decay);
  groups.fields(v);
}

AdamW::AdamW(const std::vector<ParameterGroup>& groups, const AdamWConfig& config)
    : config_(config) {
  for (const auto& g : groups) {
    Group group{.rate_factor = g.rate_factor,
                .weight_decay = g.decay ? config.weight_decay : 0,
                .names = {},
                .parameters = {},
                .moment1 = {},
                .moment2 = {}};
    for (const auto& [name, parameter] : g.members) {
      const auto type = parameter.scalar_type();
      if (type != at::kFloat && type != at::kDouble) {
        throw Error(ErrorCode::kModel, cat("parameter \"", name, "\" is ", at::toString(type),
                                           ": what is trained must be float32 or float64"));
      }
      group.names.push_back(name);
      group.parameters.push_back(parameter);
      group.moment1.push_back(at::zeros_like(parameter.detach()));
      group.moment2.push_back(at::zeros_like(parameter.detach()));
    }
    groups_.push_back(std::move(group));
  }
}

void AdamW::step(double rate_factor) {
  const at::NoGradGuard no_grad;
  ++steps_;
  const auto t = static_cast<double>(steps_);
  for (const auto& group : groups_) {
    const double rate = config_.rate * group.rate_factor * rate_factor;
    const AdamWStep step{.shrink = 1 - rate * group.weight_decay,
                         .beta1 = config_.beta1,
                         .beta2 = config_.beta2,
                         .correction2_root = std::sqrt(1 - std::pow(config_.beta2, t)),
                         .epsilon = config_.epsilon,
                         .size = rate / (1 - std::pow(config_.beta1, t))};
    Group rest;
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      const at::Tensor &p = group.parameters[i], &m = group.moment1[i], &v = group.moment2[i];
      const at::Tensor& g = p.grad();
      if (is_plain(p) && is_plain(g) && is_plain(m) && is_plain(v)) {
        adamw_update(step, g.const_data_ptr<float>(), p.mutable_data_ptr<float>(),
                     m.mutable_data_ptr<float>(), v.mutable_data_ptr<float>(), p.numel());
        p.unsafeGetTensorImpl()->bump_version();  // for what caches by version
      } else {
        rest.parameters.push_back(p);
        rest.moment1.push_back(m);
        rest.moment2.push_back(v);
      }
    }
    if (!rest.parameters.empty()) update_lists(rest, step);
  }
}

void AdamW::update_lists(const Group& group, const AdamWStep& step) {
  std::vector<at::Tensor> gradients;
  for (const auto& p : group.parameters) gradients.push_back(p.grad());
  if (step.shrink != 1) at::_foreach_mul_(group.parameters, step.shrink);
  at::_foreach_lerp_(group.moment1, gradients, 1 - step.beta1);
  at::_foreach_mul_(group.moment2, step.beta2);
  at::_foreach_addcmul_(group.moment2, gradients, gradients, 1 - step.beta2);
  const auto denominator = at::_foreach_sqrt(group.moment2);
  at::_foreach_div_(denominator, step.correction2_root);
  at::_foreach_add_(denominator, step.epsilon);
  at::_foreach_addcdiv_(group.parameters, group.moment1, denominator, -step.size);
}

NamedTensors AdamW::state() const {
  NamedTensors out;
  for (const auto& group : groups_) {
    for (std::size_t i = 0; i < group.names.size(); ++i) {
      out.emplace_back("moment1/" + group.names[i], group.moment1[i]);
      out.emplace_back("moment2/" + group.names[i], group.moment2[i]);
    }
  }
  return out;
}

}  // namespace chordae
