#pragma once
// Agreement of predicted with true numbers (LVEF, volumes): errors, correlation, limits of
// agreement, LVEF bands, and LVEF as a test for being under a cut.

#include <optional>
#include <string>
#include <vector>

#include "chordae/eval/condition_results.h"
#include "chordae/stats/bland_altman.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/icc.h"
#include "chordae/stats/kappa.h"
#include "chordae/stats/paired_tests.h"
#include "chordae/stats/regression_errors.h"
#include "chordae/stats/repeatability.h"

namespace chordae::eval {

/// Rows that have both, in the data's order.
struct Pairs {
  std::vector<double> truth, predicted;
  std::vector<std::uint32_t> row;
};
Pairs known_pairs(const Measure& measure, std::size_t model);

struct AgreementResult {
  std::size_t n = 0;
  std::optional<stats::RegressionErrors> errors;
  std::optional<stats::Estimate> mae, bias;
  std::optional<stats::Correlation> pearson, spearman;
  std::optional<stats::Concordance> concordance;
  std::optional<stats::Icc> icc;  ///< ICC(2,1)
  std::optional<stats::BlandAltman> limits;
  std::optional<stats::ProportionalBias> proportional_bias;
};
AgreementResult compute_agreement(const Pairs& pairs, double level);

struct CutResult {
  double cut = 0;
  std::size_t n = 0, positives = 0;
  std::optional<stats::DelongAuc> auc;
  std::optional<stats::Interval> interval;  ///< DeLong, logit scale
  std::vector<Point> roc;
  stats::ConfusionMeasures at_cut;  ///< predicted LVEF under the same cut
};

struct BandResult {
  std::string band;
  std::size_t n = 0;
  std::optional<stats::Estimate> mae, bias;
};

struct LvefResult {
  AgreementResult agreement;
  std::vector<CutResult> cuts;
  std::vector<BandResult> bands;  ///< by true LVEF
  stats::ConfusionMatrix confusion;
  std::optional<stats::Kappa> linear, quadratic;
  std::optional<double> coverage;  ///< share of true values within the interval given
  std::optional<stats::Interval> coverage_interval;
  std::size_t with_interval = 0;
  double mean_width = 0;
};

/// The first model's mean absolute error less another's on the same cases.
struct ErrorComparison {
  std::size_t baseline = 0, rows = 0;
  std::optional<stats::MeanDifference> paired_t;
  std::optional<double> wilcoxon_p;
  std::optional<stats::Interval> bootstrap;  ///< of the difference, on resampled clusters
  std::optional<double> bootstrap_p;
};

struct MeasureResult {
  std::string name;
  std::vector<AgreementResult> models;
};

struct LvefResults {
  std::vector<LvefResult> models;
  std::vector<ErrorComparison> comparisons;
  std::optional<stats::Repeatability> rescan;  ///< of the first model's LVEF within subjects
};

/// "<40", "40 to <50", "50 and above"
std::vector<std::string> band_names(const std::vector<double>& edges);

/// Empty results without LVEF.
LvefResults compute_lvef(const EvaluationData& data, const EvaluationConfig& config);
std::vector<MeasureResult> compute_measures(const EvaluationData& data,
                                            const EvaluationConfig& config);

}  // namespace chordae::eval
