#include "chordae/train/task.h"

#include <torch/torch.h>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/train/autocast.h"

namespace chordae {

const at::Tensor& Batch::operator[](const std::string& name) const {
  const auto found = tensors.find(name);
  if (found == tensors.end())
    throw Error(ErrorCode::kInternal, cat("the batch holds no \"", name, "\""));
  return found->second;
}

UpdateLoss Task::accumulate_gradients(const UpdateContext& context) {
  const auto device = parameters().front().second.device().type();
  const double share = 1 / static_cast<double>(context.micro_batches);
  UpdateLoss out;
  for (std::int64_t i = 0; i < context.micro_batches; ++i) {
    const Batch batch = context.next();
    const BatchLoss result = [&] {
      const Autocast autocast(context.bf16, device);
      return loss(batch, context.rng.split("batch", static_cast<std::uint64_t>(i)));
    }();
    const at::Tensor part = context.micro_batches > 1 ? result.loss * share : result.loss;
    part.backward();
    out.loss += result.loss.item<double>() * share;
    for (const auto& [name, value] : result.metrics)
      out.metrics[name] += value.item<double>() * share;
    out.samples += batch.samples;
  }
  return out;
}

}  // namespace chordae
