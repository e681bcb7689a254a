#pragma once
// Davies-Bouldin index: spread of the groups over the distance between them; smaller is better.
// Source   Davies, Bouldin, IEEE Trans. Pattern Anal. Mach. Intell. 1 (1979) 224-227

#include <optional>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

/// Mean over groups i of max_j (s_i + s_j) / |m_i - m_j|; m: mean of a group's rows, s: mean
/// distance of its rows to m, Euclidean. Empty unless 2 <= groups < rows, and where two groups have
/// the same mean (scikit-learn leaves that pair out; the ratio has no value).
///
/// Shapes   one group label a row
/// Errors   kShape; kNumeric: NaN
std::optional<double> compute_davies_bouldin(const Matrix& matrix, GroupLabels groups);

}  // namespace chordae::stats
