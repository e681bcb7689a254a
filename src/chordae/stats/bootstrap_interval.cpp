#include "chordae/stats/bootstrap_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"
#include "chordae/stats/quantile.h"

namespace chordae::stats {
namespace {

std::vector<double> defined_values(const std::vector<std::optional<double>>& values) {
  std::vector<double> out;
  for (const auto& value : values) {
    if (value) out.push_back(*value);
  }
  return out;
}

/// Sorted; empty if an interval of this level can't be read from them.
std::vector<double> usable_replicates(const BootstrapDistribution& d, double level) {
  check_level(level);
  const auto total = static_cast<double>(d.replicates.size());
  const auto undefined = static_cast<double>(d.undefined());
  if (undefined > 0 && undefined >= 0.5 * (1 - level) * total) return {};
  auto out = defined_values(d.replicates);
  std::ranges::sort(out);
  return out;
}

std::optional<double> acceleration(const BootstrapDistribution& d) {
  if (d.jackknife.empty() || std::ranges::count(d.jackknife, std::optional<double>()) > 0)
    return {};
  const auto left_out = defined_values(d.jackknife);
  double squares = 0, cubes = 0;
  std::size_t first = 0;
  for (const std::size_t size : d.stratum_sizes) {
    const auto n = static_cast<double>(size);
    const auto stratum = std::span(left_out).subspan(first, size);
    const double mean = compute_moments(stratum).mean;
    for (const double v : stratum) {
      const double influence = (n - 1) / n * (mean - v);
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    first += size;
  }
  if (!(squares > 0)) return {};
  return cubes / (6 * std::pow(squares, 1.5));
}

}  // namespace

std::optional<double> compute_bootstrap_standard_error(const BootstrapDistribution& distribution) {
  const auto values = defined_values(distribution.replicates);
  if (values.size() < 2) return {};
  return std::sqrt(compute_moments(values).variance());
}

std::optional<Interval> compute_percentile_interval(const BootstrapDistribution& distribution,
                                                    double level) {
  const auto sorted = usable_replicates(distribution, level);
  if (sorted.empty()) return {};
  return Interval{compute_quantile(sorted, 0.5 * (1 - level)),
                  compute_quantile(sorted, 0.5 * (1 + level))};
}

std::optional<Interval> compute_basic_interval(const BootstrapDistribution& distribution,
                                               double level) {
  const auto percentile = compute_percentile_interval(distribution, level);
  if (!percentile || !distribution.value) return {};
  const double twice = 2 * *distribution.value;
  return Interval{twice - percentile->high, twice - percentile->low};
}

std::optional<Interval> compute_bca_interval(const BootstrapDistribution& distribution,
                                             double level) {
  const auto sorted = usable_replicates(distribution, level);
  const auto a = acceleration(distribution);
  if (sorted.empty() || !distribution.value || !a) return {};
  const auto [first, last] = std::ranges::equal_range(sorted, *distribution.value);
  const double share = 0.5 *
                       static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) /
                       static_cast<double>(sorted.size());
  if (!(share > 0 && share < 1)) return {};
  const double z0 = normal_quantile(share);
  const double z = normal_quantile(0.5 * (1 + level));
  // Past a (z0 + z) = 1 the transformation turns round, and its quantiles mean nothing.
  if (*a * (z0 + z) >= 1 || *a * (z0 - z) >= 1) return {};
  const auto end = [&](double from) { return normal_cdf(z0 + from / (1 - *a * from)); };
  return Interval{compute_quantile(sorted, end(z0 - z)), compute_quantile(sorted, end(z0 + z))};
}

std::optional<double> compute_centred_p(const BootstrapDistribution& distribution, double null) {
  const auto values = defined_values(distribution.replicates);
  if (values.empty() || !distribution.value) return {};
  const double value = *distribution.value, distance = std::abs(value - null);
  // Of a statistic of few values many lie exactly as far, but for the rounding of subtractions.
  const auto as_far = std::ranges::count_if(values, [&](double v) {
    const double rounding = 4 * std::numeric_limits<double>::epsilon() *
                            (std::abs(v) + std::abs(value) + std::abs(null));
    return std::abs(v - value) >= distance - rounding;
  });
  return static_cast<double>(1 + as_far) / static_cast<double>(1 + values.size());
}

std::optional<double> compute_percentile_p(const BootstrapDistribution& distribution, double null) {
  const auto values = defined_values(distribution.replicates);
  if (values.empty()) return {};
  const auto low = std::ranges::count_if(values, [&](double v) { return v <= null; });
  const auto high = std::ranges::count_if(values, [&](double v) { return v >= null; });
  return std::min(1.0, 2 * static_cast<double>(1 + std::min(low, high)) /
                           static_cast<double>(1 + values.size()));
}

}  // namespace chordae::stats
