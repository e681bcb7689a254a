#include "chordae/stats/auc.h"

#include <algorithm>

#include "chordae/base/error.h"

namespace chordae::stats {
namespace {

struct Point {
  double x, y;
};

/// Area under the straight line from a to b, as far as x lies in [low, high].
double area_within(Point a, Point b, double low, double high) {
  const double left = std::max(a.x, low), right = std::min(b.x, high);
  if (!(left < right)) return 0;
  const double slope = (b.y - a.y) / (b.x - a.x);
  const double middle = (left + right) / 2;
  return (right - left) * (a.y + slope * (middle - a.x));
}

}  // namespace

std::optional<double> compute_auc(const Cutoffs& cutoffs) {
  if (!cutoffs.has_both_classes()) return {};
  double pairs = 0;  // exact without weights: halves, far below 2^53
  Cutoff last;
  for (const Cutoff& c : cutoffs.points) {
    pairs +=
        (c.false_positives - last.false_positives) * (c.true_positives + last.true_positives) / 2;
    last = c;
  }
  return pairs / (cutoffs.positives * cutoffs.negatives);
}

std::optional<PartialAuc> compute_partial_auc(const Cutoffs& cutoffs, RocAxis axis, double low,
                                              double high) {
  if (!(0 <= low && low < high && high <= 1)) {
    throw Error(ErrorCode::kUsage, "a partial AUC needs a range from low to high within 0 to 1");
  }
  if (!cutoffs.has_both_classes()) return {};
  const bool by_specificity = axis == RocAxis::kSpecificity;
  const double from = by_specificity ? 1 - high : low, to = by_specificity ? 1 - low : high;
  double raw = 0;
  Point last = by_specificity ? Point{0, 0} : Point{0, 1};
  for (const Cutoff& c : cutoffs.points) {
    const double sensitivity = c.true_positives / cutoffs.positives;
    const double false_rate = c.false_positives / cutoffs.negatives;
    const Point next =
        by_specificity ? Point{false_rate, sensitivity} : Point{sensitivity, 1 - false_rate};
    raw += area_within(last, next, from, to);
    last = next;
  }
  const double width = high - low, chance = width * ((1 - low) + (1 - high)) / 2;
  return PartialAuc{raw, (1 + (raw - chance) / (width - chance)) / 2};
}

}  // namespace chordae::stats
