#include "chordae/stats/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"

namespace chordae::stats {
namespace {

std::vector<std::optional<double>> subtract(const std::vector<std::optional<double>>& a,
                                            const std::vector<std::optional<double>>& b) {
  std::vector<std::optional<double>> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] && b[i]) out[i] = *a[i] - *b[i];
  }
  return out;
}

}  // namespace

std::size_t BootstrapDistribution::undefined() const {
  return static_cast<std::size_t>(std::ranges::count(replicates, std::optional<double>()));
}

void for_each_resample(
    const SamplingDesign& design, const Rng& rng, const BootstrapOptions& options,
    const std::function<void(std::size_t, std::span<const std::uint32_t>)>& evaluate) {
  if (options.resamples < 1 || design.rows() == 0) {
    throw Error(ErrorCode::kUsage, "a bootstrap needs rows and at least one resample");
  }
  const auto resamples = static_cast<std::size_t>(options.resamples);
  const std::size_t count = 1 + resamples + (options.jackknife ? design.clusters() : 0);
  parallel_for(static_cast<std::int64_t>(count), options.threads, [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    std::vector<std::uint32_t> counts(design.rows(), 1);
    if (i > resamples) {
      design.leave_out(i - resamples - 1, counts);
    } else if (i > 0) {
      design.draw(rng.split("resample", i - 1), counts);
    }
    evaluate(i, counts);
  });
}

BootstrapDistribution make_distribution(const SamplingDesign& design, const Rng& rng,
                                        const BootstrapOptions& options) {
  BootstrapDistribution out;
  out.replicates.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, options.resamples)));
  if (options.jackknife) out.jackknife.resize(design.clusters());
  out.stratum_sizes = design.stratum_sizes();
  out.stream = rng.state()[0];
  return out;
}

std::optional<double>& evaluation(BootstrapDistribution& distribution, std::size_t i) {
  if (i == 0) return distribution.value;
  const std::size_t resamples = distribution.replicates.size();
  return i <= resamples ? distribution.replicates[i - 1]
                        : distribution.jackknife[i - resamples - 1];
}

BootstrapDistribution compute_bootstrap(const SamplingDesign& design,
                                        const WeightedStatistic& statistic, const Rng& rng,
                                        const BootstrapOptions& options) {
  BootstrapDistribution out = make_distribution(design, rng, options);
  for_each_resample(
      design, rng, options, [&](std::size_t i, std::span<const std::uint32_t> counts) {
        const std::vector<double> weights(counts.begin(), counts.end());
        const auto value = statistic(weights);
        if (value && !std::isfinite(*value)) {
          throw Error(ErrorCode::kNumeric,
                      cat("the bootstrapped statistic is not finite in evaluation ", i));
        }
        evaluation(out, i) = value;
      });
  return out;
}

BootstrapDistribution compute_paired_difference(const BootstrapDistribution& a,
                                                const BootstrapDistribution& b) {
  if (a.stream != b.stream || a.replicates.size() != b.replicates.size() ||
      a.jackknife.size() != b.jackknife.size() || a.stratum_sizes != b.stratum_sizes) {
    throw Error(ErrorCode::kUsage, "bootstraps of different resamples can't be paired");
  }
  BootstrapDistribution out = a;
  if (!b.value) out.value.reset();
  if (out.value) *out.value -= *b.value;
  out.replicates = subtract(a.replicates, b.replicates);
  out.jackknife = subtract(a.jackknife, b.jackknife);
  return out;
}

}  // namespace chordae::stats
