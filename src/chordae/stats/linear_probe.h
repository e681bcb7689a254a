#pragma once
// Linear probe: how well a linear classifier reads the groups off frozen embeddings it hasn't seen.
// Source   Alain, Bengio, arXiv:1610.01644 (the idea); softmax_regression.h (the classifier)

#include <optional>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/matrix.h"

namespace chordae::stats {

/// A fold for each row, 0 to count - 1, all rows of a cluster (patient) in the same: clusters are
/// shuffled, then from the largest down each goes to the fold with the fewest rows (the lowest of
/// equal ones).
///
/// Errors   kUsage unless 2 <= count <= clusters
std::vector<std::size_t> make_cluster_folds(GroupLabels clusters, std::size_t count,
                                            const Rng& rng);

struct LinearProbe {
  std::vector<std::int64_t> predicted;  ///< group label of each row, from the model of its fold
  double accuracy = 0;                  ///< over rows
  double balanced_accuracy = 0;         ///< over groups of the share recognised (macro recall)
  double majority_share = 0;            ///< accuracy of always naming the largest group
  std::vector<double> fold_accuracy;
  std::size_t unconverged_folds = 0;
};

struct LinearProbeOptions {
  double c = 1;             ///< inverse of the L2 penalty, as in fit_softmax
  bool standardise = true;  ///< columns to mean 0, SD 1 of the fold's training rows
  int threads = 1;
};

/// Cross-validated: each fold is predicted by a model of all others. A group that a fold's training
/// rows lack can't be predicted there, its rows count as errors; training rows of one group
/// predict that group. Empty with fewer than two groups.
///
/// Shapes   one group label and one fold a row
/// Errors   kShape; kNumeric: NaN; kUsage: a fold without rows, only one fold, or c not positive
std::optional<LinearProbe> compute_linear_probe(const Matrix& matrix, GroupLabels groups,
                                                std::span<const std::size_t> folds,
                                                const LinearProbeOptions& options = {});

}  // namespace chordae::stats
