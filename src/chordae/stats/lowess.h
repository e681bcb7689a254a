#pragma once
// LOWESS without robustness steps: for 0/1 outcomes the outliers are the data.

#include <span>
#include <vector>

namespace chordae::stats {

/// At each x the weighted line through its nearest round(span n) points (rounded down, 2 at least),
/// with tricube weights (1 - (d / h)^3)^3, h the distance of the farthest of them; where these
/// share one x, their weighted mean; where h = 0, the plain mean of all points at that x. `delta`
/// saves time: the next fit is at the last point within delta of the one before, lines between
/// them; 0 fits at every x. Shapes  x (n) ascending, y (n) -> (n) Errors  kShape; kNumeric: not
/// finite, x not ascending; kUsage unless 0 < span <= 1 and delta >= 0 Source  Cleveland 1979, JASA
/// 74:829, without its step 4; delta as in his 1981 program
std::vector<double> compute_lowess(std::span<const double> x, std::span<const double> y,
                                   double span = 2.0 / 3, double delta = 0);

}  // namespace chordae::stats
