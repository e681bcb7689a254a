#pragma once
// The second half of t-SNE: what a map costs, and where its points should move.
// Source   van der Maaten, Hinton, J. Mach. Learn. Res. 9 (2008) 2579-2605, sections 3.2 to 3.4

#include <optional>
#include <vector>

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

/// Points of a map, (n) each.
struct Map {
  std::vector<double> x, y;
};

struct TsneGradient {
  Map of_points;
  std::optional<double> divergence;
};

/// q_ij = w_ij / Z, w_ij = 1 / (1 + |y_i - y_j|^2), Z = sum of all w. Divergence: sum of
/// a p_ij log(a p_ij / q_ij), Kullback-Leibler where the exaggeration a is 1. Gradient of point i:
/// 4 sum_j (a p_ij - q_ij) w_ij (y_i - y_j). Exact, O(n^2); the same digits for any number of
/// threads.
///
/// Shapes   affinities (n, n) as compute_tsne_affinities gives them; map (n)
TsneGradient compute_tsne_gradient(const PaddedRows& affinities, const Map& map,
                                   double exaggeration, bool with_divergence, int threads = 1);

}  // namespace chordae::stats
