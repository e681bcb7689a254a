#pragma once
// A map of embeddings in two dimensions: t-SNE, exact, O(n^2) in time and memory, meant for up to
// 5,000 points (200 MB). It starts from the principal components, so nothing in it is random.
// Source   van der Maaten, Hinton, J. Mach. Learn. Res. 9 (2008) 2579-2605; start and learning
// rate:
//          Kobak, Berens, Nat. Commun. 10 (2019) 5416; schedule and stopping as scikit-learn's TSNE

#include <functional>
#include <optional>

#include "chordae/stats/tsne_gradient.h"

namespace chordae::stats {

struct TsneOptions {
  double perplexity = 30;
  Metric metric = Metric::kEuclidean;        ///< kCosine: Euclidean after scaling rows to length 1
  int iterations = 1000;                     ///< the first 250 with early exaggeration
  double early_exaggeration = 12;            ///< 1 or more
  std::optional<double> learning_rate = {};  ///< else max(n / early_exaggeration / 4, 50)
  std::optional<Map> start = {};             ///< else the first two principal components, SD 1e-4
  int threads = 1;
  /// Called every 50 iterations with those done and the divergence then.
  std::function<void(int iterations, double divergence)> progress = {};
};

struct TsneMap {
  Map points;
  double divergence = 0;  ///< Kullback-Leibler, of the map before the last step
  int iterations = 0;
};

/// Gradient descent with momentum (0.5, then 0.8) and a gain for each coordinate; stops before
/// `iterations` when the divergence has not improved for 300, or at a gradient below 1e-7. The same
/// digits for any number of threads. Empty with fewer than three rows, or when all rows are equal.
///
/// Errors   kShape; kNumeric: NaN, or a row of length 0 with kCosine; kUsage: an option out of
/// range,
///          more than 20,000 rows (3 GB); kCancelled
std::optional<TsneMap> compute_tsne(const Matrix& matrix, const TsneOptions& options = {});

}  // namespace chordae::stats
