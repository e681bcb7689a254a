// DeLong by hand, its edges, and what is refused.
#include "chordae/stats/delong.h"

#include <gtest/gtest.h>

#include <limits>

#include "chordae/base/rng.h"
#include "chordae/stats/auc.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using LabelColumn = std::vector<std::uint8_t>;
using Numbers = std::vector<double>;

const LabelColumn kLabels = {1, 1, 0, 0};

TEST(Delong, ByHand) {
  // Positives 3 and 1, negatives 2 and 0: shares won 1 and 1/2, and 1/2 and 1.
  const auto d = compute_delong(kLabels, Numbers{3, 1, 2, 0}).value();
  EXPECT_EQ(d.auc, 0.75);
  EXPECT_DOUBLE_EQ(d.variance.value(), 0.125 / 2 + 0.125 / 2);
  EXPECT_EQ(d.positives, 2u);
  EXPECT_FALSE(d.flipped);
}

TEST(Delong, AucIsTheRankAuc) {
  Rng rng(5);
  LabelColumn labels;
  Numbers scores;
  for (int i = 0; i < 501; ++i) {
    labels.push_back(rng.chance(0.3));
    scores.push_back(static_cast<double>(rng.integer(0, 40)));
  }
  EXPECT_EQ(compute_delong(labels, scores).value().auc, compute_auc(labels, scores).value());
}

TEST(Delong, AutomaticDirectionMirrorsAndSaysSo) {
  const Numbers scores = {0, 2, 1, 3};
  const auto honest = compute_delong(kLabels, scores).value();
  const auto mirrored = compute_delong(kLabels, scores, Direction::kAuto).value();
  EXPECT_EQ(honest.auc, 0.25);
  EXPECT_EQ(mirrored.auc, 0.75);
  EXPECT_TRUE(mirrored.flipped);
  EXPECT_EQ(honest.variance, mirrored.variance);
  // Equal medians stay, whatever the AUC.
  EXPECT_FALSE(compute_delong(kLabels, Numbers{1, 1, 1, 1}, Direction::kAuto).value().flipped);
}

TEST(Delong, PerfectAndConstantScores) {
  const auto perfect = compute_delong(kLabels, Numbers{2, 3, 0, 1}).value();
  EXPECT_EQ(perfect.auc, 1);
  EXPECT_EQ(perfect.variance, 0.0);
  EXPECT_EQ(compute_delong_interval(perfect).value().low, 1);
  EXPECT_FALSE(compute_delong_logit_interval(perfect));
  const auto constant = compute_delong(kLabels, Numbers(4, 0.3)).value();
  EXPECT_EQ(constant.auc, 0.5);
  EXPECT_EQ(constant.variance, 0.0);
}

TEST(Delong, SameRanksTwiceAreNoDifference) {
  const Numbers first = {0.9, 0.1, 0.3, 0.2}, cubed = {0.729, 0.001, 0.027, 0.008};
  const auto c = compute_paired_delong_test(kLabels, first, cubed).value();
  EXPECT_EQ(c.difference, 0);
  EXPECT_EQ(c.test.value().statistic, 0);
  EXPECT_EQ(c.test->p, 1);
}

TEST(Delong, ADifferenceThatNeverVariesHasNoTest) {
  // Each row stands one row of the other class better in the first, though neither is constant.
  const LabelColumn labels = {0, 1, 0, 1};
  const auto c =
      compute_paired_delong_test(labels, Numbers{1, 2, 3, 4}, Numbers{2, 1, 4, 3}).value();
  EXPECT_EQ(c.difference, 0.5);
  EXPECT_GT(c.first.variance.value(), 0);
  EXPECT_FALSE(c.test);
  EXPECT_FALSE(c.interval);
  const auto d = compute_paired_delong_test(kLabels, Numbers{2, 3, 0, 1}, Numbers(4, 0.3)).value();
  EXPECT_EQ(d.difference, 0.5);
  EXPECT_FALSE(d.test);
  EXPECT_FALSE(d.interval);
  const auto u =
      compute_unpaired_delong_test(kLabels, Numbers{2, 3, 0, 1}, kLabels, Numbers(4, 0.3));
  EXPECT_EQ(u.value().difference, 0.5);
  EXPECT_FALSE(u->test);
  const auto same =
      compute_unpaired_delong_test(kLabels, Numbers{2, 3, 0, 1}, kLabels, Numbers{5, 6, 0, 1});
  EXPECT_EQ(same.value().test.value().p, 1);
}

TEST(Delong, OneRowOfAClassHasNoVariance) {
  const LabelColumn labels = {1, 0, 0};
  const Numbers scores = {2, 1, 3};
  const auto d = compute_delong(labels, scores).value();
  EXPECT_EQ(d.auc, 0.5);
  EXPECT_FALSE(d.variance);
  EXPECT_FALSE(compute_delong_interval(d));
  EXPECT_FALSE(compute_paired_delong_test(labels, scores, scores).value().test);
  EXPECT_FALSE(
      compute_unpaired_delong_test(labels, scores, kLabels, Numbers{3, 1, 2, 0}).value().test);
  const std::vector<std::span<const double>> models = {scores};
  EXPECT_FALSE(compute_delong_covariance(labels, models));
}

TEST(Delong, OneClassHasNothing) {
  EXPECT_FALSE(compute_delong(LabelColumn{1, 1}, Numbers{0, 1}, Direction::kAuto));
  EXPECT_FALSE(compute_delong({}, {}));
  EXPECT_FALSE(compute_paired_delong_test(LabelColumn{0}, Numbers{0}, Numbers{0}));
}

TEST(Delong, RefusesWrongInput) {
  const Numbers scores = {3, 1, 2, 0};
  EXPECT_EQ(error_code_of([&] { (void)compute_delong(kLabels, Numbers{1}); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_delong(LabelColumn{0, 1, 2, 1}, scores);
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_paired_delong_test(
                  kLabels, scores, Numbers{1, 2, 3, std::numeric_limits<double>::infinity()});
            }),
            ErrorCode::kNumeric);
  const auto d = compute_delong(kLabels, scores).value();
  EXPECT_EQ(error_code_of([&] { (void)compute_delong_interval(d, 1); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { (void)compute_delong_logit_interval(d, 0); }), ErrorCode::kUsage);
}

}  // namespace
}  // namespace chordae::stats
