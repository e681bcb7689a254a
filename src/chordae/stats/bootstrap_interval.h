#pragma once
// Intervals and tests from a bootstrap distribution.
//
// Undefined resamples (no positive among them, say) are left out. As soon as they are as many as an
// interval cuts off at one end, (1 - level) / 2 of all, their unknown place decides that end, and
// the interval is empty; stratify by the outcome then.

#include <optional>

#include "chordae/stats/bootstrap.h"
#include "chordae/stats/interval.h"

namespace chordae::stats {

/// SD of the replicates (divisor n - 1). Empty with fewer than two.
std::optional<double> compute_bootstrap_standard_error(const BootstrapDistribution& distribution);

/// Quantiles (1 -/+ level)/2 of the replicates, linear between order statistics (type 7 of Hyndman
/// and Fan 1996, as R and numpy do).
/// Source  Efron, Tibshirani, An Introduction to the Bootstrap (1993), section 13.3
std::optional<Interval> compute_percentile_interval(const BootstrapDistribution& distribution,
                                                    double level = 0.95);

/// 2 value - those quantiles, ends exchanged; may leave the statistic's range.
/// Source  Davison, Hinkley 1997, equation 5.6
std::optional<Interval> compute_basic_interval(const BootstrapDistribution& distribution,
                                               double level = 0.95);

/// Bias-corrected and accelerated: quantiles Phi(z0 + (z0 + z) / (1 - a (z0 + z))) of the
/// replicates. z0 is the normal quantile of the share of replicates below the value (ties half);
/// a = sum l^3 / 6 (sum l^2)^1.5 with the jackknife's influences l = (n_s - 1)/n_s (mean - left
/// out), within stratum s of n_s clusters. Also empty where the jackknife is (undefined, constant,
/// not asked for) or all replicates lie on one side of the value. Source  Efron 1987, JASA 82:171,
/// equations 6.6 and 7.3 (clusters take the place of rows);
///         strata as in Davison, Hinkley 1997, section 5.3
std::optional<Interval> compute_bca_interval(const BootstrapDistribution& distribution,
                                             double level = 0.95);

/// Two-sided p of "the value is `null`": how often a replicate, centred at the value, lies as far
/// out as the value from `null`; (1 + count) / (1 + replicates). Sound where the spread doesn't
/// depend on the truth, as for differences of two models; not for a single AUC near 1.
/// Source  Hall, Wilson 1991, Biometrics 47:757, first guideline; the added one: Davison, Hinkley
///         1997, equation 4.11
std::optional<double> compute_centred_p(const BootstrapDistribution& distribution, double null = 0);

/// Two-sided p that goes with the percentile interval: twice the smaller share of replicates on
/// either side of `null` (on it: both), one added to count and replicates; 1 at most.
/// Source  Efron, Tibshirani 1993, section 15.4 (achieved level by inverting the interval)
std::optional<double> compute_percentile_p(const BootstrapDistribution& distribution,
                                           double null = 0);

}  // namespace chordae::stats
