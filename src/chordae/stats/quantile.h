#pragma once
// The sample quantile that R, numpy and scikit-learn give by default.

#include <span>

namespace chordae::stats {

/// Linear between order statistics: the place (n - 1) share, counted from 0 (type 7 of Hyndman, Fan
/// 1996, American Statistician 50:361).
/// Shapes  sorted ascending (n)   Errors  kUsage: no values, or a share outside 0 to 1
double compute_quantile(std::span<const double> sorted, double share);

}  // namespace chordae::stats
