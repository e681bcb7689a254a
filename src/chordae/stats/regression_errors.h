#pragma once
// How far predicted numbers lie from true ones. Intervals of RMSE and R2 come from the bootstrap;
// that of the bias and of the MAE is the t interval of a mean.

#include <optional>
#include <span>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct RegressionErrors {
  double mae = 0;            ///< mean |predicted - truth|
  double rmse = 0;           ///< sqrt(mean (predicted - truth)^2)
  double bias = 0;           ///< mean (predicted - truth)
  std::optional<double> r2;  ///< 1 - sum (predicted - truth)^2 / sum (truth - mean truth)^2
};

/// Weighted means with `weights` (empty: one each); R2 is empty where the truth is constant (but
/// for rounding).
///
/// Shapes   (n), (n), (n) or empty; empty result if nothing has weight
/// Errors   kShape, kNumeric: not finite, weight negative
/// Source   as scikit-learn's mean_absolute_error, mean_squared_error, r2_score
std::optional<RegressionErrors> compute_regression_errors(std::span<const double> truth,
                                                          std::span<const double> predicted,
                                                          std::span<const double> weights = {});

/// Mean and mean -+ t sd / sqrt(n), n - 1 degrees of freedom: pass errors for the bias, absolute
/// errors for the MAE. Empty below two values.
///
/// Errors   kNumeric: not finite; kUsage: level
std::optional<Estimate> compute_mean_t_interval(std::span<const double> values,
                                                double level = 0.95);

}  // namespace chordae::stats
