#pragma once
// The receiver operating characteristic: sensitivity against 1 - specificity over all cut-offs.

#include <optional>
#include <vector>

#include "chordae/stats/cutoffs.h"

namespace chordae::stats {

struct RocPoint {
  double threshold = 0;  ///< a score >= this is called positive; the first point's is infinite
  double false_positive_rate = 0;
  double sensitivity = 0;
};

/// From (0, 0) to (1, 1): one point a distinct score. Empty if a class has no weight.
///
/// Source   Fawcett, Pattern Recognition Letters 2006;27:861-874; as scikit-learn `roc_curve` with
///          drop_intermediate=False
std::optional<std::vector<RocPoint>> compute_roc_curve(const Cutoffs& cutoffs);

/// The same curve without the points that lie on the straight line between their neighbours:
/// what a picture needs. (scikit-learn's drop_intermediate drops only those between equal steps.)
std::optional<std::vector<RocPoint>> compute_collapsed_roc_curve(const Cutoffs& cutoffs);

}  // namespace chordae::stats
