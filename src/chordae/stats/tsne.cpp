#include "chordae/stats/tsne.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/pca.h"
#include "chordae/stats/tsne_affinities.h"

namespace chordae::stats {
namespace {

constexpr int kExplorationIterations = 250;  // van der Maaten's later code and scikit-learn
constexpr int kCheckEvery = 50;
constexpr std::size_t kMostRows = 20'000;

void check_options(const TsneOptions& options, std::size_t rows) {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::kUsage, what);
  };
  require(options.iterations >= 1, "a map needs at least one iteration");
  require(options.early_exaggeration >= 1, "early exaggeration is 1 or more");
  require(options.learning_rate.value_or(1) > 0, "a learning rate is positive");
  require(rows <= kMostRows, "an exact t-SNE map takes up to 20,000 points; draw a sample of them");
  if (options.start) {
    check_same_size(options.start->x.size(), rows, "points of the start and embeddings");
    check_same_size(options.start->y.size(), rows, "points of the start and embeddings");
    check_finite(options.start->x, "start x");
    check_finite(options.start->y, "start y");
  }
}

/// Empty when all rows are equal. Rows on one line have one component: y is 0.
std::optional<Map> principal_start(const PaddedRows& rows, int threads) {
  constexpr double kStartSd = 1e-4;  // Kobak, Berens (2019)
  const auto pca = compute_pca(rows, std::min<std::size_t>(2, rows.columns()), threads);
  if (!pca) return std::nullopt;
  Map start{std::vector<double>(rows.rows()), std::vector<double>(rows.rows())};
  double squares = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    start.x[i] = pca->scores[i * pca->count()];
    if (pca->count() > 1) start.y[i] = pca->scores[i * pca->count() + 1];
    squares += start.x[i] * start.x[i];
  }
  const double scale = kStartSd / std::sqrt(squares / static_cast<double>(rows.rows()));
  for (double& x : start.x) x *= scale;
  for (double& y : start.y) y *= scale;
  return start;
}

/// What descent remembers of one coordinate of one point.
struct Memory {
  double update = 0, gain = 1;
};

/// Moves one coordinate of all points; the squared length of the gradient, gains included.
double take_step(std::vector<double>& values, const std::vector<double>& gradient, double momentum,
                 double learning_rate, std::vector<Memory>& memory) {
  // Jacobs, Neural Networks 1 (1988) 295-307; numbers: van der Maaten's code.
  constexpr double kLeastGain = 0.01, kRaise = 0.2, kReduction = 0.8;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& [update, gain] = memory[i];
    const bool is_onward = update * gradient[i] < 0;
    gain = std::max(is_onward ? gain + kRaise : gain * kReduction, kLeastGain);
    const double scaled = gain * gradient[i];
    update = momentum * update - learning_rate * scaled;
    values[i] += update;
    squares += scaled * scaled;
  }
  return squares;
}

struct Phase {
  int until;
  double momentum, exaggeration;
  int patience;  ///< iterations without a better divergence
};

/// Continues `map` up to the phase's end, or to where a criterion stops it.
void descend(const PaddedRows& affinities, const Phase& phase, double learning_rate,
             const TsneOptions& options, TsneMap& map) {
  constexpr double kLeastGradient = 1e-7;
  std::vector<Memory> memory_x(map.points.x.size()), memory_y(map.points.y.size());
  double best = std::numeric_limits<double>::infinity();
  for (int best_at = map.iterations; map.iterations < phase.until;) {
    check_cancelled();
    const bool is_check = (map.iterations + 1) % kCheckEvery == 0;
    const bool is_last = map.iterations + 1 == phase.until;
    const auto gradient = compute_tsne_gradient(affinities, map.points, phase.exaggeration,
                                                is_check || is_last, options.threads);
    const double squares =
        take_step(map.points.x, gradient.of_points.x, phase.momentum, learning_rate, memory_x) +
        take_step(map.points.y, gradient.of_points.y, phase.momentum, learning_rate, memory_y);
    if (!std::isfinite(squares))
      throw Error(ErrorCode::kNumeric, "the map ran away: lower its learning rate");
    if (gradient.divergence) map.divergence = *gradient.divergence;
    ++map.iterations;
    if (!is_check) continue;
    if (options.progress) options.progress(map.iterations, map.divergence);
    if (map.divergence < best) {
      best = map.divergence;
      best_at = map.iterations;
    } else if (map.iterations - best_at > phase.patience) {
      return;
    }
    if (std::sqrt(squares) <= kLeastGradient) return;
  }
}

}  // namespace

std::optional<TsneMap> compute_tsne(const Matrix& matrix, const TsneOptions& options) {
  check_matrix(matrix);
  check_options(options, matrix.rows);
  if (matrix.rows < 3) return std::nullopt;
  PaddedRows rows(matrix);
  if (options.metric == Metric::kCosine) rows.scale_to_unit_length();
  const auto principal = principal_start(rows, options.threads);
  if (!principal) return std::nullopt;
  const double n = static_cast<double>(matrix.rows);
  const double learning_rate =
      options.learning_rate.value_or(std::max(n / options.early_exaggeration / 4, 50.0));
  const PaddedRows affinities = compute_tsne_affinities(rows, options.perplexity, options.threads);

  TsneMap map{options.start ? *options.start : *principal, 0, 0};
  const int exploration = std::min(kExplorationIterations, options.iterations);
  descend(affinities, {exploration, 0.5, options.early_exaggeration, kExplorationIterations},
          learning_rate, options, map);
  descend(affinities, {options.iterations, 0.8, 1, 300}, learning_rate, options, map);
  return map;
}

}  // namespace chordae::stats
