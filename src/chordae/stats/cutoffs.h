#pragma once
// Cut-offs of a score, from strict to lenient, and what each calls positive. Made by the one sort
// from which the ROC curve, the precision-recall curve, AUC, average precision and operating points
// follow. Rows of equal score stand or fall together, so ties need no rule of their own.

#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

/// Rows with score >= threshold, counted by class (or their weights summed).
struct Cutoff {
  double threshold = 0;
  double true_positives = 0, false_positives = 0;
};

struct Cutoffs {
  std::vector<Cutoff> points;           ///< one a distinct score, highest first
  double positives = 0, negatives = 0;  ///< of all rows; the last point's counts

  bool has_both_classes() const { return positives > 0 && negatives > 0; }
};

/// Sorts the rows by score and counts each class from the highest down. O(n log n).
///
/// Shapes   labels (n), scores (n), weights (n) or empty for one each; rows of weight 0 are left
/// out Errors   kShape: sizes differ; kNumeric: a label not 0 or 1, a score not finite, a weight <
/// 0
Cutoffs compute_cutoffs(Labels labels, std::span<const double> scores,
                        std::span<const double> weights = {});

}  // namespace chordae::stats
