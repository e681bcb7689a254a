#pragma once
// Silhouette: how much nearer a row lies to its own group than to the next one.
// Source   Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53-65

#include <optional>
#include <vector>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

struct Silhouette {
  std::vector<double> of_row;  ///< -1 to 1
  double mean = 0;             ///< over rows
  double macro_mean = 0;       ///< over groups of the mean within the group
};

/// s = (b - a) / max(a, b); a: mean distance to the others of its own group, b: smallest mean
/// distance to another group. A group of one row, and rows that all coincide, have s = 0
/// (Rousseeuw's convention, scikit-learn's too). Empty unless 2 <= groups < rows.
///
/// Shapes   one group label a row
/// Errors   kShape; kNumeric: NaN, or a row of length 0 with kCosine
std::optional<Silhouette> compute_silhouette(const Matrix& matrix, GroupLabels groups,
                                             Metric metric = Metric::kEuclidean, int threads = 1);

}  // namespace chordae::stats
