#include "chordae/stats/lowess.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"

namespace chordae::stats {
namespace {

void check(std::span<const double> x, std::span<const double> y, double span, double delta) {
  check_same_size(x.size(), y.size(), "x and y of a smoothed curve");
  check_finite(x, "x");
  check_finite(y, "y");
  const auto place = std::ranges::is_sorted_until(x);
  if (place != x.end()) {
    throw Error(ErrorCode::kNumeric, cat("x at row ", place - x.begin(), " (from 0) descends"));
  }
  if (!(span > 0 && span <= 1 && delta >= 0)) {
    throw Error(ErrorCode::kUsage, "a span lies in (0, 1] and delta is not negative");
  }
}

/// The line at `at` through the points [first, last), all within distance h of it.
double fit_at(std::span<const double> x, std::span<const double> y, std::size_t first,
              std::size_t last, double at, double h) {
  const auto tricube = [&](double xi) {
    if (h == 0) return 1.0;
    const double u = std::min(1.0, std::abs(xi - at) / h), t = 1 - u * u * u;
    return t * t * t;
  };
  double weight = 0, mean_x = 0, mean_y = 0;
  for (std::size_t i = first; i < last; ++i) {
    const double w = tricube(x[i]);
    weight += w;
    mean_x += w * (x[i] - at);
    mean_y += w * y[i];
  }
  // `at` is one of the points and weighs 1.
  mean_x /= weight;
  mean_y /= weight;
  double xx = 0, xy = 0;
  for (std::size_t i = first; i < last; ++i) {
    const double w = tricube(x[i]), off = x[i] - at - mean_x;
    xx += w * off * off;
    xy += w * off * (y[i] - mean_y);
  }
  return xx > 0 ? mean_y - xy / xx * mean_x : mean_y;
}

}  // namespace

std::vector<double> compute_lowess(std::span<const double> x, std::span<const double> y,
                                   double span, double delta) {
  check(x, y, span, delta);
  const std::size_t n = x.size();
  if (n == 0) return {};
  // 1e-10: a span of k / n means k points in spite of rounding.
  const auto wanted = static_cast<std::size_t>(span * static_cast<double>(n) + 1e-10);
  const std::size_t neighbours = std::clamp<std::size_t>(wanted, std::min<std::size_t>(2, n), n);
  std::vector<double> out(n);
  std::size_t first = 0;  // of the window of nearest points, which only moves up
  std::size_t fitted = 0;
  for (std::size_t i = 0; i < n;) {
    while (first + neighbours < n && x[i] - x[first] > x[first + neighbours] - x[i]) ++first;
    const double h = std::max(x[i] - x[first], x[first + neighbours - 1] - x[i]);
    if (h > 0) {
      out[i] = fit_at(x, y, first, first + neighbours, x[i], h);
    } else {  // which of many equal x are in the window is chance: all of them
      const auto ties = std::ranges::equal_range(x, x[i]);
      const auto from = static_cast<std::size_t>(ties.begin() - x.begin());
      out[i] = fit_at(x, y, from, from + ties.size(), x[i], h);
    }
    for (std::size_t k = fitted + 1; k < i; ++k) {
      out[k] = std::lerp(out[fitted], out[i], (x[k] - x[fitted]) / (x[i] - x[fitted]));
    }
    fitted = i;
    while (fitted + 1 < n && x[fitted + 1] == x[i]) out[++fitted] = out[i];
    if (fitted + 1 == n) break;
    const auto beyond = std::ranges::upper_bound(x, x[i] + delta) - x.begin();
    i = std::max(fitted + 1, static_cast<std::size_t>(beyond) - 1);
  }
  return out;
}

}  // namespace chordae::stats
