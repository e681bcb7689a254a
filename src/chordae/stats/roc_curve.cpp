#include "chordae/stats/roc_curve.h"

#include <limits>

namespace chordae::stats {
namespace {

std::vector<RocPoint> to_rates(const std::vector<Cutoff>& points, const Cutoffs& totals) {
  std::vector<RocPoint> curve = {{std::numeric_limits<double>::infinity(), 0, 0}};
  curve.reserve(points.size() + 1);
  for (const Cutoff& c : points) {
    curve.push_back(
        {c.threshold, c.false_positives / totals.negatives, c.true_positives / totals.positives});
  }
  return curve;
}

/// Whether b lies on the straight line from a to c; exact without weights.
bool is_between(const Cutoff& a, const Cutoff& b, const Cutoff& c) {
  return (b.true_positives - a.true_positives) * (c.false_positives - b.false_positives) ==
         (c.true_positives - b.true_positives) * (b.false_positives - a.false_positives);
}

}  // namespace

std::optional<std::vector<RocPoint>> compute_roc_curve(const Cutoffs& cutoffs) {
  if (!cutoffs.has_both_classes()) return {};
  return to_rates(cutoffs.points, cutoffs);
}

std::optional<std::vector<RocPoint>> compute_collapsed_roc_curve(const Cutoffs& cutoffs) {
  if (!cutoffs.has_both_classes()) return {};
  std::vector<Cutoff> corners;
  for (std::size_t i = 0; i + 1 < cutoffs.points.size(); ++i) {
    const Cutoff previous = corners.empty() ? Cutoff{} : corners.back();
    if (!is_between(previous, cutoffs.points[i], cutoffs.points[i + 1])) {
      corners.push_back(cutoffs.points[i]);
    }
  }
  corners.push_back(cutoffs.points.back());
  return to_rates(corners, cutoffs);
}

}  // namespace chordae::stats
