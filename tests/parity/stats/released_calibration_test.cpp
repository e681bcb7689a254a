// What the authors of Shad et al. did not report of their released predictions: calibration, before
// and after cross-fitted Platt scaling, and the comparison's p-values adjusted for 35 conditions.
// Prints docs/stats/released-tables.md's tables; skipped without the shared data.
#include <algorithm>
#include <cstdio>

#include "chordae/stats/calibration_line.h"
#include "chordae/stats/delong.h"
#include "chordae/stats/multiplicity.h"
#include "chordae/stats/recalibration.h"
#include "chordae/stats/reliability.h"
#include "chordae/stats/resampling.h"
#include "chordae/stats/scoring_rules.h"
#include "support/reference_values.h"
#include "support/released_predictions.h"

namespace chordae::stats {
namespace {

using test::ReleasedCondition;
using test::ReleasedModel;

/// One probability for everybody has no slope: fits are there for each of these conditions.
struct Summary {
  double brier, slope, intercept, in_the_large, ece;
};

Summary summarise(Labels labels, std::span<const double> p) {
  constexpr int kBins = 10;
  const auto line = compute_calibration_line(labels, p);
  const auto bins = compute_reliability(labels, p, kBins, Binning::kEqualMass);
  return {compute_brier(labels, p).value(), line.line.value().slope.value,
          line.line->intercept.value, line.in_the_large.value().value,
          compute_calibration_errors(bins).value().expected};
}

/// Ten folds, each with its share of positives; rows are independent as far as the table says.
std::vector<double> after_platt(const ReleasedModel& model) {
  const std::vector<std::int64_t> strata(model.labels.begin(), model.labels.end());
  const auto folds =
      SamplingDesign(model.labels.size(), {}, strata).make_folds(10, Rng(1).split("folds"));
  return cross_fit_platt(model.labels, compute_logits(model.scores), folds).value();
}

double mean_of(const std::vector<Summary>& rows, double Summary::*member) {
  double sum = 0;
  for (const Summary& row : rows) sum += row.*member;
  return sum / static_cast<double>(rows.size());
}

double median_of(const std::vector<Summary>& rows, double Summary::*member) {
  std::vector<double> values;
  for (const Summary& row : rows) values.push_back(row.*member);
  std::ranges::sort(values);
  return values[values.size() / 2];  // 35 conditions: the middle one
}

void print_row(const std::string& name, const Summary& a, const Summary& b, std::size_t positives) {
  std::printf("| %s | %zu | %.4f, %.4f | %.2f, %.2f | %.2f, %.2f | %.2f, %.2f | %.3f, %.3f |\n",
              name.c_str(), positives, a.brier, b.brier, a.slope, b.slope, a.intercept, b.intercept,
              a.in_the_large, b.in_the_large, a.ece, b.ece);
}

void report(const char* title, ReleasedModel ReleasedCondition::*model) {
  std::printf(
      "\n## %s\n\n| condition | positives | Brier | slope | intercept | in the large | ECE |\n"
      "|---|---|---|---|---|---|---|\n",
      title);
  std::vector<Summary> before, after;
  double constant = 0;  // mean Brier of each condition's prevalence, told to everybody
  for (const auto& [name, condition] : test::read_released_conditions()) {
    const auto& [labels, scores] = condition.*model;
    const auto positives = static_cast<double>(std::ranges::count(labels, 1));
    const double prevalence = positives / static_cast<double>(labels.size());
    constant += prevalence * (1 - prevalence) / 35;
    before.push_back(summarise(labels, scores));
    after.push_back(summarise(labels, after_platt(condition.*model)));
    print_row(name, before.back(), after.back(), static_cast<std::size_t>(positives));
  }
  std::printf(
      "mean Brier %.4f, %.4f (prevalence alone %.4f); median slope %.2f, %.2f; median in the large "
      "%.2f, %.2f; "
      "mean ECE %.3f, %.3f\n",
      mean_of(before, &Summary::brier), mean_of(after, &Summary::brier), constant,
      median_of(before, &Summary::slope), median_of(after, &Summary::slope),
      median_of(before, &Summary::in_the_large), median_of(after, &Summary::in_the_large),
      mean_of(before, &Summary::ece), mean_of(after, &Summary::ece));
  ASSERT_EQ(before.size(), 35u);
  EXPECT_LT(mean_of(after, &Summary::brier), mean_of(before, &Summary::brier));
  EXPECT_LT(mean_of(after, &Summary::ece), mean_of(before, &Summary::ece));
}

TEST(ReleasedCalibration, BeforeAndAfterPlatt) {
  CHORDAE_SKIP_WITHOUT(test::has_released_tables(),
                       "shared data folder with reference-predictions");
  report("Contrastive pretraining", &ReleasedCondition::contrastive);
  report("Kinetics baseline", &ReleasedCondition::kinetics);
}

TEST(ReleasedCalibration, Multiplicity) {
  CHORDAE_SKIP_WITHOUT(test::has_released_tables(),
                       "shared data folder with reference-predictions");
  std::vector<double> released, honest;
  const auto conditions = test::read_released_conditions();
  for (const auto& row : test::read_released_rows("diagnosis_35_internal_expected.csv")) {
    released.push_back(test::number(row[8]));
    const auto& [name, c] = *conditions.find(row[1]);
    const auto comparison =
        c.is_paired() ? compute_paired_delong_test(c.contrastive.labels, c.contrastive.scores,
                                                   c.kinetics.scores)
                      : compute_unpaired_delong_test(c.contrastive.labels, c.contrastive.scores,
                                                     c.kinetics.labels, c.kinetics.scores);
    honest.push_back(comparison.value().test.value().p);
  }
  const auto below = [](const std::vector<double>& p) {
    return std::ranges::count_if(p, [](double v) { return v < 0.05; });
  };
  std::printf(
      "\np < 0.05 of 35: released %td, Holm %td, Benjamini-Hochberg %td; without flipped "
      "directions %td, %td, %td\n",
      below(released), below(compute_holm(released)), below(compute_benjamini_hochberg(released)),
      below(honest), below(compute_holm(honest)), below(compute_benjamini_hochberg(honest)));
  EXPECT_GE(below(released), below(compute_benjamini_hochberg(released)));
  EXPECT_GE(below(compute_benjamini_hochberg(released)), below(compute_holm(released)));
}

}  // namespace
}  // namespace chordae::stats
