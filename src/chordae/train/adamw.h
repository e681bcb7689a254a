#pragma once
// AdamW: Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2). Float32 weights on the
// CPU are updated in one pass (adamw_kernel.h), all else by LibTorch over whole lists of tensors.
// Moments have the parameters' type and are named after them.

#include <ATen/core/Tensor.h>

#include <vector>

#include "chordae/train/adamw_kernel.h"
#include "chordae/train/parameter_groups.h"

namespace chordae {

struct AdamWConfig {
  double rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  // arXiv:1412.6980, section 2
  double epsilon = 1e-8;
  double weight_decay = 0.01;  ///< a step shrinks a weight by rate * weight_decay of itself
  GroupConfig groups;
  void fields(FieldVisitor& v);
};

class AdamW {
 public:
  /// Errors  kModel if a parameter is neither float32 nor float64
  AdamW(const std::vector<ParameterGroup>& groups, const AdamWConfig& config);

  /// One update from the gradients that the parameters hold; all must be defined.
  /// rate_factor  of the schedule
  void step(double rate_factor);

  /// Steps taken: part of the state, for the moments' bias correction.
  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }
  /// "moment1/<parameter>" and "moment2/<parameter>": the live tensors, to save and to load into.
  NamedTensors state() const;

 private:
  struct Group {
    double rate_factor = 1;
    double weight_decay = 0;
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters, moment1, moment2;
  };
  static void update_lists(const Group& group, const AdamWStep& step);
  AdamWConfig config_;
  std::vector<Group> groups_;
  std::int64_t steps_ = 0;
};

}  // namespace chordae
