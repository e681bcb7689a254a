#include "chordae/stats/bland_altman.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

double square(double x) { return x * x; }

Estimate around(double value, double half) { return {value, {value - half, value + half}}; }

}  // namespace

std::optional<BlandAltman> compute_bland_altman_approximate(std::span<const double> a,
                                                            std::span<const double> b, double level,
                                                            double coverage) {
  const auto differences = compute_differences(a, b);
  check_level(level);
  check_level(coverage);
  if (differences.size() < 2) return std::nullopt;
  const Moments m = compute_moments(differences);
  const double n = static_cast<double>(m.count), sd = std::sqrt(m.variance());
  const double z = normal_quantile(0.5 + coverage / 2);
  const double t = student_t_quantile(0.5 + level / 2, n - 1);
  const double half = t * sd * std::sqrt(1 / n + z * z / (2 * (n - 1)));
  return BlandAltman{.count = m.count,
                     .sd = sd,
                     .bias = around(m.mean, t * sd / std::sqrt(n)),
                     .lower = around(m.mean - z * sd, half),
                     .upper = around(m.mean + z * sd, half)};
}

std::optional<BlandAltman> compute_bland_altman_exact(std::span<const double> a,
                                                      std::span<const double> b, double level,
                                                      double coverage) {
  auto result = compute_bland_altman_approximate(a, b, level, coverage);
  if (!result) return std::nullopt;
  const double n = static_cast<double>(result->count), bias = result->bias.value;
  const double noncentrality = normal_quantile(0.5 + coverage / 2) * std::sqrt(n);
  const auto reach = [&](double p) {
    return noncentral_t_quantile(p, n - 1, noncentrality) * result->sd / std::sqrt(n);
  };
  const double inner = reach(0.5 - level / 2), outer = reach(0.5 + level / 2);
  result->lower.interval = {bias - outer, bias - inner};
  result->upper.interval = {bias + inner, bias + outer};
  return result;
}

std::optional<BlandAltman> compute_bland_altman_repeated_mover(std::span<const double> a,
                                                               std::span<const double> b,
                                                               Subjects subjects, double level,
                                                               double coverage) {
  const auto differences = compute_differences(a, b);
  check_same_size(differences.size(), subjects.size(), "differences and subjects");
  check_level(level);
  check_level(coverage);
  const auto groups = compute_moments_by_subject(differences, subjects);
  if (groups.size() < 2 || groups.size() == differences.size()) return std::nullopt;

  std::vector<double> means;
  double within_squares = 0, inverse_counts = 0;
  for (const Moments& g : groups) {
    means.push_back(g.mean);
    within_squares += g.squares;
    inverse_counts += 1 / static_cast<double>(g.count);
  }
  const double n = static_cast<double>(groups.size());
  const double between_df = n - 1, within_df = static_cast<double>(differences.size()) - n;
  const Moments of_means = compute_moments(means);
  const double between = of_means.variance();
  const double within = (1 - inverse_counts / n) * within_squares / within_df;
  const double total = between + within, sd = std::sqrt(total);

  const double p = 0.5 + level / 2, z = normal_quantile(0.5 + coverage / 2);
  const auto reach = [&](double tail) {  // of the total variance, from its two parts' own limits
    return std::hypot(between * (between_df / chi_squared_quantile(tail, between_df) - 1),
                      within * (within_df / chi_squared_quantile(tail, within_df) - 1));
  };
  const double sd_low = std::sqrt(std::max(0.0, total - reach(p)));
  const double sd_high = std::sqrt(total + reach(1 - p));
  const double bias_half = normal_quantile(p) * std::sqrt(between / n);
  const double inner = std::hypot(bias_half, z * (sd - sd_low));
  const double outer = std::hypot(bias_half, z * (sd_high - sd));
  const double bias = of_means.mean;
  return BlandAltman{
      .count = differences.size(),
      .sd = sd,
      .bias = around(bias, student_t_quantile(p, between_df) * std::sqrt(between / n)),
      .lower = {bias - z * sd, {bias - z * sd - outer, bias - z * sd + inner}},
      .upper = {bias + z * sd, {bias + z * sd - inner, bias + z * sd + outer}}};
}

std::optional<ProportionalBias> compute_proportional_bias(std::span<const double> a,
                                                          std::span<const double> b, double level) {
  const auto differences = compute_differences(a, b);
  check_level(level);
  std::vector<double> means(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) means[i] = a[i] + 0.5 * (b[i] - a[i]);
  const CrossMoments m = compute_cross_moments(means, differences);
  if (m.count < 3 || !(m.xx > 0)) return std::nullopt;

  const double n = static_cast<double>(m.count), slope = m.xy / m.xx;
  const double intercept = m.mean_y - slope * m.mean_x;
  double residual = 0;
  for (std::size_t i = 0; i < means.size(); ++i)
    residual += square(differences[i] - m.mean_y - slope * (means[i] - m.mean_x));
  if (is_rounding(residual, n, a, b)) return std::nullopt;  // on a line
  const double slope_error = std::sqrt(residual / (n - 2) / m.xx);
  const double intercept_error = slope_error * std::sqrt(m.xx / n + square(m.mean_x));
  const double t = student_t_quantile(0.5 + level / 2, n - 2), statistic = slope / slope_error;
  return ProportionalBias{.slope = around(slope, t * slope_error),
                          .intercept = around(intercept, t * intercept_error),
                          .test = {statistic, n - 2, student_t_two_sided(statistic, n - 2)}};
}

}  // namespace chordae::stats
