#pragma once
// Where a run stands, beyond its tensors: what a checkpoint holds as one JSON text. No Torch.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace chordae {

/// A running mean. Sums are kept, so that a resumed run reports what an unbroken one would have.
struct RunningMean {
  double sum = 0;
  std::int64_t count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  double mean() const { return count > 0 ? sum / static_cast<double>(count) : 0; }
};

struct TrainState {
  std::int64_t updates = 0;           ///< done, skipped ones included
  std::int64_t optimiser_steps = 0;   ///< of which took effect
  std::int64_t skipped_in_a_row = 0;  ///< just now
  double seconds = 0;                 ///< of wall clock
  std::int64_t validations = 0;       ///< multiples of validate_every that have been validated
  std::int64_t validated_at = -1;     ///< update
  std::optional<double> best;         ///< of the monitored number
  std::int64_t best_update = -1;
  std::map<std::string, RunningMean> means;  ///< since the last record of the metrics
  std::string task;                          ///< Task::state()
};

std::string to_json(const TrainState& state);
/// Errors  kFormat
TrainState parse_train_state(const std::string& json);

}  // namespace chordae
