// Hand numbers, identities, and what is refused or left empty.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "chordae/base/rng.h"
#include "chordae/stats/calibration_line.h"
#include "chordae/stats/decision_curve.h"
#include "chordae/stats/lowess.h"
#include "chordae/stats/quantile.h"
#include "chordae/stats/recalibration.h"
#include "chordae/stats/reliability.h"
#include "chordae/stats/resampling.h"
#include "chordae/stats/scoring_rules.h"
#include "chordae/stats/smoothed_calibration.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using test::error_text_of;
using Values = std::vector<double>;
using Classes = std::vector<std::uint8_t>;

const double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(ScoringRules, ByHand) {
  const Classes y = {1, 0, 1, 0};
  const Values p = {0.8, 0.4, 0.5, 0.0};
  EXPECT_DOUBLE_EQ(*compute_brier(y, p), (0.04 + 0.16 + 0.25) / 4);
  EXPECT_DOUBLE_EQ(*compute_scaled_brier(y, p), 1 - 0.1125 / 0.25);
  EXPECT_NEAR(*compute_log_loss(y, p), -(std::log(0.8) + std::log(0.6) + std::log(0.5)) / 4, 1e-15);
  EXPECT_NEAR(*compute_log_loss(Classes{1}, Values{0}), 52 * std::log(2.0), 1e-13);
}

TEST(ScoringRules, EmptyWhereUndefined) {
  EXPECT_FALSE(compute_brier({}, {}));
  EXPECT_FALSE(compute_brier(Classes{1}, Values{0.5}, Values{0}));
  EXPECT_FALSE(compute_scaled_brier(Classes{1, 1}, Values{0.5, 0.2}));
  EXPECT_FALSE(test_spiegelhalter(Classes{1, 0}, Values{0.5, 1}));
}

TEST(ScoringRules, RefuseWrongInput) {
  EXPECT_EQ(error_code_of([] { (void)compute_brier(Classes{1}, Values{}); }), ErrorCode::kShape);
  EXPECT_NE(error_text_of([] {
              (void)compute_brier(Classes{1, 0}, Values{0.5, kNan});
            }).find("row 1"),
            std::string::npos);
  EXPECT_EQ(error_code_of([] { (void)compute_brier(Classes{2}, Values{0.5}); }),
            ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([] { (void)compute_log_loss(Classes{1}, Values{0.5}, {}, 0); }),
            ErrorCode::kUsage);
}

TEST(Reliability, EdgesBelongToTheLowerBin) {
  const Values p = {0, 0.25, 0.25, 0.5, 0.75, 1};
  const Classes y = {0, 1, 0, 1, 1, 1};
  const auto bins = compute_reliability(y, p, 4, Binning::kEqualWidth);
  ASSERT_EQ(bins.size(), 4u);
  EXPECT_EQ(bins[0].weight, 3);
  EXPECT_EQ(bins[0].low, 0);
  EXPECT_EQ(bins[0].high, 0.25);
  EXPECT_DOUBLE_EQ(bins[0].observed, 1.0 / 3);
  EXPECT_EQ(bins[3].weight, 1);
  EXPECT_EQ(bins[3].observed_interval.high, 1);
  EXPECT_TRUE(compute_reliability({}, {}, 4, Binning::kEqualMass).empty());
  EXPECT_FALSE(compute_calibration_errors({}));
  EXPECT_EQ(error_code_of([&] { (void)compute_reliability(y, p, 0, Binning::kEqualMass); }),
            ErrorCode::kUsage);
}

TEST(Reliability, EqualMassKeepsTiesTogether) {
  const Values p = {0.1, 0.2, 0.2, 0.2, 0.2, 0.9};
  const Classes y = {0, 0, 1, 0, 0, 1};
  const auto bins = compute_reliability(y, p, 3, Binning::kEqualMass);
  ASSERT_EQ(bins.size(), 2u);  // both inner edges are 0.2
  EXPECT_EQ(bins[0].weight, 5);
  EXPECT_EQ(bins[1].weight, 1);
}

TEST(Lowess, MeetsALineExactly) {
  const Values x = {0, 1, 1, 2, 5, 6, 8};
  Values y;
  for (const double v : x) y.push_back(3 - 2 * v);
  const auto curve = compute_lowess(x, y, 0.6);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(curve[i], y[i], 1e-12);
}

TEST(Lowess, TiesAreAveragedWhateverTheirOrder) {
  const Values x = {1, 1, 1, 1, 9};
  EXPECT_EQ(compute_lowess(x, Values{0, 0, 0, 1, 1}, 0.4)[0], 0.25);
  EXPECT_EQ(compute_lowess(x, Values{1, 0, 0, 0, 1}, 0.4)[3], 0.25);
  EXPECT_TRUE(compute_lowess({}, {}).empty());
  EXPECT_EQ(compute_lowess(Values{2}, Values{7})[0], 7);
  EXPECT_NE(error_text_of([] {
              (void)compute_lowess(Values{1, 3, 2}, Values{0, 0, 0});
            }).find("row 2"),
            std::string::npos);
}

TEST(SmoothedCalibration, ConstantProbabilityIsTheGap) {
  const auto out = compute_smoothed_calibration(Classes{1, 0, 0, 0}, Values(4, 0.4));
  EXPECT_NEAR(out->integrated_index, 0.15, 1e-15);
  EXPECT_NEAR(out->error_90, 0.15, 1e-15);
  EXPECT_FALSE(compute_smoothed_calibration({}, {}));
}

TEST(Logistic, TwoGroupsHaveTheirLogOdds) {
  // 2 of 8 at x = 0, 6 of 9 at x = 1: slope is the log odds ratio with Woolf's SE.
  Values x, y;
  for (int i = 0; i < 8; ++i) x.push_back(0), y.push_back(i < 2);
  for (int i = 0; i < 9; ++i) x.push_back(1), y.push_back(i < 6);
  const auto fit = fit_logistic(x, y);
  EXPECT_NEAR(fit->intercept.value, std::log(2.0 / 6), 1e-12);
  EXPECT_NEAR(fit->slope.value, std::log(6.0 * 6 / (3 * 2)), 1e-12);
  EXPECT_NEAR(fit->slope.standard_error, std::sqrt(1.0 / 2 + 1.0 / 6 + 1.0 / 6 + 1.0 / 3), 1e-12);
  const auto wald = compute_wald_interval(fit->slope);
  EXPECT_NEAR(wald.interval.high - wald.value, 1.959963984540054 * fit->slope.standard_error,
              1e-12);
}

TEST(Logistic, DoesNotDependOnTheScaleOfX) {
  Rng rng(4);
  Values x, scaled, y;
  for (int i = 0; i < 100; ++i) {
    x.push_back(rng.normal());
    scaled.push_back(1e6 + 1e3 * x.back());
    y.push_back(rng.chance(logistic(x.back())));
  }
  const auto a = fit_logistic(x, y), b = fit_logistic(scaled, y);
  EXPECT_NEAR(a->slope.value, 1e3 * b->slope.value, 1e-9);
  EXPECT_NEAR(a->slope.standard_error, 1e3 * b->slope.standard_error, 1e-9);
}

TEST(Logistic, EmptyWhereThereIsNoMaximum) {
  const Values x = {1, 2, 3, 4};
  EXPECT_FALSE(fit_logistic(x, Values{0, 0, 1, 1}));                   // separated
  EXPECT_FALSE(fit_logistic(x, Values{1, 1, 0, 0}));                   // the other way
  EXPECT_FALSE(fit_logistic(Values{1, 2, 2, 3}, Values{0, 0, 1, 1}));  // quasi
  EXPECT_FALSE(fit_logistic(x, Values{1, 1, 1, 1}));                   // one class
  EXPECT_FALSE(fit_logistic(Values(4, 2.0), Values{0, 1, 0, 1}));      // constant
  EXPECT_FALSE(fit_logistic({}, {}));
  EXPECT_TRUE(fit_logistic(x, Values{0.1, 0.1, 0.9, 0.9}));               // shares never separate
  EXPECT_FALSE(fit_logistic(x, Values{0, 1, 0, 1}, Values{1, 0, 0, 1}));  // what weighs nothing
  EXPECT_FALSE(fit_logistic_intercept(x, Values{1, 1, 1, 1}));
  EXPECT_EQ(error_code_of([] { (void)fit_logistic(Values{kNan}, Values{1}); }),
            ErrorCode::kNumeric);
}

TEST(CalibrationLine, AfterPlattItIsTheDiagonal) {
  Rng rng(8);
  Classes y;
  Values p;
  for (int i = 0; i < 300; ++i) {
    const double x = rng.normal(-1, 1.5);
    y.push_back(rng.chance(logistic(0.5 * x + 0.7)));
    p.push_back(logistic(x));
  }
  const auto logits = compute_logits(p);
  const auto platt = fit_platt(y, logits, PlattTargets::kLabels);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = platt->apply(logits[i]);
  const auto after = compute_calibration_line(y, p);
  EXPECT_NEAR(after.line->slope.value, 1, 1e-9);
  EXPECT_NEAR(after.line->intercept.value, 0, 1e-9);
  EXPECT_NEAR(after.in_the_large->value, 0, 1e-9);
  EXPECT_EQ(after.clipped, 0);
  EXPECT_EQ(compute_calibration_line(Classes{1, 0}, Values{1, 0.2}).clipped, 1);
}

TEST(DecisionCurve, ByHand) {
  const Classes y = {1, 1, 0, 0, 0};
  const Values p = {0.9, 0.2, 0.2, 0.6, 0.1};
  const auto curve = compute_decision_curve(y, p, Values{0.2, 0.5});
  EXPECT_NEAR(curve[0].net_benefit, 2 / 5.0 - 2 / 5.0 * 0.25, 1e-15);
  EXPECT_NEAR(curve[1].net_benefit, 1 / 5.0 - 1 / 5.0, 1e-15);
  EXPECT_NEAR(curve[0].treat_all, 2 / 5.0 - 3 / 5.0 * 0.25, 1e-15);
  EXPECT_EQ(curve[1].treat_none, 0);
  EXPECT_TRUE(compute_decision_curve({}, {}, Values{0.2}).empty());
  EXPECT_EQ(error_code_of([&] { (void)compute_decision_curve(y, p, Values{1.0}); }),
            ErrorCode::kUsage);
}

TEST(Isotonic, PoolsViolators) {
  const auto map = fit_isotonic(Classes{0, 1, 0, 1, 1}, Values{1, 2, 3, 4, 5});
  EXPECT_EQ(map->scores, (Values{1, 2, 3, 4, 5}));
  EXPECT_EQ(map->values, (Values{0, 0.5, 0.5, 1, 1}));
  EXPECT_EQ(map->apply(1.5), 0.25);
  EXPECT_EQ(map->apply(-9), 0);
  EXPECT_EQ(map->apply(9), 1);
  EXPECT_FALSE(fit_isotonic({}, {}));
  EXPECT_EQ(error_code_of([&] { (void)map->apply(kNan); }), ErrorCode::kNumeric);
}

TEST(CrossFit, NoRowHelpsToMapItself) {
  Rng rng(2);
  Classes y;
  Values x;
  for (int i = 0; i < 80; ++i) {
    x.push_back(rng.normal());
    y.push_back(rng.chance(logistic(2 * x.back())));
  }
  const auto folds = SamplingDesign(80).make_folds(4, Rng(1));
  const auto all = cross_fit_platt(y, x, folds);
  Classes changed = y;
  changed[5] ^= 1;
  const auto after = cross_fit_platt(changed, x, folds);
  EXPECT_EQ((*all)[5], (*after)[5]);
  bool others_differ = false;
  for (std::size_t i = 0; i < 80; ++i) {
    if (folds[i] == folds[5]) {
      EXPECT_EQ((*all)[i], (*after)[i]);
    } else {
      others_differ |= (*all)[i] != (*after)[i];
    }
  }
  EXPECT_TRUE(others_differ);
  EXPECT_TRUE(cross_fit_isotonic(y, x, folds));
  // All positives in one fold: without it there is nothing to fit.
  EXPECT_FALSE(cross_fit_platt(Classes{1, 0, 0, 0}, Values{1, 2, 0, 1},
                               std::vector<std::uint32_t>{0, 0, 1, 1}));
  EXPECT_EQ(error_code_of([] {
              (void)cross_fit_platt(Classes{1, 0}, Values{1, 2}, std::vector<std::uint32_t>{3, 3});
            }),
            ErrorCode::kUsage);
}

TEST(Quantile, RefusesNothing) {
  EXPECT_EQ(compute_quantile(Values{1, 2, 4}, 0.75), 3);
  EXPECT_EQ(error_code_of([] { (void)compute_quantile({}, 0.5); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([] { (void)compute_quantile(Values{1}, 1.5); }), ErrorCode::kUsage);
}

// Offsets, units and outliers of any size change the line as algebra says, and end.
TEST(Logistic, AnyScale) {
  const Values x = {1, 2, 3, 4, 5, 6}, y = {0, 1, 0, 0, 1, 1};
  const auto plain = fit_logistic(x, y);
  ASSERT_TRUE(plain);
  for (const double unit : {1e-300, 1e-200, 1e200, 1e300}) {
    Values scaled = x;
    for (double& v : scaled) v *= unit;
    const auto fit = fit_logistic(scaled, y);
    ASSERT_TRUE(fit) << unit;
    EXPECT_NEAR(fit->slope.value * unit / plain->slope.value, 1, 1e-12);
    EXPECT_NEAR(fit->slope.standard_error * unit / plain->slope.standard_error, 1, 1e-12);
    EXPECT_NEAR(fit->intercept.standard_error / plain->intercept.standard_error, 1, 1e-12);
  }
  EXPECT_FALSE(fit_logistic(Values{1, 2, 3, 4, 5, 1e300}, y));  // no double holds both
  const Values tiny = {5e-324, 1e-323, 1.5e-323, 2e-323};
  EXPECT_FALSE(fit_logistic(tiny, Values{0, 1, 0, 1}));  // a slope beyond doubles
}

// An outlier on its own class's side bears on nothing; the others' line is as without it.
TEST(Logistic, OutlierCostsNoDigits) {
  Values x = {1, 2, 3, 4, 5, 6}, y = {0, 1, 0, 0, 1, 1};
  const auto without = fit_logistic(x, y);
  for (const double outlier : {1e4, 1e8, 1e10}) {
    Values longer = x, labels = y;
    longer.push_back(outlier);
    labels.push_back(1);
    const auto fit = fit_logistic(longer, labels);
    ASSERT_TRUE(fit) << outlier;
    EXPECT_NEAR(fit->slope.value, without->slope.value, 1e-11);
    EXPECT_NEAR(fit->intercept.value, without->intercept.value, 1e-11);
    EXPECT_NEAR(fit->slope.standard_error, without->slope.standard_error, 1e-11);
  }
}

}  // namespace
}  // namespace chordae::stats
