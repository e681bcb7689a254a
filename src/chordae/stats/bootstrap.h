#pragma once
// The bootstrap of any statistic: its value, its values on resamples and without each cluster. What
// is made of them (intervals, tests) is in bootstrap_interval.h.
//
// Resample r is drawn from Rng::split("resample", r): two models bootstrapped with the same design
// and stream see the same resamples, whatever the threads, so a paired difference is a subtraction.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/resampling.h"

namespace chordae::stats {

/// A statistic of rows that count `weights[i]` times (0, 1, 2 ...); empty where it is undefined.
/// Called from several threads at once.
using WeightedStatistic = std::function<std::optional<double>(std::span<const double> weights)>;

struct BootstrapOptions {
  std::int64_t resamples = 2000;  ///< for BCa at 95 %: Efron, Tibshirani 1993, section 14.3
  bool jackknife = true;          ///< wanted by BCa; as many evaluations as there are clusters
  int threads = 1;
};

struct BootstrapDistribution {
  std::optional<double> value;                    ///< of the rows as they are
  std::vector<std::optional<double>> replicates;  ///< in order of resample
  std::vector<std::optional<double>> jackknife;   ///< without each cluster; empty if not wanted
  std::vector<std::size_t> stratum_sizes;         ///< clusters a stratum, in order of `jackknife`
  std::uint64_t stream = 0;                       ///< which resamples: key of the Rng

  std::size_t undefined() const;  ///< resamples on which the statistic has no value
};

/// Errors  kUsage: no resamples or rows; what the statistic throws; kNumeric: it gives NaN
BootstrapDistribution compute_bootstrap(const SamplingDesign& design,
                                        const WeightedStatistic& statistic, const Rng& rng,
                                        const BootstrapOptions& options = {});

/// a - b, resample by resample: models compared on the same patients.
/// Errors  kUsage unless both come from the same design, stream and number of resamples
BootstrapDistribution compute_paired_difference(const BootstrapDistribution& a,
                                                const BootstrapDistribution& b);

/// Calls `evaluate(i, counts)` with the counts of evaluation i: 0 the rows as they are, then the
/// resamples, then (if wanted) each cluster left out. Errors  kUsage: no resamples or rows
void for_each_resample(
    const SamplingDesign& design, const Rng& rng, const BootstrapOptions& options,
    const std::function<void(std::size_t i, std::span<const std::uint32_t> counts)>& evaluate);

/// An empty distribution with room for every evaluation of for_each_resample.
BootstrapDistribution make_distribution(const SamplingDesign& design, const Rng& rng,
                                        const BootstrapOptions& options);

/// Where evaluation i of for_each_resample belongs.
std::optional<double>& evaluation(BootstrapDistribution& distribution, std::size_t i);

}  // namespace chordae::stats
