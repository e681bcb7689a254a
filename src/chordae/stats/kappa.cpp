#include "chordae/stats/kappa.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

double agreement_weight(std::size_t i, std::size_t j, std::size_t classes, KappaWeights weights) {
  if (weights == KappaWeights::kNone || classes < 2) return i == j ? 1 : 0;
  const double apart =
      std::abs(static_cast<double>(i) - static_cast<double>(j)) / static_cast<double>(classes - 1);
  return weights == KappaWeights::kLinear ? 1 - apart : 1 - apart * apart;
}

}  // namespace

ConfusionMatrix compute_band_confusion(std::span<const double> truth,
                                       std::span<const double> predicted,
                                       std::span<const double> edges) {
  check_same_size(truth.size(), predicted.size(), "truth and predictions");
  check_finite(truth, "truth");
  check_finite(predicted, "prediction");
  check_finite(edges, "edge");
  if (std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) != edges.end()) {
    throw Error(ErrorCode::kUsage, "the edges of bands rise, e.g. 40 50");
  }
  const auto band = [&](double value) {
    return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) -
                                    edges.begin());
  };
  const std::size_t classes = edges.size() + 1;
  ConfusionMatrix matrix{classes, std::vector<double>(classes * classes)};
  for (std::size_t i = 0; i < truth.size(); ++i)
    matrix.counts[band(truth[i]) * classes + band(predicted[i])] += 1;
  return matrix;
}

std::optional<Kappa> compute_kappa_asymptotic(const ConfusionMatrix& matrix, KappaWeights weights,
                                              double level) {
  const std::size_t k = matrix.classes;
  check_same_size(matrix.counts.size(), k * k, "counts of a square table");
  check_weights(matrix.counts, k * k);
  check_level(level);
  double n = 0;
  for (const double count : matrix.counts) n += count;
  if (n == 0) return std::nullopt;

  std::vector<double> rows(k), columns(k), row_weights(k), column_weights(k);
  const auto each = [k](auto&& body) {
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j) body(i, j);
  };
  const auto w = [&](std::size_t i, std::size_t j) { return agreement_weight(i, j, k, weights); };
  each([&](std::size_t i, std::size_t j) {
    rows[i] += matrix.at(i, j) / n;
    columns[j] += matrix.at(i, j) / n;
  });
  // Disagreement is summed, so that perfect agreement has exactly none and kappa exactly 1.
  double disagreement = 0, expected = 0;
  each([&](std::size_t i, std::size_t j) {
    row_weights[i] += columns[j] * w(i, j);
    column_weights[j] += rows[i] * w(i, j);
    disagreement += matrix.at(i, j) / n * (1 - w(i, j));
    expected += rows[i] * columns[j] * w(i, j);
  });
  if (expected >= 1) return std::nullopt;

  Kappa kappa{.observed_agreement = 1 - disagreement, .value = 1 - disagreement / (1 - expected)};
  const double rest = 1 - kappa.value;
  double variance = 0, variance_by_chance = 0;
  each([&](std::size_t i, std::size_t j) {
    const double marginal = row_weights[i] + column_weights[j];
    variance += matrix.at(i, j) / n * std::pow(w(i, j) - marginal * rest, 2);
    variance_by_chance += rows[i] * columns[j] * std::pow(w(i, j) - marginal, 2);
  });
  variance -= std::pow(kappa.value - expected * rest, 2);
  variance_by_chance -= expected * expected;
  const double scale = std::sqrt(n) * (1 - expected);
  // Perfect agreement has no variance, and rounding would leave some.
  if (disagreement > 0) kappa.standard_error = std::sqrt(std::max(0.0, variance)) / scale;
  const double half = normal_quantile(0.5 + level / 2) * kappa.standard_error;
  kappa.interval = {std::max(-1.0, kappa.value - half), std::min(1.0, kappa.value + half)};
  const auto varies = [](std::span<const double> shares) {
    return std::count_if(shares.begin(), shares.end(), [](double s) { return s > 0; }) > 1;
  };
  if (varies(rows) && varies(columns) && variance_by_chance > 0) {
    const double z = kappa.value * scale / std::sqrt(variance_by_chance);
    kappa.test = Test{.statistic = z, .p = normal_two_sided(z)};
  }
  return kappa;
}

}  // namespace chordae::stats
