#include "chordae/stats/decision_curve.h"

#include <algorithm>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::stats {

std::vector<DecisionPoint> compute_decision_curve(Labels labels,
                                                  std::span<const double> probabilities,
                                                  std::span<const double> thresholds,
                                                  std::span<const double> weights) {
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_labels(labels);
  check_probabilities(probabilities);
  check_weights(weights, labels.size());
  for (const double t : thresholds) {
    if (!(t >= 0 && t < 1)) {
      throw Error(ErrorCode::kUsage, cat("a threshold of ", t, " lies outside 0 to below 1"));
    }
  }
  // Positives and negatives among the k rows of highest probability.
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return probabilities[i]; });
  std::vector<double> descending, positives = {0}, negatives = {0};
  for (const std::size_t i : order) {
    const double weight = weights.empty() ? 1 : weights[i];
    descending.push_back(probabilities[i]);
    positives.push_back(positives.back() + weight * labels[i]);
    negatives.push_back(negatives.back() + weight * (1 - labels[i]));
  }
  const double total = positives.back() + negatives.back();
  if (!(total > 0)) return {};
  const double prevalence = positives.back() / total;
  std::vector<DecisionPoint> out;
  for (const double t : thresholds) {
    const auto flagged = static_cast<std::size_t>(
        std::ranges::upper_bound(descending, t, std::greater()) - descending.begin());
    const double odds = t / (1 - t);
    DecisionPoint point;
    point.threshold = t;
    point.net_benefit = positives[flagged] / total - negatives[flagged] / total * odds;
    point.treat_all = prevalence - (1 - prevalence) * odds;
    if (prevalence > 0) point.standardised = point.net_benefit / prevalence;
    out.push_back(point);
  }
  return out;
}

}  // namespace chordae::stats
