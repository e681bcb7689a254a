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
  const double successes = static_cast<double>(k), count = static_cast<double>(n);
  const double z = normal_quantile(0.5 + level / 2), z2 = z * z;
  const double middle = successes + z2 / 2;
  const double half = z * std::sqrt(successes * (count - successes) / count + z2 / 4);
  // At the ends the formula gives 0 and 1 but for rounding.
  return Interval{k == 0 ? 0 : (middle - half) / (count + z2),
                  k == n ? 1 : (middle + half) / (count + z2)};
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
