// Published examples by their printed digits, hand numbers, and what is refused or left empty.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "chordae/stats/bland_altman.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/deming.h"
#include "chordae/stats/icc.h"
#include "chordae/stats/kappa.h"
#include "chordae/stats/passing_bablok.h"
#include "chordae/stats/ranks.h"
#include "chordae/stats/regression_errors.h"
#include "chordae/stats/repeatability.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using Values = std::vector<double>;

// Peak flow of 17 people, first readings: Bland & Altman, Lancet 1986; i:307-310, table 1.
const Values kWright = {494, 395, 516, 434, 476, 557, 413, 442, 650,
                        433, 417, 656, 267, 478, 178, 423, 427};
const Values kMini = {512, 430, 520, 428, 500, 600, 364, 380, 658,
                      445, 432, 626, 260, 477, 259, 350, 451};

TEST(Agreement, PeakFlowOfBlandAndAltman) {
  const auto r = compute_bland_altman_approximate(kWright, kMini);
  ASSERT_TRUE(r);
  EXPECT_NEAR(r->bias.value, -2.1, 0.05);
  EXPECT_NEAR(r->sd, 38.8, 0.05);
  EXPECT_NEAR(r->bias.interval.low, -22.0, 0.1);
  EXPECT_NEAR(r->bias.interval.high, 17.8, 0.1);
  EXPECT_NEAR(compute_pearson_fisher(kWright, kMini)->value, 0.94, 0.005);
  const auto exact = compute_bland_altman_exact(kWright, kMini);
  EXPECT_EQ(exact->upper.value, r->upper.value);
  // Small n: the exact interval reaches farther outwards and less far inwards.
  EXPECT_GT(exact->upper.interval.high, r->upper.interval.high);
  EXPECT_GT(exact->upper.interval.low, r->upper.interval.low);
  EXPECT_LT(exact->lower.interval.low, r->lower.interval.low);
}

TEST(Agreement, ExactLimitsNearTheApproximateOnesForManyRows) {
  Values a(200'000), b(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i * 7919 % 1009);
  const auto exact = compute_bland_altman_exact(a, b),
             near = compute_bland_altman_approximate(a, b);
  EXPECT_NEAR(exact->upper.interval.low, near->upper.interval.low, 1e-4 * near->sd);
  EXPECT_NEAR(exact->upper.interval.high, near->upper.interval.high, 1e-4 * near->sd);
}

TEST(Agreement, JudgesOfShroutAndFleiss) {  // Psychol Bull 1979; 86:420-428, tables 2 and 4
  const Values ratings = {9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7};
  const IccForms r = compute_icc_f(ratings, 4);
  EXPECT_NEAR(r.one_way_single->value, 0.17, 0.005);
  EXPECT_NEAR(r.agreement_single->value, 0.29, 0.005);
  EXPECT_NEAR(r.consistency_single->value, 0.71, 0.005);
  EXPECT_NEAR(r.one_way_average->value, 0.44, 0.005);
  EXPECT_NEAR(r.agreement_average->value, 0.62, 0.005);
  EXPECT_NEAR(r.consistency_average->value, 0.91, 0.005);
}

TEST(Agreement, PerfectAgreementHasNoInterval) {
  const Values twice = {1, 1, 2, 2, 5, 5};
  const IccForms r = compute_icc_f(twice, 2);
  EXPECT_EQ(r.one_way_single->value, 1);
  EXPECT_EQ(r.agreement_average->value, 1);
  EXPECT_FALSE(r.consistency_single->interval);
  // Raters a constant apart agree in order (3,1) but not in value (2,1): B = 26/3, J = 1.5, E = 0.
  const IccForms shifted = compute_icc_f(Values{1, 2, 2, 3, 5, 6}, 2);
  EXPECT_EQ(shifted.consistency_single->value, 1);
  EXPECT_NEAR(shifted.agreement_single->value, (26.0 / 3) / (26.0 / 3 + 2 * 1.5 / 3), 1e-12);
  EXPECT_FALSE(compute_icc_f(Values{3, 3, 3, 3}, 2).one_way_single);
  EXPECT_FALSE(compute_icc_f(Values{3, 4}, 2).one_way_single);

  const Values x = {0.1, 0.2, 0.35};
  const auto concordance = compute_concordance_lin(x, x);
  EXPECT_EQ(concordance->value, 1);
  EXPECT_FALSE(concordance->interval);
  const auto kappa =
      compute_kappa_asymptotic({3, {7, 0, 0, 0, 5, 0, 0, 0, 3}}, KappaWeights::kLinear);
  EXPECT_EQ(kappa->value, 1);
  EXPECT_EQ(kappa->standard_error, 0);
}

TEST(Agreement, PerfectCorrelation) {
  const Values x = {1, 2, 3, 4, 5}, falling = {9, 7, 5, 3, 1};
  const auto r = compute_pearson_fisher(x, falling);
  EXPECT_EQ(r->value, -1);
  EXPECT_EQ(r->interval->low, -1);
  EXPECT_EQ(r->interval->high, -1);
  EXPECT_EQ(r->test->p, 0);
  EXPECT_EQ(compute_spearman_bonett_wright(x, Values{1, 4, 9, 16, 25})->value, 1);
  EXPECT_FALSE(compute_pearson_fisher(x, Values(5, 0.1)));
  EXPECT_FALSE(compute_pearson_fisher({}, {}));
}

TEST(Agreement, MidranksShareTies) {
  const Ranks r = compute_midranks(Values{3, 1, 3, 3, 2});
  EXPECT_EQ(r.values, (Values{4, 1, 4, 4, 2}));
  EXPECT_EQ(r.tie_sum, 24);
}

TEST(Agreement, ErrorsByHand) {
  const auto r = compute_regression_errors(Values{1, 2, 3}, Values{2, 2, 1});
  EXPECT_NEAR(r->mae, 1, 1e-15);
  EXPECT_NEAR(r->rmse, std::sqrt(5.0 / 3), 1e-15);
  EXPECT_NEAR(r->bias, -1.0 / 3, 1e-15);
  EXPECT_NEAR(*r->r2, 1 - 5.0 / 2, 1e-15);
  // A row without weight may as well not be there; then the truth is constant.
  EXPECT_FALSE(
      compute_regression_errors(Values{9, 0.1, 0.1}, Values{2, 2, 1}, Values{0, 3, 1})->r2);
  EXPECT_FALSE(compute_regression_errors(Values{1}, Values{2}, Values{0}));
  EXPECT_FALSE(compute_regression_errors({}, {}));
}

TEST(Agreement, RepeatabilityByHand) {
  // Differences 2 and 4: s_w^2 = (2 + 8) / 2; the person measured once tells nothing.
  const Values values = {10, 20, 12, 24, 99};
  const std::vector<std::uint32_t> subjects = {1, 2, 1, 2, 7};
  const auto r = compute_repeatability_chi_squared(values, subjects);
  EXPECT_EQ(r->subjects, 2u);
  EXPECT_NEAR(r->within_subject_sd.value, std::sqrt(5.0), 1e-12);
  EXPECT_NEAR(r->repeatability_coefficient.value, 2.7718 * std::sqrt(5.0), 1e-4);
  EXPECT_NEAR(*r->coefficient_of_variation, std::sqrt((2.0 / 121 + 8.0 / 484) / 2), 1e-12);
  const auto around_zero =
      compute_repeatability_chi_squared(Values{-1, 1}, std::vector<std::uint32_t>{0, 0});
  EXPECT_FALSE(around_zero->coefficient_of_variation);
  EXPECT_FALSE(compute_repeatability_chi_squared(Values{1, 2}, std::vector<std::uint32_t>{0, 1}));
}

TEST(Agreement, LinesThatAreExact) {
  const Values x = {1, 2, 4, 7, 8, 11, 12}, y = {5, 7, 11, 17, 19, 25, 27};
  const auto deming = compute_deming_jackknife(x, y, 2);
  EXPECT_NEAR(deming->slope, 2, 1e-12);
  EXPECT_NEAR(deming->intercept, 3, 1e-12);
  const auto robust = compute_passing_bablok(x, y);
  EXPECT_EQ(robust->slope, 2);
  EXPECT_EQ(robust->intercept, 3);
  EXPECT_EQ(robust->slope_interval->low, 2);
  EXPECT_FALSE(compute_deming_jackknife(x, Values(7, 3.0)));
  EXPECT_FALSE(compute_passing_bablok(Values{1, 1}, Values{2, 3}));  // vertical
  EXPECT_FALSE(compute_passing_bablok(Values{1, 1}, Values{2, 2}));
  EXPECT_FALSE(compute_passing_bablok(Values{0.2, 0.3}, Values{0.3, 0.2}));  // -1 but for rounding
  EXPECT_FALSE(compute_passing_bablok(Values{1, 2}, Values{2, 3})->slope_interval);
}

TEST(Agreement, BandsAndKappaByHand) {
  const auto m = compute_band_confusion(Values{39.9, 40, 49.9, 50, 70}, Values{40, 40, 50, 50, 10},
                                        Values{40, 50});
  EXPECT_EQ(m.counts, (Values{0, 1, 0, 0, 1, 1, 1, 0, 1}));
  const auto kappa = compute_kappa_asymptotic({2, {20, 5, 10, 15}}, KappaWeights::kNone);
  EXPECT_NEAR(kappa->observed_agreement, 0.7, 1e-12);
  EXPECT_NEAR(kappa->value, 0.4, 1e-12);
  EXPECT_FALSE(compute_kappa_asymptotic({2, {9, 0, 0, 0}}, KappaWeights::kNone));
  EXPECT_FALSE(compute_kappa_asymptotic({2, {0, 0, 0, 0}}, KappaWeights::kNone));
  EXPECT_FALSE(compute_kappa_asymptotic({1, {9}}, KappaWeights::kQuadratic));
  EXPECT_EQ(error_code_of([] {
              compute_band_confusion({}, {}, Values{50, 40});
            }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([] {
              compute_kappa_asymptotic({2, {1}}, KappaWeights::kNone);
            }),
            ErrorCode::kShape);
}

TEST(Agreement, WrongInputIsRefused) {
  const Values good = {1, 2, 3}, bad = {1, std::nan(""), 3}, shorter = {1, 2};
  const std::vector<std::uint32_t> subjects = {0, 0, 1};
  const std::vector<std::function<void(const Values&, double)>> all = {
      [&](const Values& v, double) { compute_regression_errors(good, v); },
      [&](const Values& v, double l) { compute_pearson_fisher(good, v, l); },
      [&](const Values& v, double l) { compute_spearman_bonett_wright(v, good, l); },
      [&](const Values& v, double l) { compute_concordance_lin(v, good, l); },
      [&](const Values& v, double l) { compute_bland_altman_exact(good, v, l); },
      [&](const Values& v, double l) { compute_bland_altman_repeated_mover(good, v, subjects, l); },
      [&](const Values& v, double l) { compute_proportional_bias(v, good, l); },
      [&](const Values& v, double l) { compute_repeatability_chi_squared(v, subjects, l); },
      [&](const Values& v, double l) { compute_deming_jackknife(v, good, 1, l); },
      [&](const Values& v, double l) { compute_passing_bablok(v, good, l); }};
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(error_code_of([&] { all[i](bad, 0.95); }), ErrorCode::kNumeric) << i;
    EXPECT_EQ(error_code_of([&] { all[i](shorter, 0.95); }), ErrorCode::kShape) << i;
    if (i == 0) continue;  // has no level
    EXPECT_EQ(error_code_of([&] { all[i](good, 1.0); }), ErrorCode::kUsage) << i;
  }
  EXPECT_EQ(error_code_of([&] { compute_icc_f(good, 2); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { compute_icc_f(bad, 3); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { compute_deming_jackknife(good, good, 0); }), ErrorCode::kUsage);
  const Values many(kPassingBablokLargest + 1);
  EXPECT_EQ(error_code_of([&] { compute_passing_bablok(many, many); }), ErrorCode::kUnsupported);
}

// Of x around zero the intercept may rise or fall with the slope; its interval's ends are in order.
TEST(Agreement, InterceptIntervalOfPassingBablokIsInOrder) {
  const Values x = {-9, -8, -7, -6, -5, -4, -3, -2, -1, 0},
               y = {-9.3, -7.8, -7.4, -5.7, -5.2, -3.6, -3.1, -2.4, -0.8, 0.2};
  const auto line = compute_passing_bablok(x, y);
  ASSERT_TRUE(line && line->intercept_interval);
  EXPECT_LT(line->intercept_interval->low, line->intercept);
  EXPECT_GT(line->intercept_interval->high, line->intercept);
}

// No variance between subjects and little between raters: the estimated variance of a mean is
// negative, and the ratio would be an "agreement" of 5.
TEST(Agreement, AverageIccWithoutVarianceIsEmpty) {
  const Values crossed = {1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1};
  const IccForms r = compute_icc_f(crossed, 2);
  ASSERT_TRUE(r.agreement_single);
  EXPECT_LT(r.agreement_single->value, -1);
  EXPECT_FALSE(r.agreement_average);
  EXPECT_FALSE(r.one_way_average);
}

TEST(Agreement, RoundingIsNotAVariance) {
  const Values near = {0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2}, other = {1, 2, 4, 3};
  EXPECT_FALSE(compute_pearson_fisher(near, other));
  EXPECT_FALSE(compute_concordance_lin(other, near));
  EXPECT_FALSE(compute_regression_errors(near, other)->r2);
  // Without the last row nothing varies, so no line is left.
  const auto line =
      compute_deming_jackknife(Values{0.1, 0.1, 0.1, 0.7}, Values{0.3, 0.3, 0.3, 0.4});
  ASSERT_TRUE(line);
  EXPECT_FALSE(line->slope_interval);
}

TEST(Agreement, HugeAndTinyUnits) {
  const Values x = {1, 2, 3, 5}, y = {2, 1, 4, 6};
  const auto plain = compute_pearson_fisher(x, y);
  const auto plain_line = compute_deming_jackknife(x, y);
  for (const double unit : {1e-100, 1e100}) {
    Values a = x, b = y;
    for (double& v : a) v *= unit;
    for (double& v : b) v *= unit;
    EXPECT_NEAR(compute_pearson_fisher(a, b)->value, plain->value, 1e-14);
    EXPECT_NEAR(compute_concordance_lin(a, b)->value, compute_concordance_lin(x, y)->value, 1e-14);
    EXPECT_NEAR(compute_deming_jackknife(a, b)->slope, plain_line->slope, 1e-14);
  }
  const Values beyond = {1e200, -1e200, 0, 3e200}, ends = {1.7e308, -1.7e308, 0, 0};
  EXPECT_EQ(error_code_of([&] { (void)compute_pearson_fisher(beyond, y); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { (void)compute_regression_errors(beyond, y); }),
            ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { (void)compute_mean_t_interval(beyond); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_bland_altman_approximate(ends, Values{-1.7e308, 0, 0, 0});
            }),
            ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae::stats
