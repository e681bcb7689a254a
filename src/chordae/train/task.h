#pragma once
// What is trained, as the loop sees it: named parameters, batches that can be made anywhere at any
// time, a loss, and optionally a validation. Everything else is the loop's (trainer.h).

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>

#include "chordae/base/config.h"
#include "chordae/base/rng.h"
#include "chordae/tensor/convert.h"

namespace chordae {

/// One micro-batch: tensors by a name of the task's own choice, on the CPU.
struct Batch {
  std::map<std::string, at::Tensor> tensors;
  std::int64_t samples = 0;  ///< for the throughput

  /// Errors  kInternal if there is none of that name
  const at::Tensor& operator[](const std::string& name) const;
};

/// The loss of one micro-batch, a mean over its samples, and numbers to watch.
struct BatchLoss {
  at::Tensor loss;                                 ///< scalar, with its graph
  std::map<std::string, at::Tensor> metrics = {};  ///< scalars, detached
};

/// What an update's micro-batches gave: means.
struct UpdateLoss {
  double loss = 0;
  std::map<std::string, double> metrics;
  std::int64_t samples = 0;
};

/// One update, as `accumulate_gradients` is told of it.
struct UpdateContext {
  std::int64_t update = 0;         ///< 0 first
  std::int64_t micro_batches = 1;  ///< to take from `next`
  std::function<Batch()> next;     ///< in order; waits for the loading threads
  Rng rng;                         ///< of this update; micro-batch i draws from split("batch", i)
  bool bf16 = false;
};

class Task {
 public:
  virtual ~Task() = default;

  /// What is trained, float32, under state-dict names in a stable order; the same tensors each
  /// time.
  virtual NamedTensors parameters() = 0;
  /// What belongs to the model's state and has no gradient (running means of norms).
  virtual NamedTensors buffers() { return {}; }
  /// The task's own settings: kept in checkpoints, compared when a run is resumed.
  virtual void fields(FieldVisitor&) {}

  /// Micro-batches that make an epoch; 0: an endless stream.
  virtual std::int64_t batches_per_epoch() const { return 0; }

  /// Micro-batch `number` (0 first, growing through the whole run). Called from several threads at
  /// once, so it only reads; depends on nothing but `number` and `rng`.
  virtual Batch load(std::int64_t number, Rng rng) const = 0;

  /// Forward pass. LibTorch's own generators are seeded by the loop before each update; `rng` is
  /// for draws of the task's own.
  virtual BatchLoss loss(const Batch& batch, Rng rng) = 0;

  /// Adds the gradient of the mean loss over the update's micro-batches to the parameters'
  /// gradients. Override where the micro-batches of an update, or processes, share a loss:
  /// contrastive pretraining in two passes; gradients averaged over a group, then the loss too, so
  /// that every process comes to the same decision to skip. Until it returns, nothing of the update
  /// counts.
  virtual UpdateLoss accumulate_gradients(const UpdateContext& context);

  /// Numbers of the weights as they stand (the averaged ones, where the run averages; buffers are
  /// the last), by name; none: no validation. Without gradients. Must leave the model as it was.
  /// May throw kCancelled.
  virtual std::map<std::string, double> validate() { return {}; }

  /// State beyond tensors, if a task has any; written to checkpoints as it is.
  virtual std::string state() const { return {}; }
  virtual void restore(const std::string&) {}
};

}  // namespace chordae
