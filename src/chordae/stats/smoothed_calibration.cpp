#include "chordae/stats/smoothed_calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/stats/lowess.h"
#include "chordae/stats/quantile.h"

namespace chordae::stats {
namespace {

// Where LOWESS at every point, n^2 span, starts to take longer than a blink; 1 % of the range is
// what R's lowess takes by default.
constexpr std::size_t kFitEveryPointBelow = 5000;
constexpr double kFitDistance = 0.01;

}  // namespace

std::optional<SmoothedCalibration> compute_smoothed_calibration(
    Labels labels, std::span<const double> probabilities, double span) {
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_labels(labels);
  check_probabilities(probabilities);
  const std::size_t n = labels.size();
  if (n == 0) return {};
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return probabilities[i]; });
  SmoothedCalibration out;
  std::vector<double> y;
  for (const std::size_t i : order) {
    out.probabilities.push_back(probabilities[i]);
    y.push_back(labels[i]);
  }
  const double range = out.probabilities.back() - out.probabilities.front();
  const double delta = n < kFitEveryPointBelow ? 0 : kFitDistance * range;
  out.observed = compute_lowess(out.probabilities, y, span, delta);
  std::vector<double> errors;
  for (std::size_t i = 0; i < n; ++i) {
    out.observed[i] = std::clamp(out.observed[i], 0.0, 1.0);
    errors.push_back(std::abs(out.observed[i] - out.probabilities[i]));
    out.integrated_index += errors.back() / static_cast<double>(n);
  }
  std::ranges::sort(errors);
  out.median_error = compute_quantile(errors, 0.5);
  out.error_90 = compute_quantile(errors, 0.9);
  out.maximum_error = errors.back();
  return out;
}

}  // namespace chordae::stats
