#pragma once
// Logistic regression on one variable, by maximum likelihood: what calibration slopes and Platt
// scaling are made of: standard errors, fractional targets, frequency weights, no penalty.
// Classifiers of many columns are softmax_regression.h: a penalty, no errors, conjugate gradients.

#include <optional>
#include <span>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct Coefficient {
  double value = 0;
  double standard_error = 0;  ///< from the inverse Fisher information
};

/// value -/+ z standard_error. Errors  kUsage: level
Estimate compute_wald_interval(const Coefficient& coefficient, double level = 0.95);

struct LogisticFit {
  Coefficient intercept, slope;
  double covariance = 0;  ///< of the two
  double log_likelihood = 0;
};

/// P(y = 1) = 1 / (1 + exp(-(intercept + slope x))). `targets` are 0, 1 or shares between (a share
/// t is t of a positive row and 1 - t of a negative). Frequency weights; empty: one each. Empty
/// where no maximum exists: one class, x constant, or classes that some x separates (completely or
/// quasi-completely; Albert, Anderson 1984, Biometrika 71:1), or none that doubles reach: classes
/// separated but for a hair, coefficients beyond 1e308.
///
/// Shapes   x (n), targets (n), weights (n) or empty
/// Errors   kShape; kNumeric: not finite, target outside [0, 1], negative weight
std::optional<LogisticFit> fit_logistic(std::span<const double> x, std::span<const double> targets,
                                        std::span<const double> weights = {});

/// The same with the slope fixed at 1: P(y = 1) = 1 / (1 + exp(-(intercept + offset))).
/// Empty with one class, or if every row's information vanishes (offsets beyond some 700).
std::optional<Coefficient> fit_logistic_intercept(std::span<const double> offsets,
                                                  std::span<const double> targets,
                                                  std::span<const double> weights = {});

double logistic(double x);  ///< 1 / (1 + exp(-x)), without overflow
double logit(double p);     ///< log(p / (1 - p)); infinite at 0 and 1

}  // namespace chordae::stats
