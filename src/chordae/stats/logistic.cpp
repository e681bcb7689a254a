#include "chordae/stats/logistic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

constexpr int kMostSteps = 200;       // Newton takes 5 to 20; more only beside separation
constexpr double kSmallStep = 1e-12;  // of a coefficient on scaled x
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Row {
  double x, target, weight;
};

/// Rows of some weight.
std::vector<Row> checked_rows(std::span<const double> x, std::span<const double> targets,
                              std::span<const double> weights) {
  check_same_size(x.size(), targets.size(), "x and targets");
  check_finite(x, "x");
  check_probabilities(targets, "target");
  check_weights(weights, x.size());
  std::vector<Row> rows;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (weight > 0) rows.push_back({x[i], targets[i], weight});
  }
  return rows;
}

/// Whether the classes overlap in x, so that the likelihood has a maximum. One class never does.
bool classes_overlap(const std::vector<Row>& rows) {
  double low[2] = {kInfinity, kInfinity}, high[2] = {-kInfinity, -kInfinity};
  for (const Row& row : rows) {
    for (const int label : {0, 1}) {
      if (row.target == 1 - label) continue;  // nothing of this class in it
      low[label] = std::min(low[label], row.x);
      high[label] = std::max(high[label], row.x);
    }
  }
  return low[0] < high[1] && low[1] < high[0];
}

/// log(1 + exp(x)).
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

/// x as 2^exponent (centre + scaled x): moved and scaled exactly, so that neither an offset, tiny
/// units nor an outlier costs digits.
struct Scale {
  double centre = 0;
  int exponent = 0;
};

int exponent_of_largest(const std::vector<Row>& rows) {
  double largest = 0;
  for (const Row& row : rows) largest = std::max(largest, std::abs(row.x));
  return std::ilogb(largest);
}

/// Scales rows whose x differ. The centre is a median: a mean follows an outlier.
Scale scale_x(std::vector<Row>& rows) {
  const int coarse = exponent_of_largest(rows);  // first, or a difference could overflow
  for (Row& row : rows) row.x = std::ldexp(row.x, -coarse);
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
  std::ranges::nth_element(rows, middle, {}, &Row::x);
  const double centre = middle->x;
  for (Row& row : rows) row.x -= centre;
  const int fine = exponent_of_largest(rows);
  for (Row& row : rows) row.x = std::ldexp(row.x, -fine);
  return {std::ldexp(centre, -fine), coarse + fine};
}

/// Log likelihood and its derivatives at a line a + b x. Those of b are taken about the x where the
/// information balances: the information is then diagonal and nothing cancels in its inverse.
struct Likelihood {
  double value = 0, gradient_a = 0, gradient_b = 0;
  double information = 0, mean_x = 0,
         spread = 0;  ///< sum of w, mean of x by w, sum of w (x - mean)^2

  Likelihood(const std::vector<Row>& rows, double a, double b) {
    for (const auto& [x, target, weight] : rows) {
      const double eta = a + b * x, p = logistic(eta), q = logistic(-eta);
      const double residual = weight * (target * q - (1 - target) * p), w = weight * p * q;
      value += weight * (target * eta - softplus(eta));
      gradient_a += residual;
      gradient_b += residual * x;
      if (!(w > 0)) continue;
      // West, Communications of the ACM 1979; 22:532-535.
      const double off = x - mean_x;
      information += w;
      mean_x += off * w / information;
      spread += w * off * (x - mean_x);
    }
    gradient_b -= mean_x * gradient_a;
  }
};

}  // namespace

double logistic(double x) {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

double logit(double p) { return std::log(p) - std::log1p(-p); }

Estimate compute_wald_interval(const Coefficient& coefficient, double level) {
  check_level(level);
  const double half = normal_quantile(0.5 * (1 + level)) * coefficient.standard_error;
  return {coefficient.value, {coefficient.value - half, coefficient.value + half}};
}

std::optional<LogisticFit> fit_logistic(std::span<const double> x, std::span<const double> targets,
                                        std::span<const double> weights) {
  auto rows = checked_rows(x, targets, weights);
  if (!classes_overlap(rows)) return {};

  const Scale scale = scale_x(rows);
  double a = 0, b = 0;
  Likelihood at(rows, a, b);
  for (int step = 0;; ++step) {
    if (step == kMostSteps || !(at.spread > 0)) return {};
    double step_b = at.gradient_b / at.spread;
    double step_a = at.gradient_a / at.information - at.mean_x * step_b;
    if (!std::isfinite(step_a) || !std::isfinite(step_b)) return {};
    // Judged before any halving: a step that had to shrink is no sign of being there.
    const bool is_last = std::abs(step_a) <= kSmallStep * (1 + std::abs(a)) &&
                         std::abs(step_b) <= kSmallStep * (1 + std::abs(b));
    // The likelihood is concave: halving an overlong step is enough to converge from anywhere.
    const double slack = 1e-13 * std::abs(at.value);
    Likelihood next(rows, a + step_a, b + step_b);
    while (!(next.value >= at.value - slack)) {
      step_a /= 2;
      step_b /= 2;
      next = Likelihood(rows, a + step_a, b + step_b);
    }
    a += step_a;
    b += step_b;
    at = next;
    if (is_last) break;
  }

  const double mean = at.mean_x + scale.centre;
  LogisticFit fit;
  fit.slope = {std::ldexp(b, -scale.exponent),
               std::ldexp(1 / std::sqrt(at.spread), -scale.exponent)};
  fit.intercept = {a - b * scale.centre, std::sqrt(1 / at.information + mean * mean / at.spread)};
  fit.covariance = std::ldexp(-mean / at.spread, -scale.exponent);
  fit.log_likelihood = at.value;
  const double largest = std::max({std::abs(fit.slope.value), fit.slope.standard_error,
                                   fit.intercept.standard_error, std::abs(fit.covariance)});
  if (!std::isfinite(largest)) return {};
  return fit;
}

std::optional<Coefficient> fit_logistic_intercept(std::span<const double> offsets,
                                                  std::span<const double> targets,
                                                  std::span<const double> weights) {
  const auto rows = checked_rows(offsets, targets, weights);
  double positive = 0, negative = 0;
  for (const Row& row : rows) {
    positive += row.weight * row.target;
    negative += row.weight * (1 - row.target);
  }
  if (!(positive > 0 && negative > 0)) return {};

  // The gradient falls in the intercept and changes sign between these; Newton, and bisection where
  // that leaves them.
  const auto [lowest, highest] = std::ranges::minmax(rows, {}, &Row::x);
  const double overall = std::log(positive / negative);
  double low = overall - highest.x, high = overall - lowest.x;
  double a = 0.5 * (low + high);
  for (int step = 0; step < kMostSteps; ++step) {
    const Likelihood at(rows, a, 1);
    (at.gradient_a > 0 ? low : high) = a;
    double next = a + at.gradient_a / at.information;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const bool is_still = std::abs(next - a) <= kSmallStep * (1 + std::abs(next));
    a = next;
    if (is_still) break;
  }
  const double information = Likelihood(rows, a, 1).information;
  if (!(information > 0)) return {};
  return Coefficient{a, 1 / std::sqrt(information)};
}

}  // namespace chordae::stats
