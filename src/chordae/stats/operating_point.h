#pragma once
// Which threshold to use: the one that reaches a wished sensitivity or specificity, or the best sum
// of both. Chosen on the same rows that it is judged on, its figures are optimistic: choose on a
// tuning set.

#include <optional>

#include "chordae/stats/cutoffs.h"

namespace chordae::stats {

struct OperatingPoint {
  double threshold = 0;  ///< a score >= this is called positive; infinite: none is
  double sensitivity = 0, specificity = 0;
};

/// The highest threshold whose sensitivity is at least `wished`: of those that reach it, the one of
/// best specificity. Empty if a class has no weight.
/// Errors   kUsage unless 0 <= wished <= 1
std::optional<OperatingPoint> compute_point_at_sensitivity(const Cutoffs& cutoffs, double wished);

/// The lowest threshold whose specificity is at least `wished`; infinite where no score reaches it.
/// Empty if a class has no weight.
/// Errors   kUsage unless 0 <= wished <= 1
std::optional<OperatingPoint> compute_point_at_specificity(const Cutoffs& cutoffs, double wished);

/// The threshold of largest sensitivity + specificity - 1; of several the highest. Empty if a class
/// has no weight.
/// Source   Youden, Cancer 1950;3:32-35
std::optional<OperatingPoint> compute_youden_point(const Cutoffs& cutoffs);

}  // namespace chordae::stats
