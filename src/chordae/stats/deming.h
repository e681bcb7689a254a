#pragma once
// A line between two methods that both err. Deming: normal errors of known variance ratio.

#include <optional>
#include <span>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct FittedLine {
  double slope = 0, intercept = 0;
  /// Empty where the data are too few, or where leaving one row out leaves no line.
  std::optional<Interval> slope_interval = {}, intercept_interval = {};
};

/// With d the ratio of the error variances, y's over x's (1: orthogonal regression):
///   slope = [Syy - d Sxx + sqrt((Syy - d Sxx)^2 + 4 d Sxy^2)] / (2 Sxy)
/// Interval: estimate -+ t(n-2) SE, SE from the jackknife's pseudovalues. O(n).
///
/// Shapes   (n), (n); empty if n < 2 or Sxy = 0; interval from n = 3
/// Errors   kShape, kNumeric: not finite; kUsage: ratio not positive, level
/// Source   Deming 1943; Linnet, Stat Med 1990; 9:1463-1473 (jackknife)
std::optional<FittedLine> compute_deming_jackknife(std::span<const double> x,
                                                   std::span<const double> y,
                                                   double error_variance_ratio = 1,
                                                   double level = 0.95);

}  // namespace chordae::stats
