// Resamples beside scikit-learn with the same counts, intervals beside scipy.stats.bootstrap from
// the same replicates (tools/reference/stats_bootstrap.py).
#include "chordae/stats/bootstrap.h"

#include <algorithm>
#include <numeric>

#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/bootstrap_panel.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using Values = std::vector<double>;

void compare(test::Margin& margin, const std::optional<double>& ours, const json& theirs,
             const std::string& what) {
  EXPECT_EQ(ours.has_value(), !theirs.is_null()) << what;
  if (ours && !theirs.is_null()) margin.compare(*ours, theirs, what);
}

void compare(test::Margin& margin, const std::optional<Interval>& ours, const json& theirs,
             const std::string& what) {
  EXPECT_EQ(ours.has_value(), !theirs[0].is_null()) << what;
  if (!ours || theirs[0].is_null()) return;
  margin.compare(ours->low, theirs[0], what + ", low");
  margin.compare(ours->high, theirs[1], what + ", high");
}

std::vector<json> cases(const std::string& kind) {
  static const json reference = test::reference_values("bootstrap");
  std::vector<json> out;
  std::ranges::copy_if(reference["cases"], std::back_inserter(out),
                       [&](const json& c) { return c["kind"] == kind; });
  return out;
}

TEST(Bootstrap, ResamplesAsScikitLearn) {
  test::Margin margin("AUC, AP and Brier of resamples");
  for (const auto& c : cases("sweep")) {
    const auto labels = c["labels"].get<std::vector<std::uint8_t>>();
    const auto probabilities = c["probabilities"].get<Values>();
    const auto counts = c["counts"].get<std::vector<std::uint32_t>>();
    const auto values = PanelSweep({labels, probabilities}, labels.size()).compute(counts);
    const std::string name = c["name"];
    compare(margin, values.auc, c["auc"], name + ", AUC");
    compare(margin, values.average_precision, c["average_precision"], name + ", AP");
    compare(margin, values.brier, c["brier"], name + ", Brier");
  }
}

double weighted_mean(std::span<const double> x, std::span<const double> weights) {
  return std::inner_product(x.begin(), x.end(), weights.begin(), 0.0) /
         std::reduce(weights.begin(), weights.end());
}

/// AUC by counting pairs.
double pairwise_auc(const Values& y, const Values& p, std::span<const double> w) {
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      if (y[i] != 1 || y[j] != 0) continue;
      pairs += w[i] * w[j];
      won += w[i] * w[j] * (p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0);
    }
  }
  return won / pairs;
}

/// Our bootstrap of the case's statistic on its rows: the design, the value and the jackknife.
BootstrapDistribution our_distribution(const json& c) {
  const auto samples = c["samples"].get<std::vector<Values>>();
  const std::string statistic = c["statistic"];
  const BootstrapOptions options{.resamples = 1};
  const Rng rng(1);
  if (statistic != "difference") {
    const SamplingDesign design(samples[0].size());
    return compute_bootstrap(
        design,
        [&](std::span<const double> w) -> std::optional<double> {
          const Values& x = samples[0];
          if (statistic == "mean") return weighted_mean(x, w);
          if (statistic == "maximum") {
            double most = -1e300;
            for (std::size_t i = 0; i < x.size(); ++i)
              most = w[i] > 0 ? std::max(most, x[i]) : most;
            return most;
          }
          const double auc = pairwise_auc(x, samples[1], w);
          return statistic == "auc" ? auc : auc - pairwise_auc(x, samples[2], w);
        },
        rng, options);
  }
  Values x = samples[0];
  x.insert(x.end(), samples[1].begin(), samples[1].end());
  std::vector<std::int64_t> strata(x.size(), 1);
  std::fill_n(strata.begin(), samples[0].size(), 0);
  const std::size_t n = samples[0].size();
  return compute_bootstrap(
      SamplingDesign(x.size(), {}, strata),
      [&](std::span<const double> w) -> std::optional<double> {
        return weighted_mean(std::span(x).first(n), w.first(n)) -
               weighted_mean(std::span(x).subspan(n), w.subspan(n));
      },
      rng, options);
}

TEST(Bootstrap, IntervalsAsScipy) {
  test::Margin margin("percentile, basic and BCa intervals");
  for (const auto& c : cases("interval")) {
    auto distribution = our_distribution(c);
    const auto replicates = c["replicates"].get<Values>();
    distribution.replicates.assign(replicates.begin(), replicates.end());
    const double level = c["level"];
    const std::string name = c["name"].get<std::string>() + " at " + c["level"].dump();
    compare(margin, compute_bootstrap_standard_error(distribution), c["standard_error"], name);
    compare(margin, compute_percentile_interval(distribution, level), c["percentile"], name);
    compare(margin, compute_basic_interval(distribution, level), c["basic"], name + ", basic");
    compare(margin, compute_bca_interval(distribution, level), c["bca"], name + ", BCa");
  }
}

TEST(Bootstrap, PValuesByDefinition) {
  test::Margin margin("p-values of a bootstrapped difference");
  for (const auto& c : cases("p")) {
    BootstrapDistribution distribution;
    distribution.value = c["value"].get<double>();
    const auto replicates = c["replicates"].get<Values>();
    distribution.replicates.assign(replicates.begin(), replicates.end());
    compare(margin, compute_centred_p(distribution), c["centred"], c["name"]);
    compare(margin, compute_percentile_p(distribution), c["percentile"], c["name"]);
  }
}

}  // namespace
}  // namespace chordae::stats
