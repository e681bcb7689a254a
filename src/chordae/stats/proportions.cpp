#include "chordae/stats/proportions.h"

#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

void check_counts(std::size_t k, std::size_t n) {
  if (k > n) throw Error(ErrorCode::kNumeric, cat("a proportion of ", k, " in ", n));
}

}  // namespace

std::optional<Interval> compute_wilson_interval(std::size_t k, std::size_t n, double level) {
  check_counts(k, n);
  check_level(level);
  if (n == 0) return {};
  const double count = static_cast<double>(n);
  return compute_wilson_interval_of_share(static_cast<double>(k) / count, count, normal_quantile(0.5 + level / 2));
}

Interval compute_wilson_interval_of_share(double share, double n, double z) {
  const double z2 = z * z, centre = share + z2 / (2 * n);
  const double half = z * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // At shares of 0 and 1 centre and half are equal but for rounding.
  return {share == 0 ? 0 : (centre - half) / (1 + z2 / n), share == 1 ? 1 : (centre + half) / (1 + z2 / n)};
}

std::optional<Interval> compute_clopper_pearson_interval(std::size_t k, std::size_t n,
                                                         double level) {
  check_counts(k, n);
  check_level(level);
  if (n == 0) return {};
  const double successes = static_cast<double>(k), failures = static_cast<double>(n - k);
  return Interval{k == 0 ? 0 : beta_quantile(0.5 - level / 2, successes, failures + 1),
                  k == n ? 1 : beta_quantile(0.5 + level / 2, successes + 1, failures)};
}

}  // namespace chordae::stats
