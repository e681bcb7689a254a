#include "chordae/stats/logistic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

constexpr int kMostSteps = 200;       // Newton takes 5 to 20; more only beside separation
constexpr double kSmallStep = 1e-12;  // of a coefficient on standardised x
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

/// Log likelihood, its gradient and information at a line a + b x.
struct Likelihood {
  double value = 0, gradient_a = 0, gradient_b = 0, aa = 0, ab = 0, bb = 0;

  Likelihood(const std::vector<Row>& rows, double a, double b) {
    for (const auto& [x, target, weight] : rows) {
      const double eta = a + b * x, p = logistic(eta);
      const double residual = weight * (target - p), information = weight * p * logistic(-eta);
      value += weight * (target * eta - softplus(eta));
      gradient_a += residual;
      gradient_b += residual * x;
      aa += information;
      ab += information * x;
      bb += information * x * x;
    }
  }
  double determinant() const { return aa * bb - ab * ab; }
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

  // Newton on standardised x: steps and their limit then don't depend on the scale of x.
  double total = 0, mean = 0, variance = 0;
  for (const Row& row : rows) total += row.weight;
  for (const Row& row : rows) mean += row.weight / total * row.x;
  for (const Row& row : rows) variance += row.weight / total * (row.x - mean) * (row.x - mean);
  const double sd = std::sqrt(variance);
  for (Row& row : rows) row.x = (row.x - mean) / sd;

  double a = 0, b = 0;
  Likelihood at(rows, a, b);
  for (int step = 0;; ++step) {
    if (step == kMostSteps) {
      throw Error(ErrorCode::kNumeric, "a logistic fit doesn't converge: classes almost separated");
    }
    const double determinant = at.determinant();
    double step_a = (at.bb * at.gradient_a - at.ab * at.gradient_b) / determinant;
    double step_b = (at.aa * at.gradient_b - at.ab * at.gradient_a) / determinant;
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
    if (std::abs(step_a) <= kSmallStep * (1 + std::abs(a)) &&
        std::abs(step_b) <= kSmallStep * (1 + std::abs(b))) {
      break;
    }
  }

  // Back to x: slope b / sd, intercept a - shift b.
  const double shift = mean / sd, determinant = at.determinant();
  const double var_a = at.bb / determinant, var_b = at.aa / determinant, cov = -at.ab / determinant;
  LogisticFit fit;
  fit.slope = {b / sd, std::sqrt(var_b) / sd};
  fit.intercept = {a - shift * b, std::sqrt(var_a - 2 * shift * cov + shift * shift * var_b)};
  fit.covariance = (cov - shift * var_b) / sd;
  fit.log_likelihood = at.value;
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
    double next = a + at.gradient_a / at.aa;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const bool is_still = std::abs(next - a) <= kSmallStep * (1 + std::abs(next));
    a = next;
    if (is_still) break;
  }
  return Coefficient{a, 1 / std::sqrt(Likelihood(rows, a, 1).aa)};
}

}  // namespace chordae::stats
