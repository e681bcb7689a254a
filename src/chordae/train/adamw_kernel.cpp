#include "chordae/train/adamw_kernel.h"

#include <cmath>

namespace chordae {

void adamw_update(const AdamWStep& step, const float* __restrict gradient, float* __restrict weight,
                  float* __restrict moment1, float* __restrict moment2, std::int64_t count) {
  const auto shrink = static_cast<float>(step.shrink), beta2 = static_cast<float>(step.beta2),
             rest1 = static_cast<float>(1 - step.beta1), rest2 = static_cast<float>(1 - step.beta2),
             per_root = static_cast<float>(1 / step.correction2_root),
             epsilon = static_cast<float>(step.epsilon), size = static_cast<float>(step.size);
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    const float m = moment1[i] + rest1 * (g - moment1[i]);
    const float v = beta2 * moment2[i] + rest2 * g * g;
    moment1[i] = m;
    moment2[i] = v;
    weight[i] = shrink * weight[i] - size * m / (std::sqrt(v) * per_root + epsilon);
  }
}

}  // namespace chordae
