#pragma once
// How high each row stands among the rows of the other class: DeLong's structural components before
// they are divided, kept as counts (whole or half), so that equal models give exactly equal
// numbers.

#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

/// Which scores speak for the positive class.
enum class Direction {
  kHigherIsPositive,  ///< the honest reading: a score that misleads has an AUC below 0.5
  /// As pROC's direction="auto": the lower scores are taken for positive if the negatives' median
  /// exceeds the positives'. A score worse than chance then mostly comes out above 0.5.
  kAuto,
};

struct Placements {
  /// A positive row: negatives below it + half of those equal. A negative row: positives above it +
  /// half of those equal.
  std::vector<double> counts;
  double positives = 0, negatives = 0;
  double auc = 0;
  bool flipped = false;  ///< kAuto has read lower scores as positive

  /// Rows of the other class: what a row's count is a share of.
  double opposite(bool positive) const { return positive ? negatives : positives; }
};

/// By one sort of all rows. A positive's count is its midrank among all minus its midrank among the
/// positives, as in the source; counting down the ties gives both at once. `auc` is 0 and `counts`
/// are all 0 if a class is missing.
///
/// Errors   kShape, kNumeric: as compute_cutoffs
/// Source   Sun, Xu, IEEE Signal Processing Letters 2014;21:1389-1393
Placements compute_placements(Labels labels, std::span<const double> scores,
                              Direction direction = Direction::kHigherIsPositive);

}  // namespace chordae::stats
