#include "chordae/stats/passing_bablok.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

std::vector<double> sorted_slopes(std::span<const double> x, std::span<const double> y) {
  // Decimals such as 0.3 - 0.2 round: a slope is -1 when dx + dy is no more than that.
  double largest = 0;
  for (const auto side : {x, y})
    for (const double v : side) largest = std::max(largest, std::abs(v));
  const double rounding = 4 * std::numeric_limits<double>::epsilon() * largest;

  std::vector<double> slopes;
  slopes.reserve(x.size() * (x.size() - 1) / 2);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      const double dx = x[j] - x[i], dy = y[j] - y[i];
      if (std::abs(dx + dy) <= rounding) continue;  // also both zero
      slopes.push_back(dx == 0 ? std::numeric_limits<double>::infinity() : dy / dx);
    }
  }
  std::sort(slopes.begin(), slopes.end());
  return slopes;
}

double median_intercept(std::span<const double> x, std::span<const double> y, double slope) {
  std::vector<double> intercepts(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) intercepts[i] = y[i] - slope * x[i];
  const auto middle = intercepts.begin() + static_cast<std::ptrdiff_t>(intercepts.size() / 2);
  std::nth_element(intercepts.begin(), middle, intercepts.end());
  if (intercepts.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(intercepts.begin(), middle));
}

}  // namespace

std::optional<FittedLine> compute_passing_bablok(std::span<const double> x,
                                                 std::span<const double> y, double level) {
  check_same_size(x.size(), y.size(), "x and y");
  check_finite(x, "x");
  check_finite(y, "y");
  check_level(level);
  if (x.size() > kPassingBablokLargest) {
    throw Error(ErrorCode::kUnsupported,
                cat("Passing-Bablok of ", x.size(), " rows; it takes up to ", kPassingBablokLargest,
                    ", draw that many or fit Deming's line"));
  }
  if (x.size() < 2) return std::nullopt;
  const auto slopes = sorted_slopes(x, y);
  const auto total = static_cast<std::int64_t>(slopes.size());
  const std::int64_t shift = std::lower_bound(slopes.begin(), slopes.end(), -1.0) - slopes.begin();
  // The order statistic counted from 1; NaN where there is none or it is vertical.
  const auto shifted = [&](std::int64_t rank) {
    if (rank < 1 || rank + shift > total) return std::nan("");
    const double slope = slopes[static_cast<std::size_t>(rank + shift - 1)];
    return std::isfinite(slope) ? slope : std::nan("");
  };
  const double slope = 0.5 * (shifted((total + 1) / 2) + shifted(total / 2 + 1));
  if (std::isnan(slope)) return std::nullopt;

  FittedLine line{.slope = slope, .intercept = median_intercept(x, y, slope)};
  check_no_overflow(line.intercept, "intercept");
  const double n = static_cast<double>(x.size());
  const double apart = normal_quantile(0.5 + level / 2) * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const auto first =
      static_cast<std::int64_t>(std::lround((static_cast<double>(total) - apart) / 2));
  const double low = shifted(first), high = shifted(total - first + 1);
  if (!std::isnan(low) && !std::isnan(high)) {
    line.slope_interval = Interval{low, high};
    // By rising slope the intercept falls where x is positive, and rises where it is negative.
    const auto [least, most] =
        std::minmax({median_intercept(x, y, high), median_intercept(x, y, low)});
    check_no_overflow(most - least, "interval of the intercept");
    line.intercept_interval = Interval{least, most};
  }
  return line;
}

}  // namespace chordae::stats
