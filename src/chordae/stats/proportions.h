#pragma once
// Intervals for a proportion (sensitivity, specificity, accuracy ...): k of n independent rows.

#include <cstddef>
#include <optional>

#include "chordae/stats/interval.h"

namespace chordae::stats {

/// The score interval: close to the stated coverage on average, the usual choice.
///   (k + z^2/2 -+ z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)
/// Empty if n = 0.
/// Errors   kNumeric: k > n; kUsage: level
/// Source   Wilson, J Am Stat Assoc 1927;22:209-212; as statsmodels `proportion_confint("wilson")`
std::optional<Interval> compute_wilson_interval(std::size_t k, std::size_t n, double level = 0.95);

/// The same of a share (0 to 1) of n > 0 rows by weight, at the normal quantile z.
Interval compute_wilson_interval_of_share(double share, double n, double z);

/// The exact interval: covers at least as stated, mostly more.
///   low = beta quantile((1 - level)/2; k, n - k + 1), high = beta quantile((1 + level)/2; k + 1, n
///   - k)
/// Empty if n = 0.
/// Errors   kNumeric: k > n; kUsage: level
/// Source   Clopper, Pearson, Biometrika 1934;26:404-413; as statsmodels
/// `proportion_confint("beta")`
std::optional<Interval> compute_clopper_pearson_interval(std::size_t k, std::size_t n,
                                                         double level = 0.95);

}  // namespace chordae::stats
