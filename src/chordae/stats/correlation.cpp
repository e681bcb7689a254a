#include "chordae/stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"
#include "chordae/stats/ranks.h"

namespace chordae::stats {
namespace {

void check_pairs(std::span<const double> x, std::span<const double> y, double level) {
  check_same_size(x.size(), y.size(), "x and y");
  check_finite(x, "x");
  check_finite(y, "y");
  check_level(level);
}

/// sqrt(a b), of the product's root where that fits a double: exact for equal ones.
double geometric_mean(double a, double b) {
  const double product = a * b;
  return std::isnormal(product) ? std::sqrt(product) : std::sqrt(a) * std::sqrt(b);
}

std::optional<double> pearson(const CrossMoments& m, std::span<const double> x,
                              std::span<const double> y) {
  const double n = static_cast<double>(m.count), geometric = geometric_mean(m.xx, m.yy);
  if (is_rounding(m.xx, n, x, x) || is_rounding(m.yy, n, y, y) || !(geometric > 0))
    return std::nullopt;
  return std::clamp(m.xy / geometric, -1.0, 1.0);
}

/// Normal on Fisher's scale; atanh(1) is infinite and comes back as 1.
Interval fisher_interval(double r, double standard_error, double level) {
  const double half = normal_quantile(0.5 + level / 2) * standard_error;
  return {std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
}

Test t_test_of(double r, double degrees_of_freedom) {
  const double t = std::abs(r) == 1 ? std::copysign(std::numeric_limits<double>::infinity(), r)
                                    : r * std::sqrt(degrees_of_freedom / ((1 - r) * (1 + r)));
  return {t, degrees_of_freedom, student_t_two_sided(t, degrees_of_freedom)};
}

/// `excess` over 1 of the variance on Fisher's scale times n - 3.
std::optional<Correlation> correlate(std::span<const double> x, std::span<const double> y,
                                     double level, double excess_of_r2) {
  const auto r = pearson(compute_cross_moments(x, y), x, y);
  if (!r) return std::nullopt;
  Correlation correlation{.value = *r};
  const double n = static_cast<double>(x.size());
  if (n >= 3) correlation.test = t_test_of(*r, n - 2);
  if (n >= 4) {
    const double error = std::sqrt((1 + excess_of_r2 * *r * *r) / (n - 3));
    correlation.interval = fisher_interval(*r, error, level);
  }
  return correlation;
}

}  // namespace

std::optional<Correlation> compute_pearson_fisher(std::span<const double> x,
                                                  std::span<const double> y, double level) {
  check_pairs(x, y, level);
  return correlate(x, y, level, 0);
}

std::optional<Correlation> compute_spearman_bonett_wright(std::span<const double> x,
                                                          std::span<const double> y, double level) {
  check_pairs(x, y, level);
  return correlate(compute_midranks(x).values, compute_midranks(y).values, level, 0.5);
}

std::optional<Concordance> compute_concordance_lin(std::span<const double> x,
                                                   std::span<const double> y, double level) {
  check_pairs(x, y, level);
  const CrossMoments m = compute_cross_moments(x, y);
  const auto correlation = pearson(m, x, y);
  if (!correlation) return std::nullopt;
  const double n = static_cast<double>(m.count), shift = m.mean_x - m.mean_y;
  const double r = *correlation, geometric = geometric_mean(m.xx, m.yy);
  const double bias_correction = 2 * geometric / (m.xx + m.yy + n * shift * shift);
  const double p = r * bias_correction;
  Concordance concordance{.value = p, .bias_correction = bias_correction};

  const double p2 = p * p, rest = (1 - p) * (1 + p);
  if (n < 3 || r == 0 || !(rest > 0)) return concordance;
  const double u2 = n * shift * shift / geometric;
  const double variance =
      ((1 - r) * (1 + r) * p2 / (rest * r * r) + 2 * p2 * p * (1 - p) * u2 / (r * rest * rest) -
       p2 * p2 * u2 * u2 / (2 * r * r * rest * rest)) /
      (n - 2);
  if (variance >= 0) concordance.interval = fisher_interval(p, std::sqrt(variance), level);
  return concordance;
}

}  // namespace chordae::stats
