#pragma once
// Midranks: equal values share the mean of the ranks they take up.

#include <span>
#include <vector>

namespace chordae::stats {

struct Ranks {
  std::vector<double> values;  ///< from 1, in the input's order
  double tie_sum = 0;          ///< sum of t^3 - t over groups of t equal values; 0 without ties
};

/// Errors  none; values are finite
Ranks compute_midranks(std::span<const double> values);

}  // namespace chordae::stats
