#pragma once
// Purity of nearest neighbours: do the rows around a row belong to its group?

#include <optional>
#include <vector>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

struct NeighbourPurity {
  std::vector<double> of_row;  ///< share of the k nearest others that are of the row's group
  double mean = 0;             ///< over rows
  double macro_mean = 0;       ///< over groups of the mean within the group
  double by_chance = 0;        ///< mean if neighbours were drawn at random from the other rows
};

/// Leave-one-out: a row is never its own neighbour. Of equally distant rows the one that stands
/// first is the nearer. Empty with fewer than two groups.
///
/// Shapes   one group label a row
/// Errors   kShape; kUsage unless 1 <= k < rows; kNumeric: NaN, or a row of length 0 with kCosine
std::optional<NeighbourPurity> compute_neighbour_purity(const Matrix& matrix, GroupLabels groups,
                                                        std::size_t k,
                                                        Metric metric = Metric::kEuclidean,
                                                        int threads = 1);

}  // namespace chordae::stats
