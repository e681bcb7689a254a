#include "chordae/stats/confusion.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae::stats {
namespace {

void check_threshold(double threshold) {
  if (std::isnan(threshold)) throw Error(ErrorCode::kNumeric, "a threshold is not a number");
}

std::optional<double> ratio(double part, double whole) {
  if (!(whole > 0)) return {};
  return part / whole;
}

}  // namespace

Confusion compute_confusion(Labels labels, std::span<const double> scores, double threshold,
                            std::span<const double> weights) {
  check_same_size(labels.size(), scores.size(), "labels and scores");
  check_labels(labels);
  check_finite(scores, "score");
  check_weights(weights, scores.size());
  check_threshold(threshold);
  Confusion c;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (scores[i] >= threshold) {
      (labels[i] ? c.true_positives : c.false_positives) += weight;
    } else {
      (labels[i] ? c.false_negatives : c.true_negatives) += weight;
    }
  }
  return c;
}

std::vector<Confusion> compute_confusions(const Cutoffs& cutoffs,
                                          std::span<const double> thresholds) {
  std::vector<Confusion> result;
  result.reserve(thresholds.size());
  for (const double threshold : thresholds) {
    check_threshold(threshold);
    const auto below =
        std::partition_point(cutoffs.points.begin(), cutoffs.points.end(),
                             [threshold](const Cutoff& c) { return c.threshold >= threshold; });
    const Cutoff at = below == cutoffs.points.begin() ? Cutoff{} : *std::prev(below);
    result.push_back({at.true_positives, at.false_positives, cutoffs.negatives - at.false_positives,
                      cutoffs.positives - at.true_positives});
  }
  return result;
}

ConfusionMeasures compute_confusion_measures(const Confusion& counts) {
  const auto [tp, fp, tn, fn] = counts;
  ConfusionMeasures m;
  m.sensitivity = ratio(tp, tp + fn);
  m.specificity = ratio(tn, tn + fp);
  m.ppv = ratio(tp, tp + fp);
  m.npv = ratio(tn, tn + fn);
  m.accuracy = ratio(tp + tn, tp + fp + tn + fn);
  if (m.sensitivity && m.specificity) {
    m.balanced_accuracy = (*m.sensitivity + *m.specificity) / 2;
    m.youden = *m.sensitivity + *m.specificity - 1;
  }
  m.f1 = ratio(2 * tp, 2 * tp + fp + fn);
  m.mcc = ratio(tp * tn - fp * fn,
                std::sqrt(tp + fp) * std::sqrt(tp + fn) * std::sqrt(tn + fp) * std::sqrt(tn + fn));
  return m;
}

}  // namespace chordae::stats
