#include "chordae/eval/condition_results.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/cancel.h"
#include "chordae/base/thread_pool.h"
#include "chordae/eval/condition_bootstrap.h"
#include "chordae/stats/multiplicity.h"
#include "chordae/stats/operating_point.h"
#include "chordae/stats/precision_recall.h"
#include "chordae/stats/proportions.h"
#include "chordae/stats/roc_curve.h"
#include "chordae/stats/scoring_rules.h"
#include "chordae/stats/smoothed_calibration.h"

namespace chordae::eval {
namespace {

constexpr int kBins = 10;
/// LOWESS costs rows times span even with its shortcut; above this the bins say as much.
constexpr std::size_t kMostSmoothed = 20000;

OperatingRow make_operating(double threshold, std::string how, const stats::Confusion& counts,
                            const EvaluationConfig& config) {
  OperatingRow row{
      threshold, std::move(how), counts, stats::compute_confusion_measures(counts), {}, {}, {}, {},
      {}};
  const auto count = [](double v) { return static_cast<std::size_t>(v); };
  const auto wilson = [&](double k, double rest) {
    return stats::compute_wilson_interval(count(k), count(k + rest), config.level);
  };
  row.sensitivity = wilson(counts.true_positives, counts.false_negatives);
  row.specificity = wilson(counts.true_negatives, counts.false_positives);
  row.ppv = wilson(counts.true_positives, counts.false_positives);
  row.npv = wilson(counts.true_negatives, counts.false_negatives);
  if (config.prevalence > 0) {
    row.at_prevalence = stats::compute_predictive_values_logit(
        {count(counts.true_positives), count(counts.true_positives + counts.false_negatives),
         count(counts.true_negatives), count(counts.true_negatives + counts.false_positives)},
        config.prevalence, config.level);
  }
  return row;
}

void compute_curves(const Known& known, const EvaluationConfig& config, ModelResult& r) {
  const stats::Cutoffs cutoffs = stats::compute_cutoffs(known.label, known.probability);
  r.average_precision = stats::compute_average_precision(cutoffs);
  if (const auto roc = stats::compute_collapsed_roc_curve(cutoffs)) {
    std::vector<Point> curve;
    for (const auto& p : *roc) curve.push_back({p.false_positive_rate, p.sensitivity});
    r.roc = thin(curve);
  }
  if (const auto pr = stats::compute_precision_recall_curve(cutoffs)) {
    std::vector<Point> curve;
    for (const auto& p : *pr) curve.push_back({p.recall, p.precision});
    r.precision_recall = thin(curve);
  }
  const auto confusions = stats::compute_confusions(cutoffs, config.thresholds);
  for (std::size_t i = 0; i < confusions.size(); ++i) {
    r.operating.push_back(make_operating(config.thresholds[i], "given", confusions[i], config));
  }
  if (const auto youden = stats::compute_youden_point(cutoffs)) {
    const auto counts = stats::compute_confusions(cutoffs, std::vector{youden->threshold});
    r.operating.push_back(make_operating(youden->threshold, "Youden", counts[0], config));
  }
}

void compute_calibration(const Known& known, const EvaluationConfig& config, ModelResult& r) {
  r.brier = stats::compute_brier(known.label, known.probability);
  r.scaled_brier = stats::compute_scaled_brier(known.label, known.probability);
  r.log_loss = stats::compute_log_loss(known.label, known.probability);
  r.spiegelhalter = stats::test_spiegelhalter(known.label, known.probability);
  r.line = stats::compute_calibration_line(known.label, known.probability);
  r.bins = stats::compute_reliability(known.label, known.probability, kBins,
                                      stats::Binning::kEqualMass, {}, config.level);
  r.errors = stats::compute_calibration_errors(r.bins);
  if (r.positives > 0 && r.positives < r.n && r.n <= kMostSmoothed) {
    if (const auto smooth = stats::compute_smoothed_calibration(known.label, known.probability)) {
      r.ici = smooth->integrated_index;
      std::vector<Point> curve;
      for (std::size_t i = 0; i < smooth->probabilities.size(); ++i) {
        curve.push_back({smooth->probabilities[i], smooth->observed[i]});
      }
      r.smoothed = thin(curve);
    }
  }
  std::vector<double> thresholds;
  for (int i = 1; i < 100; ++i) thresholds.push_back(i / 100.0);
  r.decision = stats::compute_decision_curve(known.label, known.probability, thresholds);
}

ModelResult compute_model(const Condition& condition, std::size_t model,
                          const EvaluationConfig& config) {
  const Known known = known_rows(condition, model);
  ModelResult r;
  r.n = known.label.size();
  r.positives =
      static_cast<std::size_t>(std::count(known.label.begin(), known.label.end(), std::uint8_t{1}));
  if (r.n == 0) return r;
  r.auc = stats::compute_delong(known.label, known.probability);
  if (r.auc) {
    r.auc_interval = stats::compute_delong_interval(*r.auc, config.level);
    r.auc_logit_interval = stats::compute_delong_logit_interval(*r.auc, config.level);
  }
  compute_curves(known, config, r);
  compute_calibration(known, config, r);
  return r;
}

Comparison compare(const Condition& condition, std::size_t baseline,
                   const EvaluationConfig& config) {
  Comparison c;
  c.baseline = baseline;
  std::vector<std::uint8_t> label;
  std::vector<double> first, second;
  c.paired = condition.own_label[0].empty() && condition.own_label[baseline].empty();
  if (c.paired && !condition.probability[baseline].empty()) {
    for (std::size_t i = 0; i < condition.label.size(); ++i) {
      if (condition.label[i] == kUnknown || std::isnan(condition.probability[0][i]) ||
          std::isnan(condition.probability[baseline][i])) {
        continue;
      }
      label.push_back(condition.label[i]);
      first.push_back(condition.probability[0][i]);
      second.push_back(condition.probability[baseline][i]);
    }
    c.rows = label.size();
    c.paired = c.rows > 0;
  }
  if (c.paired) {
    c.delong = stats::compute_paired_delong_test(label, first, second,
                                                 stats::Direction::kHigherIsPositive, config.level);
  } else {
    const Known a = known_rows(condition, 0), b = known_rows(condition, baseline);
    if (!a.label.empty() && !b.label.empty()) {
      c.delong =
          stats::compute_unpaired_delong_test(a.label, a.probability, b.label, b.probability,
                                              stats::Direction::kHigherIsPositive, config.level);
    }
  }
  return c;
}

/// Over the conditions of one baseline that have a p-value.
void adjust(std::vector<ConditionResult>& conditions, std::size_t comparison) {
  std::vector<double> p;
  std::vector<Comparison*> of;
  for (auto& condition : conditions) {
    Comparison& c = condition.comparisons[comparison];
    if (const auto value = c.p()) {
      p.push_back(*value);
      of.push_back(&c);
    }
  }
  const auto holm = stats::compute_holm(p), bh = stats::compute_benjamini_hochberg(p);
  for (std::size_t i = 0; i < of.size(); ++i) {
    of[i]->holm = holm[i];
    of[i]->benjamini_hochberg = bh[i];
  }
}

}  // namespace

std::int64_t resamples_of(const EvaluationData& data, const EvaluationConfig& config) {
  if (config.bootstrap >= 0) return config.bootstrap;
  return !data.cluster.name.empty() && data.cluster.levels.size() < data.rows() ? 1000 : 0;
}

Known known_rows(const Condition& condition, std::size_t model) {
  Known known;
  const auto& label = condition.label_of(model);
  const auto& probability = condition.probability[model];
  for (std::size_t i = 0; i < probability.size(); ++i) {
    if (label[i] == kUnknown || std::isnan(probability[i])) continue;
    known.label.push_back(label[i]);
    known.probability.push_back(probability[i]);
    known.row.push_back(static_cast<std::uint32_t>(i));
  }
  return known;
}

std::vector<Point> thin(const std::vector<Point>& curve, std::size_t count) {
  if (curve.size() <= count) return curve;
  std::vector<Point> kept;
  for (std::size_t i = 0; i < count; ++i) {
    kept.push_back(curve[i * (curve.size() - 1) / (count - 1)]);
  }
  return kept;
}

std::vector<ConditionResult> compute_conditions(const EvaluationData& data,
                                                const EvaluationConfig& config) {
  std::vector<ConditionResult> results(data.conditions.size());
  const int threads = thread_count(config.threads);
  parallel_for(static_cast<std::int64_t>(results.size()), threads, [&](std::int64_t i) {
    check_cancelled();
    const Condition& condition = data.conditions[static_cast<std::size_t>(i)];
    ConditionResult& result = results[static_cast<std::size_t>(i)];
    result.name = condition.name;
    for (std::size_t m = 0; m < data.models.size(); ++m) {
      result.models.push_back(compute_model(condition, m, config));
      if (m > 0) result.comparisons.push_back(compare(condition, m, config));
    }
  });
  if (resamples_of(data, config) > 0) add_bootstrap(data, config, results);
  for (std::size_t m = 1; m < data.models.size(); ++m) adjust(results, m - 1);
  return results;
}

}  // namespace chordae::eval
