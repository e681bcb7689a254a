#include "chordae/stats/deming.h"

#include <cmath>
#include <limits>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {
namespace {

struct Line {
  double slope, intercept;
};

std::optional<Line> fit(const CrossMoments& m, double ratio) {
  if (m.xy == 0) return std::nullopt;
  const double difference = m.yy - ratio * m.xx;
  const double root = std::hypot(difference, 2 * std::sqrt(ratio) * m.xy);
  // The second form is the same root without the cancellation of root + difference.
  const double slope =
      difference >= 0 ? (difference + root) / (2 * m.xy) : 2 * ratio * m.xy / (root - difference);
  return Line{slope, m.mean_y - slope * m.mean_x};
}

CrossMoments without(const CrossMoments& m, double x, double y) {
  const double n = static_cast<double>(m.count), dx = x - m.mean_x, dy = y - m.mean_y;
  const double share = n / (n - 1);
  // What is left of a product that the row alone made is rounding, and no line follows from it.
  const double left = m.xy - share * dx * dy;
  const double rounding =
      16 * std::numeric_limits<double>::epsilon() * std::sqrt(m.xx) * std::sqrt(m.yy);
  return {.count = m.count - 1,
          .mean_x = m.mean_x - dx / (n - 1),
          .mean_y = m.mean_y - dy / (n - 1),
          .xx = m.xx - share * dx * dx,
          .yy = m.yy - share * dy * dy,
          .xy = std::abs(left) <= rounding ? 0 : left};
}

Interval jackknife_interval(double value, std::span<const double> left_out, double level) {
  // Pseudovalues n v - (n-1) v_i spread n - 1 times as far as the v_i.
  const double n = static_cast<double>(left_out.size());
  const double error = (n - 1) * std::sqrt(compute_moments(left_out).variance() / n);
  const double half = student_t_quantile(0.5 + level / 2, n - 2) * error;
  return {value - half, value + half};
}

}  // namespace

std::optional<FittedLine> compute_deming_jackknife(std::span<const double> x,
                                                   std::span<const double> y,
                                                   double error_variance_ratio, double level) {
  check_same_size(x.size(), y.size(), "x and y");
  check_finite(x, "x");
  check_finite(y, "y");
  check_level(level);
  if (!(error_variance_ratio > 0) || std::isinf(error_variance_ratio)) {
    throw Error(ErrorCode::kUsage, "a ratio of error variances is positive and finite");
  }
  const CrossMoments all = compute_cross_moments(x, y);
  const auto line = all.count < 2 ? std::nullopt : fit(all, error_variance_ratio);
  if (!line) return std::nullopt;

  FittedLine result{.slope = line->slope, .intercept = line->intercept};
  if (all.count < 3) return result;
  std::vector<double> slopes, intercepts;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto other = fit(without(all, x[i], y[i]), error_variance_ratio);
    if (!other) return result;
    slopes.push_back(other->slope);
    intercepts.push_back(other->intercept);
  }
  result.slope_interval = jackknife_interval(result.slope, slopes, level);
  result.intercept_interval = jackknife_interval(result.intercept, intercepts, level);
  return result;
}

}  // namespace chordae::stats
