// Discrimination by hand: five rows counted on paper, and what is refused or undefined.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "chordae/stats/auc.h"
#include "chordae/stats/confusion.h"
#include "chordae/stats/multilabel.h"
#include "chordae/stats/operating_point.h"
#include "chordae/stats/precision_recall.h"
#include "chordae/stats/predictive_values.h"
#include "chordae/stats/proportions.h"
#include "chordae/stats/roc_curve.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using test::error_text_of;
using LabelColumn = std::vector<std::uint8_t>;
using Numbers = std::vector<double>;

// Highest first: + 0.9, + and - 0.7, - 0.4, + 0.1.
const LabelColumn kLabels = {1, 1, 0, 0, 1};
const Numbers kScores = {0.9, 0.7, 0.7, 0.4, 0.1};

TEST(Cutoffs, CountTiesTogether) {
  const Cutoffs c = compute_cutoffs(kLabels, kScores);
  ASSERT_EQ(c.points.size(), 4u);
  EXPECT_EQ(c.points[1].threshold, 0.7);
  EXPECT_EQ(c.points[1].true_positives, 2);
  EXPECT_EQ(c.points[1].false_positives, 1);
  EXPECT_EQ(c.positives, 3);
  EXPECT_EQ(c.negatives, 2);
}

TEST(Cutoffs, WeightsAreRepeatedRows) {
  const Numbers weights = {2, 0, 1, 3, 1};
  const LabelColumn labels = {1, 1, 0, 0, 0, 0, 1};
  const Numbers scores = {0.9, 0.9, 0.7, 0.4, 0.4, 0.4, 0.1};
  EXPECT_EQ(compute_auc(kLabels, kScores, weights), compute_auc(labels, scores));
  EXPECT_EQ(compute_average_precision(kLabels, kScores, weights),
            compute_average_precision(labels, scores));
}

TEST(Areas, ByHand) {
  // Pairs won: 0.9 both, 0.7 one and a half, 0.1 none: 3.5 of 6.
  EXPECT_EQ(compute_auc(kLabels, kScores), 3.5 / 6);
  EXPECT_DOUBLE_EQ(compute_average_precision(kLabels, kScores).value(),
                   (1.0 + 2.0 / 3 + 3.0 / 5) / 3);
  const auto whole =
      compute_partial_auc(compute_cutoffs(kLabels, kScores), RocAxis::kSensitivity, 0, 1);
  EXPECT_DOUBLE_EQ(whole.value().raw, 3.5 / 6);
  EXPECT_DOUBLE_EQ(whole->standardised, 3.5 / 6);
}

TEST(RocCurve, CollapsesWhatIsStraight) {
  const LabelColumn labels = {1, 1, 0, 0, 1, 0, 1, 0};
  const Numbers scores = {9, 8, 7, 6, 5, 5, 4, 4};
  const Cutoffs c = compute_cutoffs(labels, scores);
  EXPECT_EQ(compute_roc_curve(c).value().size(), 7u);
  const auto corners = compute_collapsed_roc_curve(c).value();
  ASSERT_EQ(corners.size(), 4u);  // up by two, right by two, then one slope of two ties
  EXPECT_EQ(corners[1].threshold, 8);
  EXPECT_EQ(corners[2].threshold, 6);
  EXPECT_EQ(corners[3].threshold, 4);
}

TEST(OperatingPoint, ReachesTheWish) {
  const Cutoffs c = compute_cutoffs(kLabels, kScores);
  EXPECT_EQ(compute_point_at_sensitivity(c, 0.5).value().threshold, 0.7);
  EXPECT_EQ(compute_point_at_sensitivity(c, 1).value().threshold, 0.1);
  EXPECT_EQ(compute_point_at_specificity(c, 0.5).value().threshold, 0.7);
  EXPECT_EQ(compute_point_at_specificity(c, 0.9).value().threshold, 0.9);
  EXPECT_EQ(compute_youden_point(c).value().threshold, 0.9);
  // The highest score is a negative's: no threshold but the infinite one is fully specific.
  const auto none =
      compute_point_at_specificity(compute_cutoffs(LabelColumn{0, 1}, Numbers{2, 1}), 1);
  EXPECT_TRUE(std::isinf(none.value().threshold));
  EXPECT_EQ(none->sensitivity, 0);
}

TEST(Confusion, MeasuresByHand) {
  const ConfusionMeasures m = compute_confusion_measures({20, 10, 60, 10});
  EXPECT_DOUBLE_EQ(m.sensitivity.value(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.specificity.value(), 6.0 / 7);
  EXPECT_DOUBLE_EQ(m.ppv.value(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(m.f1.value(), 2.0 / 3);
  EXPECT_NEAR(m.mcc.value(), 1100.0 / 2100, 1e-15);
  EXPECT_FALSE(compute_confusion_measures({}).accuracy);
  EXPECT_FALSE(compute_confusion_measures({0, 0, 5, 2}).ppv);
  EXPECT_FALSE(compute_confusion_measures({0, 0, 5, 2}).mcc);
}

TEST(Proportions, EndsAreExact) {
  EXPECT_EQ(compute_wilson_interval(0, 20).value().low, 0);
  EXPECT_EQ(compute_wilson_interval(20, 20).value().high, 1);
  // The rule of three, exactly: 1 - 0.025^(1/20).
  EXPECT_NEAR(compute_clopper_pearson_interval(0, 20).value().high, 1 - std::pow(0.025, 0.05),
              1e-14);
  EXPECT_FALSE(compute_wilson_interval(0, 0));
  EXPECT_EQ(error_code_of([] { (void)compute_wilson_interval(3, 2); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([] { (void)compute_clopper_pearson_interval(1, 2, 95); }),
            ErrorCode::kUsage);
}

TEST(PredictiveValues, RefuseAndLack) {
  EXPECT_EQ(error_code_of([] {
              (void)compute_predictive_values_logit({1, 2, 1, 2}, 3);
            }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([] {
              (void)compute_predictive_values_logit({3, 2, 1, 2}, 0.5);
            }),
            ErrorCode::kNumeric);
  EXPECT_FALSE(compute_predictive_values_logit({0, 0, 1, 2}, 0.5));
  const auto silent = compute_predictive_values_logit({0, 5, 9, 9}, 0.1).value();
  EXPECT_FALSE(silent.ppv);  // nothing is called positive
  EXPECT_DOUBLE_EQ(silent.npv.value(), 0.9);
}

TEST(Multilabel, LeavesOutWhatIsUndefinedAndSaysSo) {
  const LabelColumn negatives(5, 0);
  const std::vector<ConditionScores> conditions = {{kLabels, kScores}, {negatives, kScores}};
  const ConditionAverages averages = compute_auc_over_conditions(conditions);
  EXPECT_EQ(averages.defined, 1u);
  EXPECT_FALSE(averages.each[1]);
  EXPECT_EQ(averages.macro, 3.5 / 6);
  EXPECT_EQ(averages.weighted, 3.5 / 6);
  EXPECT_FALSE(compute_auc_over_conditions({}).macro);
  const LabelColumn wrong = {1, 0, 2, 0, 1};
  const std::vector<ConditionScores> second = {{kLabels, kScores}, {wrong, kScores}};
  const std::string text = error_text_of([&] { (void)compute_auc_over_conditions(second); });
  EXPECT_NE(text.find("condition 1"), std::string::npos) << text;
  EXPECT_NE(text.find("label at row 2"), std::string::npos) << text;
  EXPECT_EQ(error_code_of([&] { (void)compute_f1_over_conditions(second, Numbers{0.5}); }),
            ErrorCode::kShape);
}

TEST(TopK, SharesTies) {
  const Numbers a = {1, 0}, b = {1, 3}, c = {1, 0};
  const std::vector<std::span<const double>> scores = {a, b, c};
  const std::vector<std::size_t> classes = {0, 2};
  EXPECT_DOUBLE_EQ(compute_top_k_accuracy(classes, scores, 1).value(), (1.0 / 3 + 0) / 2);
  EXPECT_DOUBLE_EQ(compute_top_k_accuracy(classes, scores, 2).value(), (2.0 / 3 + 1.0 / 2) / 2);
  EXPECT_DOUBLE_EQ(compute_top_k_accuracy(classes, scores, 3).value(), 1);
  EXPECT_EQ(error_code_of([&] { (void)compute_top_k_accuracy(classes, scores, 4); }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_top_k_accuracy(std::vector<std::size_t>{0, 3}, scores, 1);
            }),
            ErrorCode::kNumeric);
}

TEST(Discrimination, RefusesWrongInput) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Numbers with_nan = {0.9, nan, 0.7, 0.4, 0.1};
  EXPECT_NE(error_text_of([&] { (void)compute_auc(kLabels, with_nan); }).find("score at row 1"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] { (void)compute_auc(kLabels, Numbers{1}); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_auc(kLabels, kScores, Numbers{1, 1, 1, 1, -1});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { (void)compute_confusion(kLabels, kScores, nan); }),
            ErrorCode::kNumeric);
  const Cutoffs c = compute_cutoffs(kLabels, kScores);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_confusions(c, Numbers{0.5, nan});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { (void)compute_partial_auc(c, RocAxis::kSensitivity, 0.9, 0.9); }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { (void)compute_point_at_sensitivity(c, 90); }), ErrorCode::kUsage);
}

TEST(Discrimination, NothingIsMadeUp) {
  const Cutoffs empty = compute_cutoffs({}, {});
  EXPECT_FALSE(compute_auc(empty));
  EXPECT_FALSE(compute_average_precision(empty));
  EXPECT_FALSE(compute_roc_curve(empty));
  EXPECT_FALSE(compute_collapsed_roc_curve(empty));
  EXPECT_FALSE(compute_precision_recall_curve(empty));
  EXPECT_FALSE(compute_youden_point(empty));
  EXPECT_FALSE(compute_auc(LabelColumn{0, 0}, Numbers{1, 2}));
}

}  // namespace
}  // namespace chordae::stats
