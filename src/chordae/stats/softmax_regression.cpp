#include "chordae/stats/softmax_regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/row_pairs.h"

namespace chordae::stats {
namespace {

using Values = std::vector<double>;

double inner(const Values& a, const Values& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double largest(const Values& values) {
  double most = 0;
  for (const double v : values) most = std::max(most, std::abs(v));
  return most;
}

/// The penalised loss of parameters (outputs, columns + 1), the intercept last in each row.
class Objective {
 public:
  Objective(const PaddedRows& rows, std::span<const std::size_t> classes, std::size_t class_count,
            double c)
      : rows_(rows),
        classes_(classes),
        outputs_(class_count == 2 ? 1 : class_count),
        c_(c),
        shares_(rows.rows() * outputs_) {}

  std::size_t size() const { return outputs_ * (rows_.columns() + 1); }
  std::size_t outputs() const { return outputs_; }

  /// Also keeps the probabilities that gradient() and times_hessian() use.
  double value(const Values& parameters) {
    shares_ = logits(parameters);
    double loss = 0;
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      double* const z = &shares_[i * outputs_];
      if (outputs_ == 1) {
        const double wrong = classes_[i] == 1 ? -z[0] : z[0];
        loss += std::max(wrong, 0.0) + std::log1p(std::exp(-std::abs(wrong)));
        z[0] = 1 / (1 + std::exp(-z[0]));
        continue;
      }
      const double top = *std::max_element(z, z + outputs_), own = z[classes_[i]];
      double sum = 0;
      for (std::size_t k = 0; k < outputs_; ++k) sum += z[k] = std::exp(z[k] - top);
      for (std::size_t k = 0; k < outputs_; ++k) z[k] /= sum;
      loss += std::log(sum) + top - own;
    }
    double squares = 0;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      if (!is_intercept(p)) squares += parameters[p] * parameters[p];
    }
    return c_ * loss + squares / 2;
  }

  Values gradient(const Values& parameters) const {
    Values residuals = shares_;
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      if (outputs_ == 1) {
        residuals[i] -= classes_[i] == 1 ? 1 : 0;
      } else {
        residuals[i * outputs_ + classes_[i]] -= 1;
      }
    }
    return collect(residuals, parameters);
  }

  Values times_hessian(const Values& direction) const {
    Values z = logits(direction);
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      const double* const p = &shares_[i * outputs_];
      double* const zi = &z[i * outputs_];
      if (outputs_ == 1) {
        zi[0] *= p[0] * (1 - p[0]);
        continue;
      }
      double mean = 0;
      for (std::size_t k = 0; k < outputs_; ++k) mean += p[k] * zi[k];
      for (std::size_t k = 0; k < outputs_; ++k) zi[k] = p[k] * (zi[k] - mean);
    }
    return collect(z, direction);
  }

 private:
  bool is_intercept(std::size_t p) const { return (p + 1) % (rows_.columns() + 1) == 0; }

  /// (n, outputs)
  Values logits(const Values& parameters) const {
    const std::size_t width = rows_.columns();
    PaddedRows weights(outputs_, width);
    for (std::size_t k = 0; k < outputs_; ++k)
      std::copy_n(&parameters[k * (width + 1)], width, weights.row(k).begin());
    Values z(rows_.rows() * outputs_);
    compute_dots({rows_, 0, rows_.rows()}, {weights, 0, outputs_}, z);
    for (std::size_t i = 0; i < z.size(); ++i)
      z[i] += parameters[(i % outputs_) * (width + 1) + width];
    return z;
  }

  /// c x sum over rows of output x (row, 1), plus the penalty's part.
  Values collect(const Values& of_rows, const Values& parameters) const {
    const std::size_t width = rows_.columns();
    Values sums(size());
    for (std::size_t i = 0; i < rows_.rows(); ++i) {
      const double* const row = rows_.row(i).data();
      for (std::size_t k = 0; k < outputs_; ++k) {
        const double factor = of_rows[i * outputs_ + k];
        double* const to = &sums[k * (width + 1)];
        for (std::size_t d = 0; d < width; ++d) to[d] += factor * row[d];
        to[width] += factor;
      }
    }
    for (std::size_t p = 0; p < sums.size(); ++p)
      sums[p] = c_ * sums[p] + (is_intercept(p) ? 0 : parameters[p]);
    if (outputs_ > 1) centre_intercepts(sums);
    return sums;
  }

  /// A shift of all intercepts changes no probability, so these sum to 0 but for rounding, which
  /// conjugate gradients would follow without end.
  void centre_intercepts(Values& sums) const {
    const std::size_t width = rows_.columns();
    double mean = 0;
    for (std::size_t k = 0; k < outputs_; ++k)
      mean += sums[k * (width + 1) + width] / static_cast<double>(outputs_);
    for (std::size_t k = 0; k < outputs_; ++k) sums[k * (width + 1) + width] -= mean;
  }

  const PaddedRows& rows_;
  std::span<const std::size_t> classes_;
  std::size_t outputs_;
  double c_;
  Values shares_;  ///< probabilities at the last value()
};

/// Solves Hessian x step = -gradient until the residual is `share` of the gradient.
Values newton_step(const Objective& objective, const Values& gradient, double share) {
  Values step(gradient.size()), residual(gradient.size());
  std::ranges::transform(gradient, residual.begin(), std::negate());
  Values direction = residual;
  double squares = inner(residual, residual);
  const double enough = share * share * squares;
  for (std::size_t i = 0; i < 2 * gradient.size() && squares > enough; ++i) {
    const Values turned = objective.times_hessian(direction);
    const double curvature = inner(direction, turned);
    if (!(curvature > 0)) break;  // rounding: nothing left to gain along it
    const double length = squares / curvature;
    for (std::size_t p = 0; p < step.size(); ++p) {
      step[p] += length * direction[p];
      residual[p] -= length * turned[p];
    }
    const double before = squares;
    squares = inner(residual, residual);
    for (std::size_t p = 0; p < step.size(); ++p)
      direction[p] = residual[p] + squares / before * direction[p];
  }
  return step;
}

struct Optimum {
  Values parameters;
  bool is_converged = false;
  int iterations = 0;
};

Optimum minimise(Objective& objective) {
  constexpr int kMostIterations = 100, kMostHalvings = 40;
  constexpr double kTolerance = 1e-11;   // of a Newton step, beside the largest parameter
  constexpr double kRounding = 1e-14;    // of a loss: smaller increases are no evidence
  constexpr double kWantedShare = 1e-4;  // of the promised decrease (Nocedal, Wright, section 3.1)
  Optimum best{Values(objective.size())};
  double value = objective.value(best.parameters);
  Values gradient = objective.gradient(best.parameters);
  const double start = largest(gradient);
  best.is_converged = start == 0;
  while (!best.is_converged && best.iterations++ < kMostIterations) {
    const double share = std::min(0.1, std::sqrt(largest(gradient) / start));
    const Values step = newton_step(objective, gradient, share);
    const double slope = inner(gradient, step);
    double length = 1, next = 0;
    Values trial(step.size());
    for (int halving = 0;; ++halving, length /= 2) {
      for (std::size_t p = 0; p < step.size(); ++p)
        trial[p] = best.parameters[p] + length * step[p];
      next = objective.value(trial);
      if (next <= value + kWantedShare * length * slope + kRounding * std::abs(value)) break;
      if (halving == kMostHalvings) return best;
    }
    best.parameters = trial;
    best.is_converged = length == 1 && largest(step) <= kTolerance * std::max(1.0, largest(trial));
    value = next;
    gradient = objective.gradient(best.parameters);
  }
  return best;
}

}  // namespace

std::size_t SoftmaxModel::predict(std::span<const double> row) const {
  Values logits = intercepts;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    const auto w = weights.row(k);
    logits[k] += std::inner_product(w.begin(), w.end(), row.begin(), 0.0);
  }
  if (logits.size() == 1) return logits[0] > 0 ? 1 : 0;
  return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
}

SoftmaxModel fit_softmax(const PaddedRows& rows, std::span<const std::size_t> classes,
                         std::size_t class_count, double c) {
  check_same_size(rows.rows(), classes.size(), "rows and classes");
  if (!(c > 0) || !std::isfinite(c))
    throw Error(ErrorCode::kUsage, "the inverse penalty c of a logistic regression is positive");
  if (class_count < 2)
    throw Error(ErrorCode::kUsage, "a logistic regression needs at least two classes");
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] >= class_count) {
      throw Error(ErrorCode::kNumeric, cat("class at row ", i,
                                           " (from 0) is not below the number "
                                           "of classes, ",
                                           class_count));
    }
  }
  Objective objective(rows, classes, class_count, c);
  const Optimum optimum = minimise(objective);
  const std::size_t width = rows.columns();
  SoftmaxModel model{
      PaddedRows(objective.outputs(), width), {}, optimum.is_converged, optimum.iterations};
  for (std::size_t k = 0; k < objective.outputs(); ++k) {
    std::copy_n(&optimum.parameters[k * (width + 1)], width, model.weights.row(k).begin());
    model.intercepts.push_back(optimum.parameters[k * (width + 1) + width]);
  }
  return model;
}

}  // namespace chordae::stats
