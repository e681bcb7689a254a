#pragma once
// Areas under the ROC curve: whole and partial. Intervals and tests are in delong.h; the curve in
// roc_curve.h. Scores mean what they say: higher is more positive, and an AUC below 0.5 stays so.

#include <optional>
#include <span>

#include "chordae/stats/cutoffs.h"

namespace chordae::stats {

/// P(score of a positive > score of a negative) + half P(equal): the Mann-Whitney U over the number
/// of pairs, which is the trapezoidal area under the ROC curve. Weighted pairs count by the product
/// of their weights. Empty if a class has no weight.
///
/// Source   Hanley, McNeil, Radiology 1982;143:29-36; weights as scikit-learn `roc_auc_score`
std::optional<double> compute_auc(const Cutoffs& cutoffs);

/// Errors   as compute_cutoffs
inline std::optional<double> compute_auc(Labels labels, std::span<const double> scores,
                                         std::span<const double> weights = {}) {
  return compute_auc(compute_cutoffs(labels, scores, weights));
}

/// Which rate a partial area is restricted to; the other one is averaged over it.
enum class RocAxis { kSpecificity, kSensitivity };

struct PartialAuc {
  double raw = 0;  ///< at most high - low
  /// 0.5 for the chance line, 1 for a perfect score; below 0.5 where the curve is under the chance
  /// line (there pROC gives none, scikit-learn this).
  double standardised = 0;
};

/// Area under the part of the ROC curve where the rate `axis` lies in [low, high].
///
///   raw           sensitivity integrated over specificity in [low, high], or the other way round
///   standardised  (1 + (raw - chance) / (high - low - chance)) / 2, with the area under the chance
///                 line chance = (high - low) ((1 - low) + (1 - high)) / 2
///
/// scikit-learn's `roc_auc_score(max_fpr=f)` is `standardised` over specificity in [1 - f, 1].
/// Empty if a class has no weight.
/// Errors   kUsage unless 0 <= low < high <= 1
/// Source   McClish, Medical Decision Making 1989;9:190-195; pROC `auc(partial.auc.correct)`
std::optional<PartialAuc> compute_partial_auc(const Cutoffs& cutoffs, RocAxis axis, double low,
                                              double high);

}  // namespace chordae::stats
