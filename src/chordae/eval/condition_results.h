#pragma once
// Discrimination, calibration and usefulness of each condition's probabilities, and the comparison
// with each baseline. Numbers only; condition_section.h shows them.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chordae/eval/evaluation_config.h"
#include "chordae/eval/evaluation_data.h"
#include "chordae/stats/calibration_line.h"
#include "chordae/stats/confusion.h"
#include "chordae/stats/decision_curve.h"
#include "chordae/stats/delong.h"
#include "chordae/stats/predictive_values.h"
#include "chordae/stats/reliability.h"

namespace chordae::eval {

/// Fewer positives (or negatives) than this are reported with a warning: an interval from so few
/// says little (CLAIM and TRIPOD leave the number open; ten events is the old rule of thumb).
inline constexpr std::size_t kFewCases = 10;

struct Point {
  double x = 0, y = 0;
};

struct OperatingRow {
  double threshold = 0;
  std::string how;  ///< "given", "Youden"
  stats::Confusion counts;
  stats::ConfusionMeasures measures;
  std::optional<stats::Interval> sensitivity, specificity, ppv, npv;  ///< Wilson
  std::optional<stats::PredictiveValues> at_prevalence;
};

/// One model on one condition; what one class alone leaves undefined is empty.
struct ModelResult {
  std::size_t n = 0, positives = 0;
  std::optional<stats::DelongAuc> auc;
  std::optional<stats::Interval> auc_interval, auc_logit_interval;
  std::optional<stats::Interval> auc_bootstrap, ap_bootstrap, brier_bootstrap;
  std::optional<double> average_precision, brier, scaled_brier, log_loss;
  stats::CalibrationLine line;
  std::optional<stats::Test> spiegelhalter;
  std::optional<stats::CalibrationErrors> errors;  ///< ten bins of equal mass
  std::optional<double> ici;
  std::vector<Point> roc, precision_recall, smoothed;  ///< at most kCurvePoints
  std::vector<stats::ReliabilityBin> bins;
  std::vector<stats::DecisionPoint> decision;
  std::vector<OperatingRow> operating;

  /// The one that is shown: of resampled clusters, else DeLong's on the logit scale, else plain.
  std::optional<stats::Interval> shown_auc_interval() const {
    if (auc_bootstrap) return auc_bootstrap;
    return auc_logit_interval ? auc_logit_interval : auc_interval;
  }
};

struct Comparison {
  std::size_t baseline = 0;  ///< model
  bool paired = true;
  std::size_t rows = 0;  ///< cases that both have (paired)
  std::optional<stats::AucComparison> delong;
  std::optional<stats::Interval> bootstrap;  ///< of the difference, on resampled clusters
  std::optional<double> bootstrap_p;
  std::optional<double> holm, benjamini_hochberg;  ///< of the p in `p()`

  /// The bootstrap's where rows are clustered, else DeLong's.
  std::optional<double> p() const {
    if (bootstrap_p) return bootstrap_p;
    return delong && delong->test ? std::optional(delong->test->p) : std::nullopt;
  }
};

struct ConditionResult {
  std::string name;
  std::vector<ModelResult> models;
  std::vector<Comparison> comparisons;  ///< the first model with each other one
};

inline constexpr std::size_t kCurvePoints = 200;

/// Resamples that will be drawn: what was asked for, or by whether clusters repeat.
std::int64_t resamples_of(const EvaluationData& data, const EvaluationConfig& config);

/// All conditions; p-values adjusted over all conditions for each baseline.
/// Errors  as the functions of stats; kCancelled
std::vector<ConditionResult> compute_conditions(const EvaluationData& data,
                                                const EvaluationConfig& config);

/// Rows of a condition that a model has a label and a probability for.
struct Known {
  std::vector<std::uint8_t> label;
  std::vector<double> probability;
  std::vector<std::uint32_t> row;
};
Known known_rows(const Condition& condition, std::size_t model);

/// At most `count` points of a curve, its ends among them.
std::vector<Point> thin(const std::vector<Point>& curve, std::size_t count = kCurvePoints);

}  // namespace chordae::eval
