#include <torch/torch.h>

#include <cmath>

#include "chordae/base/rng.h"
#include "chordae/base/thread_pool.h"
#include "chordae/models/mvit.h"

namespace chordae {
namespace {

void fill(const at::Tensor& tensor, Rng rng, const std::function<double(Rng&)>& draw) {
  at::Tensor values = at::empty(tensor.sizes(), at::kFloat);
  for (float& v :
       std::span(values.mutable_data_ptr<float>(), static_cast<std::size_t>(values.numel()))) {
    v = static_cast<float>(draw(rng));
  }
  at::Tensor(tensor).copy_(values);
}

bool ends_with_bias(const std::string& name) { return name.ends_with(".bias"); }
bool is_norm(const std::string& name) { return name.find("norm") != std::string::npos; }
/// Patches and pooling kernels: weights with a kernel, and the patches' bias.
bool is_convolution(const std::string& name) {
  return name.find("patch_model.") != std::string::npos || name.find(".pool_") != std::string::npos;
}

}  // namespace

void initialise(VideoTower& tower, std::uint64_t seed) {
  const NamedTensors tensors = tower.state();
  const Rng root = Rng(seed).split("weights");
  std::int64_t patch_fan_in = 1;
  for (const auto& [name, tensor] : tensors) {
    if (name.ends_with("patch_model.weight")) patch_fan_in = tensor[0].numel();
  }
  parallel_for(static_cast<std::int64_t>(tensors.size()), thread_count(0), [&](std::int64_t i) {
    const at::NoGradGuard no_grad;  // guards are per thread
    const auto& [name, tensor] = tensors[static_cast<std::size_t>(i)];
    if (is_convolution(name)) {
      const std::int64_t fan_in = ends_with_bias(name) ? patch_fan_in : tensor[0].numel();
      const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
      fill(tensor, root.split(name), [bound](Rng& rng) { return rng.uniform(-bound, bound); });
    } else if (is_norm(name) || ends_with_bias(name)) {
      at::Tensor(tensor).fill_(ends_with_bias(name) ? 0 : 1);
    } else {
      fill(tensor, root.split(name), [](Rng& rng) { return rng.truncated_normal(0, 0.02, -2, 2); });
    }
  });
}

}  // namespace chordae
