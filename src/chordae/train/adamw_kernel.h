#pragma once
// One AdamW step over plain float arrays, in one pass over memory: on the CPU, a pass an operation
// costs four times as long. No Torch.

#include <cstdint>

namespace chordae {

/// What is the same for all weights of a step.
struct AdamWStep {
  double shrink = 1;  ///< 1 - rate * weight decay
  double beta1 = 0, beta2 = 0;
  double correction2_root = 1;  ///< sqrt(1 - beta2^t)
  double epsilon = 0;
  double size = 0;  ///< rate / (1 - beta1^t)
};

/// Updates `count` weights and their moments in place.
void adamw_update(const AdamWStep& step, const float* gradient, float* weight, float* moment1,
                  float* moment2, std::int64_t count);

}  // namespace chordae
