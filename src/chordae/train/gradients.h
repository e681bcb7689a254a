#pragma once
// What happens to gradients between backward and update: zeroing, norm, clipping, and finding out
// which of them are not finite.

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "chordae/tensor/convert.h"

namespace chordae {

/// Zeroes in place; allocates where there is none, so that a parameter which a step doesn't use has
/// a gradient of zero rather than none. Parameters without requires_grad are left out, here and
/// below.
void zero_gradients(const NamedTensors& parameters);

/// Scales all gradients so that their common L2 norm is at most `max_norm` (0: doesn't), and
/// returns the norm before. Not finite if any gradient isn't; the gradients are unchanged then.
/// Source   torch.nn.utils.clip_grad_norm_ (the same factor max_norm / (norm + 1e-6))
double clip_gradients(const NamedTensors& parameters, double max_norm);

/// Names of parameters whose gradient holds NaN or infinity.
std::vector<std::string> names_of_non_finite_gradients(const NamedTensors& parameters);

}  // namespace chordae
