// What the authors of Shad et al. released for their internal test set and for Kaggle, and what R's
// pROC made of it: 35 conditions, two models. Comparison with shared data, skipped without.
#include <cstdio>
#include <map>

#include "chordae/stats/auc.h"
#include "chordae/stats/delong.h"
#include "support/reference_values.h"
#include "support/released_predictions.h"

namespace chordae::stats {
namespace {

using test::Margin;
using test::number;
using test::read_released_conditions;
using test::read_released_rows;
using Condition = test::ReleasedCondition;
using Model = test::ReleasedModel;

AucComparison compare_models(const Condition& c, Direction direction) {
  const Model &a = c.contrastive, &b = c.kinetics;
  return (c.is_paired()
              ? compute_paired_delong_test(a.labels, a.scores, b.scores, direction)
              : compute_unpaired_delong_test(a.labels, a.scores, b.labels, b.scores, direction))
      .value();
}

TEST(ReleasedTables, AucsIntervalsAndPValuesAsProc) {
  CHORDAE_SKIP_WITHOUT(test::has_released_tables(),
                       "shared data folder with reference-predictions");
  const auto conditions = read_released_conditions();
  ASSERT_EQ(conditions.size(), 35u);
  Margin auc("70 AUCs"), ends("140 ends of DeLong intervals"), p("35 p-values, relative");
  std::map<std::string, int> flipped;
  std::size_t paired = 0;
  const auto compare_model = [&](const DelongAuc& ours, const std::vector<std::string>& row,
                                 std::size_t at, const std::string& what) {
    auc.compare(ours.auc, number(row[at]), what);
    const Interval interval = compute_delong_interval(ours).value();
    ends.compare(interval.high, number(row[at + 1]), what + " upper");
    ends.compare(interval.low, number(row[at + 2]), what + " lower");
  };
  std::printf("flipped by pROC's automatic direction (honest value and test in brackets):\n");
  for (const auto& row : read_released_rows("diagnosis_35_internal_expected.csv")) {
    const Condition& c = conditions.at(row[1]);
    paired += c.is_paired();
    const AucComparison ours = compare_models(c, Direction::kAuto);
    compare_model(ours.second, row, 2, row[1] + ", Kinetics");
    compare_model(ours.first, row, 5, row[1] + ", contrastive");
    p.compare(ours.test.value().p, number(row[8]), row[1], true);

    if (!ours.first.flipped && !ours.second.flipped) continue;
    const AucComparison honest = compare_models(c, Direction::kHigherIsPositive);
    std::printf("  %s, %s: contrastive %.6f (%.6f), Kinetics %.6f (%.6f), p %.6f (%.6f)\n",
                row[1].c_str(), c.is_paired() ? "paired" : "unpaired", ours.first.auc,
                honest.first.auc, ours.second.auc, honest.second.auc, ours.test->p,
                honest.test.value().p);
    EXPECT_FALSE(honest.first.flipped || honest.second.flipped);
    EXPECT_DOUBLE_EQ(honest.first.auc, ours.first.flipped ? 1 - ours.first.auc : ours.first.auc);
    EXPECT_DOUBLE_EQ(honest.second.auc,
                     ours.second.flipped ? 1 - ours.second.auc : ours.second.auc);
    flipped[row[1]] = 2 * ours.first.flipped + ours.second.flipped;
  }
  std::printf("%zu conditions paired, %zu unpaired\n", paired, conditions.size() - paired);
  EXPECT_EQ(flipped, (std::map<std::string, int>{
                         {"Arrhythmogenic.right.ventricular.cardiomyopathy", 1},  // Kinetics only
                         {"Atrial.Myxoma", 3}}));                                 // both models
}

TEST(ReleasedTables, EjectionFractionOfKaggle) {
  CHORDAE_SKIP_WITHOUT(test::has_released_tables(),
                       "shared data folder with reference-predictions");
  std::vector<std::uint8_t> reduced;
  std::vector<double> contrastive, kinetics;
  double error_contrastive = 0, error_kinetics = 0;
  for (const auto& row : read_released_rows("lvef_kaggle.csv")) {
    const double truth = number(row[1]);
    reduced.push_back(truth < 40);
    contrastive.push_back(-number(row[2]));  // the lower the predicted LVEF, the likelier it is
    kinetics.push_back(-number(row[3]));
    error_contrastive += std::abs(contrastive.back() + truth);
    error_kinetics += std::abs(kinetics.back() + truth);
  }
  const auto n = static_cast<double>(reduced.size());
  EXPECT_EQ(reduced.size(), 697u);
  // Published to this many digits.
  EXPECT_NEAR(error_contrastive / n, 6.880, 5e-4);
  EXPECT_NEAR(error_kinetics / n, 8.267, 5e-4);
  EXPECT_NEAR(compute_auc(reduced, contrastive).value(), 0.9487, 5e-5);
  EXPECT_NEAR(compute_auc(reduced, kinetics).value(), 0.7665, 5e-5);
}

}  // namespace
}  // namespace chordae::stats
