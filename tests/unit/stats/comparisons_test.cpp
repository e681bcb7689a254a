// Hand numbers and published examples of the comparisons, and what is refused or left empty.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "chordae/stats/multiplicity.h"
#include "chordae/stats/paired_tests.h"
#include "chordae/stats/permutation.h"
#include "chordae/stats/rank_tests.h"
#include "chordae/stats/sample_size.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using Values = std::vector<double>;

TEST(Comparisons, SmallestPossibleP) {
  EXPECT_NEAR(compute_signed_rank_exact(Values{1, 2, 3, 4, 5})->p, 2.0 / 32, 1e-15);
  EXPECT_NEAR(compute_mann_whitney_exact(Values{4, 5, 6}, Values{1, 2, 3})->p, 2.0 / 20, 1e-15);
  EXPECT_EQ(compute_mann_whitney_exact(Values{4, 5, 6}, Values{1, 2, 3})->probability, 1);
  EXPECT_EQ(compute_paired_permutation(Values{1, 1, 1, 1, 1}, Rng(1))->p, 2.0 / 32);
  EXPECT_EQ(compute_paired_permutation(Values{2.5}, Rng(1))->p, 1);
}

TEST(Comparisons, ExactTailsKeepTheirDigitsAtTheLargest) {
  Values rising(kSignedRankExactLargest);
  for (std::size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<double>(i + 1);
  const double p = compute_signed_rank_exact(rising)->p;
  EXPECT_NEAR(p / std::pow(2.0, 1 - static_cast<double>(rising.size())), 1, 1e-12);

  const std::span<const double> all(rising);
  const std::size_t half = kMannWhitneyExactLargest / 2;
  const auto separated = compute_mann_whitney_exact(all.first(half), all.subspan(half, half));
  const double ways = std::lgamma(2.0 * half + 1) - 2 * std::lgamma(half + 1.0);
  EXPECT_NEAR(std::log(separated->p) - std::log(2.0) + ways, 0, 1e-10);
  EXPECT_EQ(error_code_of([&] { compute_mann_whitney_exact(all, all); }), ErrorCode::kUnsupported);
}

TEST(Comparisons,
     ApprovalOfThePresident) {  // Agresti, Categorical Data Analysis, 10.1: z^2 = 17.36
  EXPECT_NEAR(compute_mcnemar_chi_squared({150, 86}, false)->statistic, 17.36, 0.005);
  EXPECT_EQ(compute_mcnemar_exact({0, 0}).p, 1);
  EXPECT_FALSE(compute_mcnemar_chi_squared({0, 0}));
  const std::vector<std::uint8_t> first = {1, 1, 0, 0, 1}, second = {1, 0, 0, 1, 0}, bad(5, 2);
  const auto pairs = count_discordant(first, second);
  EXPECT_EQ(pairs.only_first, 2u);
  EXPECT_EQ(pairs.only_second, 1u);
  EXPECT_EQ(error_code_of([&] { count_discordant(first, bad); }), ErrorCode::kNumeric);
}

TEST(Comparisons, DrawnSignsAreTheSameOnAnyThreads) {
  Values differences(70);
  Rng rng(5);
  for (double& d : differences) d = rng.normal(0.2, 1);
  PermutationOptions options{.resamples = 20'000};
  const auto one = compute_paired_permutation(differences, Rng(3), options);
  options.threads = 4;
  const auto four = compute_paired_permutation(differences, Rng(3), options);
  EXPECT_EQ(one->p, four->p);
  EXPECT_FALSE(one->exact);
  // Beside the t test: both are about right at this n, three standard errors of the draws apart.
  const double p = compute_paired_t(differences, Values(70))->test.p;
  EXPECT_NEAR(one->p, p, 3 * std::sqrt(p * (1 - p) / 20'000) + 0.005);
  EXPECT_NE(one->p, compute_paired_permutation(differences, Rng(4), options)->p);
}

TEST(Comparisons, DrawnSignsComeNearAllOfThem) {
  const Values differences = {1.2, -0.4, 2.2, 0.9, -1.1, 3.0, 0.7, -0.2, 1.8, 0.3, -2.4, 1.5};
  const double all = compute_paired_permutation(differences, Rng(1))->p;
  const auto drawn =
      compute_paired_permutation(differences, Rng(1), {.resamples = 100'000, .exact_up_to = 0});
  EXPECT_NEAR(drawn->p, all, 4 * std::sqrt(all * (1 - all) / 100'000));
}

TEST(Comparisons,
     InfarctionTrialOfBenjaminiAndHochberg) {  // 1995, section 4.1: 4, 3 and 3 rejected
  const Values p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  const auto rejected = [](const Values& adjusted) {
    return std::count_if(adjusted.begin(), adjusted.end(), [](double v) { return v <= 0.05; });
  };
  EXPECT_EQ(rejected(compute_benjamini_hochberg(p)), 4);
  EXPECT_EQ(rejected(compute_holm(p)), 3);
  EXPECT_EQ(rejected(compute_bonferroni(p)), 3);
  EXPECT_TRUE(compute_holm({}).empty());
  EXPECT_EQ(error_code_of([] { compute_holm(Values{0.1, 1.1}); }), ErrorCode::kNumeric);
}

TEST(Comparisons, UndefinedIsEmpty) {
  const Values constant(4, 0.1), zeros(4, 0.0);
  EXPECT_FALSE(compute_paired_t(constant, zeros));
  EXPECT_FALSE(compute_paired_t(Values{1}, Values{2}));
  EXPECT_FALSE(compute_welch_t(constant, zeros));
  EXPECT_FALSE(compute_signed_rank_exact(zeros));
  EXPECT_FALSE(compute_signed_rank_normal(zeros, ZeroDifferences::kPratt));
  EXPECT_FALSE(compute_mann_whitney_normal(constant, constant));
  EXPECT_EQ(compute_mann_whitney_exact(constant, constant)->p, 1);
  EXPECT_FALSE(compute_mann_whitney_exact({}, constant));
  EXPECT_EQ(compute_paired_permutation(zeros, Rng(1))->p, 1);
  EXPECT_FALSE(compute_paired_permutation({}, Rng(1)));
}

TEST(Comparisons, SampleSizesStopWhereTheyMust) {
  // Wilson at p = 1/2 is z / sqrt(n + z^2) wide: 0.1 needs 100 z^2 - z^2 = 380.3.
  EXPECT_EQ(compute_sample_size_proportion_wilson(0.5, 0.1), 381u);
  EXPECT_EQ(compute_sample_size_pearson_fisher(0, 3), 4u);  // the fewest with an interval
  for (const double wrong : {0.0, -1.0, std::nan("")}) {
    EXPECT_EQ(error_code_of([=] { compute_sample_size_mean_t(1, wrong); }), ErrorCode::kUsage);
    EXPECT_EQ(error_code_of([=] { compute_sample_size_mean_t(wrong, 1); }), ErrorCode::kUsage);
  }
  EXPECT_EQ(error_code_of([] { compute_sample_size_mean_t(1, 1e-9); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([] { compute_sample_size_auc_obuchowski(1, 0.1, 1); }),
            ErrorCode::kUsage);
}

TEST(Comparisons, WrongInputIsRefused) {
  const Values good = {1, 2, 3}, bad = {1, std::nan(""), 3};
  EXPECT_EQ(error_code_of([&] { compute_signed_rank_exact(bad); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { compute_signed_rank_normal(bad); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { compute_mann_whitney_normal(good, bad); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { compute_paired_t(good, Values{1}); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { compute_welch_t(good, good, 0); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { compute_paired_permutation(bad, Rng(1)); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { compute_paired_permutation(good, Rng(1), {.resamples = 0}); }),
            ErrorCode::kUsage);
}

TEST(Comparisons, RoundingIsNotADifference) {
  // Every a is b + 0.1, in decimals; in doubles the differences vary by 1e-17.
  const std::vector<double> b = {0.1, 0.2, 0.3, 0.7}, a = {0.2, 0.3, 0.4, 0.8};
  EXPECT_FALSE(compute_paired_t(a, b));
  EXPECT_FALSE(compute_welch_t(std::vector<double>{0.3, 0.1 + 0.2}, std::vector<double>{0.4, 0.4}));
}

TEST(Comparisons, SumsThatOverflowAreRefused) {
  const std::vector<double> huge = {1.7e308, 1.7e308, -1e308};
  EXPECT_EQ(error_code_of([&] { (void)compute_paired_permutation(huge, Rng(1)); }),
            ErrorCode::kNumeric);
}

TEST(Comparisons, ManyEqualValuesHaveNoRankTest) {
  const std::vector<double> first(200'001, 1.0), second(100'002, 1.0);
  EXPECT_FALSE(compute_mann_whitney_normal(first, second));
}

TEST(Comparisons, WelchInAnyUnit) {
  const Values a = {1, 2, 4, 8}, b = {3, 5, 4, 9, 6};
  const auto plain = compute_welch_t(a, b);
  for (const double unit : {1e-120, 1e-80, 1e80, 1e120}) {
    Values scaled_a = a, scaled_b = b;
    for (double& v : scaled_a) v *= unit;
    for (double& v : scaled_b) v *= unit;
    const auto scaled = compute_welch_t(scaled_a, scaled_b);
    EXPECT_NEAR(scaled->test.degrees_of_freedom, plain->test.degrees_of_freedom, 1e-12);
    EXPECT_NEAR(scaled->test.p, plain->test.p, 1e-13);
  }
}

}  // namespace
}  // namespace chordae::stats
