#pragma once
// Correlation of pairs: Pearson, Spearman, and Lin's concordance, which also charges for a shift or
// a stretch. Constants have none of them.

#include <optional>
#include <span>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct Correlation {
  double value = 0;
  std::optional<Interval> interval = {};  ///< empty for n < 4
  std::optional<Test> test = {};          ///< of no correlation; empty for n < 3
};

/// r = Sxy / sqrt(Sxx Syy); interval tanh(atanh r -+ z / sqrt(n - 3)); t = r sqrt((n-2)/(1-r^2)),
/// infinite with p = 0 at |r| = 1, where the interval is the point (R's and scipy's convention).
///
/// Shapes   (n), (n); empty if n < 2 or a side is constant (but for rounding)
/// Errors   kShape, kNumeric: not finite, squares overflow; kUsage: level
/// Source   Fisher, Metron 1921; scipy.stats.pearsonr
std::optional<Correlation> compute_pearson_fisher(std::span<const double> x,
                                                  std::span<const double> y, double level = 0.95);

/// Pearson's r of midranks, its p by the t distribution (as scipy.stats.spearmanr; not exact for
/// small n); the variance on Fisher's scale is (1 + r^2 / 2) / (n - 3).
///
/// Shapes, errors  as compute_pearson_fisher
/// Source   Bonett & Wright, Psychometrika 2000; 65:23-28 (interval)
std::optional<Correlation> compute_spearman_bonett_wright(std::span<const double> x,
                                                          std::span<const double> y,
                                                          double level = 0.95);

struct Concordance {
  double value = 0;                       ///< rho_c = 2 sxy / (sx^2 + sy^2 + (mean x - mean y)^2)
  double bias_correction = 0;             ///< C_b = rho_c / r: 1 without shift and stretch
  std::optional<Interval> interval = {};  ///< empty for n < 3, r = 0 or |rho_c| = 1
};

/// Lin's concordance, moments divided by n; normal interval of atanh(rho_c) with the delta-method
/// variance over n - 2:
///   [(1-r^2) p^2 / ((1-p^2) r^2) + 2 p^3 (1-p) u^2 / (r (1-p^2)^2) - p^4 u^4 / (2 r^2 (1-p^2)^2)]
/// with p = rho_c, u = (mean x - mean y) / sqrt(sx sy).
///
/// Shapes, errors  as compute_pearson_fisher
/// Source   Lin, Biometrics 1989; 45:255-268, with the erratum of 2000; 56:324-325
std::optional<Concordance> compute_concordance_lin(std::span<const double> x,
                                                   std::span<const double> y, double level = 0.95);

}  // namespace chordae::stats
