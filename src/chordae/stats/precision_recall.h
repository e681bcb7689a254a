#pragma once
// The precision-recall curve and its summary. Both depend on the prevalence: chance level is the
// share of positives, so compare only where that is the same.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/cutoffs.h"

namespace chordae::stats {

struct PrecisionRecallPoint {
  double threshold = 0;  ///< a score >= this is called positive
  double precision = 0, recall = 0;
};

/// One point a distinct score, highest first; without scikit-learn's added end (recall 0,
/// precision 1), which no threshold has. Empty if positives have no weight.
///
/// Source   Davis, Goadrich, ICML 2006; as scikit-learn `precision_recall_curve`, reversed
std::optional<std::vector<PrecisionRecallPoint>> compute_precision_recall_curve(
    const Cutoffs& cutoffs);

/// Sum over cut-offs of (gain in recall) x precision: a step function, not trapezoids, which would
/// flatter. Empty if positives have no weight.
///
/// Source   scikit-learn `average_precision_score`
std::optional<double> compute_average_precision(const Cutoffs& cutoffs);

/// Errors   as compute_cutoffs
inline std::optional<double> compute_average_precision(Labels labels,
                                                       std::span<const double> scores,
                                                       std::span<const double> weights = {}) {
  return compute_average_precision(compute_cutoffs(labels, scores, weights));
}

}  // namespace chordae::stats
