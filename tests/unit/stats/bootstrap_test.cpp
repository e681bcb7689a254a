// What is drawn, that threads and calls don't change it, and what is refused or left empty.
#include "chordae/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/bootstrap_panel.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using Counts = std::vector<std::uint32_t>;

TEST(SamplingDesign, DrawsWholeClustersWithinStrata) {
  const std::vector<std::int64_t> clusters = {7, 7, 3, 9, 9, 9, 3, 1};
  const std::vector<std::int64_t> strata = {1, 1, 0, 1, 1, 1, 0, 0};
  const SamplingDesign design(8, clusters, strata);
  EXPECT_EQ(design.clusters(), 4u);
  EXPECT_EQ(design.stratum_sizes(), (std::vector<std::size_t>{2, 2}));
  // By stratum, then by first row: 3 and 1 of stratum 0, 7 and 9 of stratum 1.
  EXPECT_EQ(design.cluster_of_row(2), 0u);
  EXPECT_EQ(design.cluster_of_row(7), 1u);
  EXPECT_EQ(design.cluster_of_row(0), 2u);
  EXPECT_EQ(design.cluster_of_row(5), 3u);
  std::set<Counts> seen;
  for (std::uint64_t r = 0; r < 200; ++r) {
    Counts counts(8);
    design.draw(Rng(5).split("resample", r), counts);
    EXPECT_EQ(counts[0], counts[1]);
    EXPECT_EQ(counts[2], counts[6]);
    EXPECT_EQ(counts[3], counts[4]);
    EXPECT_EQ(counts[3], counts[5]);
    EXPECT_EQ(counts[2] + counts[7], 2u);
    EXPECT_EQ(counts[0] + counts[3], 2u);
    seen.insert(counts);
  }
  EXPECT_EQ(seen.size(), 9u);  // (2,0) (1,1) (0,2) in each stratum
  Counts counts(8);
  design.leave_out(2, counts);
  EXPECT_EQ(counts, (Counts{0, 0, 1, 1, 1, 1, 1, 1}));
}

TEST(SamplingDesign, DrawsEveryRowEquallyOften) {
  const SamplingDesign design(50);
  std::vector<double> sums(50);
  constexpr int kDraws = 20000;
  for (std::uint64_t r = 0; r < kDraws; ++r) {
    Counts counts(50);
    design.draw(Rng(2).split("resample", r), counts);
    for (std::size_t i = 0; i < 50; ++i) sums[i] += counts[i];
  }
  // Binomial with mean kDraws; five standard errors.
  for (const double sum : sums) EXPECT_NEAR(sum, kDraws, 5 * std::sqrt(kDraws));
}

TEST(SamplingDesign, RefusesWhatDoesNotFit) {
  const std::vector<std::int64_t> clusters = {1, 1, 2}, strata = {0, 1, 1};
  EXPECT_EQ(error_code_of([&] { SamplingDesign(3, clusters, strata); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { SamplingDesign(4, clusters); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { (void)SamplingDesign(3).make_folds(4, Rng(1)); }),
            ErrorCode::kUsage);
  Counts counts(2);
  EXPECT_EQ(error_code_of([&] { SamplingDesign(3).draw(Rng(1), counts); }), ErrorCode::kShape);
}

TEST(SamplingDesign, FoldsKeepClustersAndDealStrataOut) {
  std::vector<std::int64_t> clusters(60), strata(60);
  for (std::size_t i = 0; i < 60; ++i) {
    clusters[i] = static_cast<std::int64_t>(i / 2);
    strata[i] = i < 20;
  }
  const auto folds = SamplingDesign(60, clusters, strata).make_folds(5, Rng(3));
  std::map<std::pair<std::int64_t, std::uint32_t>, int> rows;
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(folds[i], folds[i - i % 2]);
    ++rows[{strata[i], folds[i]}];
  }
  for (std::uint32_t f = 0; f < 5; ++f) {
    EXPECT_EQ((rows[{1, f}]), 4);
    EXPECT_EQ((rows[{0, f}]), 8);
  }
}

struct Panel {
  std::vector<std::uint8_t> labels;
  std::vector<double> probabilities;
  std::vector<std::int64_t> patients;
};

Panel make_panel(std::size_t rows, double prevalence, std::uint64_t seed) {
  Panel out;
  Rng rng(seed);
  for (std::size_t i = 0; i < rows; ++i) {
    out.labels.push_back(rng.chance(prevalence));
    out.probabilities.push_back(0.1 * static_cast<double>(rng.integer(out.labels[i], 10)));
    out.patients.push_back(static_cast<std::int64_t>(i / 3));
  }
  return out;
}

std::optional<double> brier(const Panel& p, std::span<const double> w) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    sum += w[i] * std::pow(p.probabilities[i] - p.labels[i], 2);
    total += w[i];
  }
  return sum / total;
}

TEST(Bootstrap, ThreadsDoNotChangeADigit) {
  const Panel a = make_panel(120, 0.2, 1), b = make_panel(120, 0.4, 2);
  const SamplingDesign design(120, a.patients);
  const PanelCondition conditions[] = {{a.labels, a.probabilities}, {b.labels, b.probabilities}};
  const auto one = compute_panel_bootstrap(design, conditions, Rng(9), {.resamples = 300});
  const auto four =
      compute_panel_bootstrap(design, conditions, Rng(9), {.resamples = 300, .threads = 4});
  for (std::size_t k = 0; k < 2; ++k) {
    for (const auto member :
         {&PanelBootstrap::auc, &PanelBootstrap::average_precision, &PanelBootstrap::brier}) {
      EXPECT_EQ((one[k].*member).value, (four[k].*member).value);
      EXPECT_EQ((one[k].*member).replicates, (four[k].*member).replicates);
      EXPECT_EQ((one[k].*member).jackknife, (four[k].*member).jackknife);
    }
  }
}

TEST(Bootstrap, PanelSeesTheResamplesOfAnyStatistic) {
  const Panel a = make_panel(90, 0.3, 4);
  const SamplingDesign design(90, a.patients);
  const PanelCondition conditions[] = {{a.labels, a.probabilities}};
  const BootstrapOptions options{.resamples = 50};
  const auto panel = compute_panel_bootstrap(design, conditions, Rng(6), options);
  const auto general = compute_bootstrap(
      design, [&](auto w) { return brier(a, w); }, Rng(6), options);
  for (std::size_t r = 0; r < 50; ++r) {
    EXPECT_NEAR(*panel[0].brier.replicates[r], *general.replicates[r], 1e-14);
  }
  EXPECT_EQ(general.jackknife.size(), 30u);
  const auto difference = compute_paired_difference(panel[0].brier, general);
  EXPECT_NEAR(*difference.value, 0, 1e-14);
  EXPECT_NEAR(*difference.replicates[7], 0, 1e-14);
}

TEST(Bootstrap, PanelRowsMayBeAPart) {
  const std::vector<std::uint8_t> labels = {1, 0};
  const std::vector<double> probabilities = {0.9, 0.2};
  const std::vector<std::uint32_t> rows = {3, 1};
  const PanelSweep sweep({labels, probabilities, rows}, 4);
  const auto values = sweep.compute(Counts{5, 1, 5, 3});
  EXPECT_DOUBLE_EQ(*values.auc, 1);
  EXPECT_DOUBLE_EQ(*values.brier, (3 * 0.01 + 0.04) / 4);
  EXPECT_FALSE(sweep.compute(Counts{5, 0, 5, 0}).brier);
  const std::vector<std::uint32_t> beyond = {3, 4};
  EXPECT_EQ(error_code_of([&] {
              PanelSweep({labels, probabilities, beyond}, 4);
            }),
            ErrorCode::kShape);
}

TEST(Bootstrap, RefusesWhatDoesNotFit) {
  const auto one = [](auto) { return std::optional(1.0); };
  EXPECT_EQ(error_code_of([&] { (void)compute_bootstrap(SamplingDesign(0), one, Rng(1)); }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of(
                [&] { (void)compute_bootstrap(SamplingDesign(3), one, Rng(1), {.resamples = 0}); }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_bootstrap(
                  SamplingDesign(3), [](auto) { return std::optional(std::nan("")); }, Rng(1));
            }),
            ErrorCode::kNumeric);
  const auto a = compute_bootstrap(SamplingDesign(3), one, Rng(1));
  const auto b = compute_bootstrap(SamplingDesign(3), one, Rng(2));
  EXPECT_EQ(error_code_of([&] { (void)compute_paired_difference(a, b); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { (void)compute_percentile_interval(a, 1.0); }), ErrorCode::kUsage);
}

TEST(BootstrapInterval, IsEmptyWhereUndefinedResamplesDecideIt) {
  BootstrapDistribution d;
  d.value = 0.5;
  for (int i = 0; i < 100; ++i) d.replicates.push_back(0.01 * i);
  d.replicates[4].reset();
  d.replicates[5].reset();
  EXPECT_EQ(d.undefined(), 2u);
  EXPECT_TRUE(compute_percentile_interval(d));  // 2 % of resamples, each tail cuts 2.5 %
  d.replicates[6].reset();
  EXPECT_FALSE(compute_percentile_interval(d));
  EXPECT_TRUE(compute_percentile_interval(d, 0.9));
  EXPECT_FALSE(compute_bca_interval(d, 0.9));  // no jackknife
}

TEST(BootstrapInterval, ConstantStatistic) {
  const auto d = compute_bootstrap(SamplingDesign(5), [](auto) { return std::optional(2.0); },
                                   Rng(1), {.resamples = 99});
  EXPECT_EQ(compute_percentile_interval(d)->low, 2);
  EXPECT_EQ(compute_percentile_interval(d)->high, 2);
  EXPECT_EQ(*compute_bootstrap_standard_error(d), 0);
  EXPECT_FALSE(compute_bca_interval(d));
  EXPECT_EQ(*compute_centred_p(d, 2), 1);
  EXPECT_EQ(*compute_centred_p(d, 0), 0.01);
}

/// Coverage of the 95 % BCa interval of a skewed mean beside the percentile one: both short of
/// nominal at n = 30, BCa nearer.
TEST(BootstrapInterval, BcaCoversASkewedMeanBetter) {
  int bca = 0, percentile = 0;
  constexpr int kSamples = 400;
  for (std::uint64_t s = 0; s < kSamples; ++s) {
    Rng rng = Rng(11).split("sample", s);
    std::vector<double> x(30);
    for (double& v : x) v = -std::log(1 - rng.uniform());  // exponential, mean 1
    const auto d = compute_bootstrap(
        SamplingDesign(30),
        [&](std::span<const double> w) {
          return std::optional(std::inner_product(x.begin(), x.end(), w.begin(), 0.0) /
                               std::reduce(w.begin(), w.end()));
        },
        rng, {.resamples = 400});
    const auto covers = [](const Interval& i) { return i.low <= 1 && 1 <= i.high; };
    bca += covers(*compute_bca_interval(d));
    percentile += covers(*compute_percentile_interval(d));
  }
  EXPECT_GE(bca, percentile);
  EXPECT_NEAR(bca, 0.93 * kSamples, 0.04 * kSamples);
}

// 0.3 from 0.2 is as far as 0.2 from 0.1, but not in doubles.
TEST(BootstrapInterval, CentredPCountsWhatIsAsFarButForRounding) {
  BootstrapDistribution d;
  d.value = 0.2;
  d.replicates = {0.1, 0.3, 0.2};
  EXPECT_DOUBLE_EQ(*compute_centred_p(d, 0.1), 3.0 / 4);
  EXPECT_DOUBLE_EQ(*compute_centred_p(d, 0.3), 3.0 / 4);
}

}  // namespace
}  // namespace chordae::stats
