#include "chordae/stats/regression_errors.h"

#include <cmath>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {

std::optional<RegressionErrors> compute_regression_errors(std::span<const double> truth,
                                                          std::span<const double> predicted,
                                                          std::span<const double> weights) {
  check_same_size(truth.size(), predicted.size(), "truth and predictions");
  check_finite(truth, "truth");
  check_finite(predicted, "prediction");
  check_weights(weights, truth.size());
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };

  // From the first truth that counts, so that a constant truth is seen as exactly constant.
  double origin = 0, total = 0, shifted = 0;
  RegressionErrors errors;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double w = weight(i), error = predicted[i] - truth[i];
    if (w == 0) continue;
    if (total == 0) origin = truth[i];
    total += w;
    shifted += w * (truth[i] - origin);
    errors.mae += w * std::abs(error);
    errors.rmse += w * error * error;
    errors.bias += w * error;
  }
  if (total == 0) return std::nullopt;

  const double mean = origin + shifted / total, residual = errors.rmse;
  double spread = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    spread += weight(i) * (truth[i] - mean) * (truth[i] - mean);
  check_no_overflow(residual + spread, "errors");
  const double unexplained = residual / spread;  // infinite beside a spread of 1e-160
  if (!is_rounding(spread, total, truth, truth) && std::isfinite(unexplained))
    errors.r2 = 1 - unexplained;
  errors.mae /= total;
  errors.rmse = std::sqrt(residual / total);
  errors.bias /= total;
  return errors;
}

std::optional<Estimate> compute_mean_t_interval(std::span<const double> values, double level) {
  check_finite(values, "value");
  check_level(level);
  if (values.size() < 2) return std::nullopt;
  const Moments m = compute_moments(values);
  const double n = static_cast<double>(m.count);
  const double half = student_t_quantile(0.5 + level / 2, n - 1) * std::sqrt(m.variance() / n);
  return Estimate{m.mean, {m.mean - half, m.mean + half}};
}

}  // namespace chordae::stats
