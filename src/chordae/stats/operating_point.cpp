#include "chordae/stats/operating_point.h"

#include <limits>

#include "chordae/base/error.h"

namespace chordae::stats {
namespace {

void check_wish(double wished) {
  if (!(wished >= 0 && wished <= 1)) {
    throw Error(ErrorCode::kUsage, "a wished sensitivity or specificity lies between 0 and 1");
  }
}

OperatingPoint to_rates(const Cutoff& c, const Cutoffs& totals) {
  return {c.threshold, c.true_positives / totals.positives,
          (totals.negatives - c.false_positives) / totals.negatives};
}

/// Calls nothing positive.
OperatingPoint strictest() { return {std::numeric_limits<double>::infinity(), 0, 1}; }

}  // namespace

std::optional<OperatingPoint> compute_point_at_sensitivity(const Cutoffs& cutoffs, double wished) {
  check_wish(wished);
  if (!cutoffs.has_both_classes()) return {};
  OperatingPoint point = strictest();
  for (std::size_t i = 0; point.sensitivity < wished; ++i) {
    point = to_rates(cutoffs.points[i], cutoffs);
  }
  return point;
}

std::optional<OperatingPoint> compute_point_at_specificity(const Cutoffs& cutoffs, double wished) {
  check_wish(wished);
  if (!cutoffs.has_both_classes()) return {};
  OperatingPoint best = strictest();
  for (const Cutoff& c : cutoffs.points) {
    const OperatingPoint point = to_rates(c, cutoffs);
    if (point.specificity < wished) break;
    best = point;
  }
  return best;
}

std::optional<OperatingPoint> compute_youden_point(const Cutoffs& cutoffs) {
  if (!cutoffs.has_both_classes()) return {};
  OperatingPoint best = strictest();
  for (const Cutoff& c : cutoffs.points) {
    const OperatingPoint point = to_rates(c, cutoffs);
    if (point.sensitivity + point.specificity > best.sensitivity + best.specificity) best = point;
  }
  return best;
}

}  // namespace chordae::stats
