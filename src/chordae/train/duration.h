#pragma once
// How long something lasts in a training run, with its unit: "600e" epochs, "5000u" updates, "2h",
// "90m", "30s" of wall clock. No Torch.

#include <cstdint>
#include <optional>
#include <string_view>

namespace chordae {

/// Where a run stands.
struct Position {
  std::int64_t updates = 0;            ///< done, skipped ones included
  std::int64_t accumulate = 1;         ///< micro-batches an update
  std::int64_t batches_per_epoch = 0;  ///< micro-batches; 0: an endless stream, which has no epochs
  double seconds = 0;                  ///< of wall clock, over all the processes of the run
};

struct Duration {
  enum class Unit { kUpdates, kEpochs, kSeconds };
  Unit unit = Unit::kUpdates;
  double amount = 0;

  /// Wall clock differs from run to run: what depends on it is not repeated bit for bit.
  bool is_wall_clock() const { return unit == Unit::kSeconds; }
};

/// Errors  kConfig naming `field`: no number, no unit, negative, a fraction of an update
Duration parse_duration(std::string_view text, std::string_view field);

/// `position` as a multiple of `duration`: 1 when it has just passed. An integer number of epochs
/// or updates is reached exactly. Infinite for a duration of 0. Errors  kConfig if it counts epochs
/// and the stream has none
double share_of(const Duration& duration, const Position& position);

/// Something that happens at every multiple of a duration.
class Recurrence {
 public:
  /// An empty text: never. Errors  kConfig naming `field`, also for a duration of 0
  Recurrence(std::string_view text, std::string_view field);

  bool is_on() const { return every_.has_value(); }
  /// Multiples that have passed.
  std::int64_t count(const Position& position) const;

 private:
  std::optional<Duration> every_;
};

}  // namespace chordae
