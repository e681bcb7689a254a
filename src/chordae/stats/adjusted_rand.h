#pragma once
// Adjusted Rand index: agreement of two groupings of the same rows, 0 by chance and 1 when equal.
// Source   Hubert, Arabie, J. Classification 2 (1985) 193-218

#include <optional>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

/// (S - E) / ((A + B)/2 - E); S: pairs of rows together in both groupings, A and B: pairs together
/// in each, E = A B / all pairs. Empty where both groupings are one group, or both only single rows
/// (0/0; scikit-learn calls that 1), or with fewer than two rows.
///
/// Errors   kShape
std::optional<double> compute_adjusted_rand(GroupLabels a, GroupLabels b);

}  // namespace chordae::stats
