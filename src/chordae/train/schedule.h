#pragma once
// The learning rate over a run, as a factor of the configured rate: linear warm-up, then constant,
// a half cosine (SGDR, arXiv:1608.03983, without restarts) or steps. No Torch.

#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/train/duration.h"

namespace chordae {

struct ScheduleConfig {
  std::string kind = "cosine";       ///< "cosine", "constant", "step"
  std::string warmup = "0u";         ///< same clock as the run's length
  double final_factor = 0;           ///< cosine: of the rate, at the end
  std::vector<double> step_at = {};  ///< step: shares of the run
  double step_factor = 0.1;          ///< step: multiplied at each
  void fields(FieldVisitor& v);
};

class Schedule {
 public:
  /// Errors  kConfig: a warm-up that is longer than `length` or counts on another clock (updates
  ///         against wall clock), a length of 0
  Schedule(const ScheduleConfig& config, const Duration& length);

  /// The factor for the update that begins at `position`: (k + 1) / w for update k of a warm-up of
  /// w updates, then the schedule over what is left.
  double factor(const Position& position) const;

 private:
  ScheduleConfig config_;
  Duration length_, warmup_;
};

}  // namespace chordae
