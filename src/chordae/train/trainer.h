#pragma once
// The training loop. A run is a folder: config.toml, metrics.jsonl, tensorboard/, checkpoints/.

#include <filesystem>
#include <optional>

#include "chordae/train/task.h"
#include "chordae/train/train_config.h"
#include "chordae/train/train_state.h"

namespace chordae {

/// Where this process's time went, in seconds.
struct TrainTiming {
  double waiting = 0;    ///< for batches
  double computing = 0;  ///< forward and backward
  double updating = 0;   ///< clipping, optimiser, average, records: the loop's own
  double validating = 0;
  double saving = 0;
};

struct TrainResult {
  TrainState state;
  TrainTiming timing;
  std::filesystem::path last_checkpoint;
  std::optional<std::filesystem::path> best_checkpoint;  ///< absent without validation
};

/// Trains until `config.length` has passed. The task's parameters then hold the last weights; the
/// averaged or the best ones are read with `Checkpoint::load_weights_into`.
///
/// resume   false: `run_folder` must hold no checkpoint. true: goes on from its newest one that can
///          be read, or begins if there is none.
///
/// Note [What is exact]
/// A run that is killed at any moment and resumed gives the same bytes as one that isn't, on the
/// CPU with one intra-op thread, as long as its length, warm-up and nothing of the task count wall
/// clock: batches and generators depend on (seed, number) alone, everything else is in the
/// checkpoint. With a length in wall clock the time already spent counts, but rates depend on the
/// machine's speed.
///
/// Errors   kUsage: checkpoints are there and `resume` is false
///          kConfig: settings that contradict each other, or differ from the checkpoint's (all
///          named) kModel: the checkpoint's tensors don't fit; kFormat: no checkpoint can be read
///          kNumeric: more than `max_skipped` updates in a row had a loss or gradient that isn't
///          finite; names update, batches and tensors
///          kCancelled: Ctrl-C; a checkpoint of the last whole update has been written
///          kIo: disk full; older checkpoints are intact
TrainResult run_training(Task& task, const TrainConfig& config,
                         const std::filesystem::path& run_folder, bool resume);

}  // namespace chordae
