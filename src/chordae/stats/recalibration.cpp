#include "chordae/stats/recalibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "chordae/base/error.h"
#include "chordae/stats/logistic.h"

namespace chordae::stats {
namespace {

void check(Labels labels, std::span<const double> scores, std::span<const double> weights) {
  check_same_size(labels.size(), scores.size(), "labels and scores");
  check_labels(labels);
  check_finite(scores, "score");
  check_weights(weights, labels.size());
}

/// `fit` takes weights (1 in the other folds, 0 in the row's own) and gives an optional map.
template <class Fit>
std::optional<std::vector<double>> cross_fit(std::span<const double> scores,
                                             std::span<const std::uint32_t> folds, Fit&& fit) {
  check_same_size(scores.size(), folds.size(), "scores and folds");
  const std::set<std::uint32_t> names(folds.begin(), folds.end());
  if (names.size() < 2) throw Error(ErrorCode::kUsage, "cross-fitting needs at least two folds");
  std::vector<double> out(scores.size()), weights(scores.size());
  for (const std::uint32_t fold : names) {
    std::ranges::transform(folds, weights.begin(), [&](auto f) { return f == fold ? 0.0 : 1.0; });
    const auto map = fit(weights);
    if (!map) return {};
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (folds[i] == fold) out[i] = map->apply(scores[i]);
    }
  }
  return out;
}

}  // namespace

double PlattScaling::apply(double score) const { return logistic(intercept + slope * score); }

std::optional<PlattScaling> fit_platt(Labels labels, std::span<const double> scores,
                                      PlattTargets targets, std::span<const double> weights) {
  check(labels, scores, weights);
  double positives = 0, negatives = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    (labels[i] == 1 ? positives : negatives) += weights.empty() ? 1 : weights[i];
  }
  if (!(positives > 0 && negatives > 0)) return {};
  std::vector<double> wanted(labels.begin(), labels.end());
  if (targets == PlattTargets::kSmoothed) {
    for (double& t : wanted) t = t == 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2);
  }
  const auto fit = fit_logistic(scores, wanted, weights);
  if (!fit) return {};
  return PlattScaling{fit->intercept.value, fit->slope.value};
}

double IsotonicMap::apply(double score) const {
  if (std::isnan(score)) throw Error(ErrorCode::kNumeric, "a score is NaN");
  const auto above = std::ranges::lower_bound(scores, score);
  if (above == scores.end()) return values.back();
  const auto i = static_cast<std::size_t>(above - scores.begin());
  if (i == 0 || *above == score) return values[i];
  return std::lerp(values[i - 1], values[i], (score - scores[i - 1]) / (scores[i] - scores[i - 1]));
}

std::optional<IsotonicMap> fit_isotonic(Labels labels, std::span<const double> scores,
                                        std::span<const double> weights) {
  check(labels, scores, weights);
  struct Block {
    double first_score, last_score, sum, weight;
    double mean() const { return sum / weight; }
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (weights.empty() || weights[i] > 0) order.push_back(i);
  }
  if (order.empty()) return {};
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return scores[i]; });

  std::vector<Block> ties;
  for (const std::size_t i : order) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (ties.empty() || ties.back().last_score != scores[i]) {
      ties.push_back({scores[i], scores[i], 0, 0});
    }
    ties.back().sum += weight * labels[i];
    ties.back().weight += weight;
  }
  std::vector<Block> blocks;
  for (Block block : ties) {
    while (!blocks.empty() && blocks.back().mean() >= block.mean()) {
      block = {blocks.back().first_score, block.last_score, blocks.back().sum + block.sum,
               blocks.back().weight + block.weight};
      blocks.pop_back();
    }
    blocks.push_back(block);
  }
  IsotonicMap map;
  for (const Block& block : blocks) {
    map.scores.push_back(block.first_score);
    map.values.push_back(block.mean());
    if (block.last_score > block.first_score) {
      map.scores.push_back(block.last_score);
      map.values.push_back(block.mean());
    }
  }
  return map;
}

std::optional<std::vector<double>> cross_fit_platt(Labels labels, std::span<const double> scores,
                                                   std::span<const std::uint32_t> folds,
                                                   PlattTargets targets) {
  return cross_fit(scores, folds, [&](const std::vector<double>& weights) {
    return fit_platt(labels, scores, targets, weights);
  });
}

std::optional<std::vector<double>> cross_fit_isotonic(Labels labels, std::span<const double> scores,
                                                      std::span<const std::uint32_t> folds) {
  return cross_fit(scores, folds, [&](const std::vector<double>& weights) {
    return fit_isotonic(labels, scores, weights);
  });
}

}  // namespace chordae::stats
