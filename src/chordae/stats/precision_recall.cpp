#include "chordae/stats/precision_recall.h"

namespace chordae::stats {
namespace {

double precision_at(const Cutoff& c) {
  return c.true_positives / (c.true_positives + c.false_positives);
}

}  // namespace

std::optional<std::vector<PrecisionRecallPoint>> compute_precision_recall_curve(
    const Cutoffs& cutoffs) {
  if (!(cutoffs.positives > 0)) return {};
  std::vector<PrecisionRecallPoint> curve;
  curve.reserve(cutoffs.points.size());
  for (const Cutoff& c : cutoffs.points) {
    curve.push_back({c.threshold, precision_at(c), c.true_positives / cutoffs.positives});
  }
  return curve;
}

std::optional<double> compute_average_precision(const Cutoffs& cutoffs) {
  if (!(cutoffs.positives > 0)) return {};
  double sum = 0, last = 0;
  for (const Cutoff& c : cutoffs.points) {
    sum += (c.true_positives - last) * precision_at(c);
    last = c.true_positives;
  }
  return sum / cutoffs.positives;
}

}  // namespace chordae::stats
