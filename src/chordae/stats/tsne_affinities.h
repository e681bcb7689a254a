#pragma once
// The first half of t-SNE: how near points lie in the space they come from, as probabilities of
// pairs. Source   van der Maaten, Hinton, J. Mach. Learn. Res. 9 (2008) 2579-2605, section 3.1

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

/// p_j|i = exp(-b_i d_ij^2) / sum_k exp(-b_i d_ik^2), b_i by bisection so that the entropy is
/// log(perplexity) to 1e-5; p_ij = (p_j|i + p_i|j) / 2n. Symmetric, 0 on the diagonal, sum 1.
///
/// Shapes   rows (n, columns) -> (n, n)
/// Errors   kUsage unless 1 <= perplexity < n; kCancelled
PaddedRows compute_tsne_affinities(const PaddedRows& rows, double perplexity, int threads = 1);

}  // namespace chordae::stats
