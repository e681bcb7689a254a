#include "chordae/eval/lvef_results.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/eval/condition_bootstrap.h"
#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/proportions.h"
#include "chordae/stats/rank_tests.h"
#include "chordae/stats/roc_curve.h"

namespace chordae::eval {
namespace {

std::vector<double> absolute_errors(const Pairs& pairs) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
    errors.push_back(std::abs(pairs.predicted[i] - pairs.truth[i]));
  }
  return errors;
}

/// Student's interval, cut at 0: no mean of absolute errors lies below, and what is cut away holds
/// no possible value, so the coverage stays.
std::optional<stats::Estimate> compute_mean_error(std::span<const double> absolute, double level) {
  auto mean = stats::compute_mean_t_interval(absolute, level);
  if (mean) mean->interval.low = std::max(0.0, mean->interval.low);
  return mean;
}

/// Low LVEF is the positive class, so the score is the negative prediction.
CutResult compute_cut(const Pairs& pairs, double cut, double level) {
  CutResult r;
  r.cut = cut;
  r.n = pairs.truth.size();
  std::vector<std::uint8_t> label;
  std::vector<double> score;
  for (std::size_t i = 0; i < r.n; ++i) {
    label.push_back(pairs.truth[i] < cut ? 1 : 0);
    score.push_back(-pairs.predicted[i]);
    r.positives += label.back();
  }
  r.auc = stats::compute_delong(label, score);
  if (r.auc) r.interval = stats::compute_delong_logit_interval(*r.auc, level);
  if (const auto roc = stats::compute_collapsed_roc_curve(stats::compute_cutoffs(label, score))) {
    std::vector<Point> curve;
    for (const auto& p : *roc) curve.push_back({p.false_positive_rate, p.sensitivity});
    r.roc = thin(curve);
  }
  // "under the cut" is strict, so the threshold lies just above -cut.
  r.at_cut = stats::compute_confusion_measures(
      stats::compute_confusion(label, score, std::nextafter(-cut, 0.0)));
  return r;
}

std::vector<BandResult> compute_bands(const Pairs& pairs, const EvaluationConfig& config) {
  std::vector<BandResult> bands;
  const auto& edges = config.lvef_bands;
  const auto names = band_names(edges);
  for (std::size_t b = 0; b < names.size(); ++b) {
    Pairs in_band;
    std::vector<double> errors;
    for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
      const auto band =
          std::upper_bound(edges.begin(), edges.end(), pairs.truth[i]) - edges.begin();
      if (static_cast<std::size_t>(band) != b) continue;
      in_band.truth.push_back(pairs.truth[i]);
      in_band.predicted.push_back(pairs.predicted[i]);
      errors.push_back(pairs.predicted[i] - pairs.truth[i]);
    }
    bands.push_back({names[b], errors.size(),
                     compute_mean_error(absolute_errors(in_band), config.level),
                     stats::compute_mean_t_interval(errors, config.level)});
  }
  return bands;
}

void compute_coverage(const EvaluationData& data, const Pairs& pairs, double level, LvefResult& r) {
  std::size_t inside = 0;
  double width = 0;
  for (std::size_t i = 0; i < pairs.row.size(); ++i) {
    const double low = data.lvef_low[pairs.row[i]], high = data.lvef_high[pairs.row[i]];
    if (std::isnan(low) || std::isnan(high)) continue;
    ++r.with_interval;
    inside += pairs.truth[i] >= low && pairs.truth[i] <= high ? 1 : 0;
    width += high - low;
  }
  if (r.with_interval == 0) return;
  r.coverage = static_cast<double>(inside) / static_cast<double>(r.with_interval);
  r.coverage_interval = stats::compute_wilson_interval(inside, r.with_interval, level);
  r.mean_width = width / static_cast<double>(r.with_interval);
}

/// Mean of `values` over resampled clusters; `rows` are the design's rows that the values belong
/// to.
stats::BootstrapDistribution resample_mean(const EvaluationData& data,
                                           const EvaluationConfig& config,
                                           const std::vector<double>& values,
                                           const std::vector<std::uint32_t>& rows) {
  const auto mean = [&](std::span<const double> weights) -> std::optional<double> {
    double sum = 0, total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      sum += weights[rows[i]] * values[i];
      total += weights[rows[i]];
    }
    return total > 0 ? std::optional(sum / total) : std::nullopt;
  };
  return stats::compute_bootstrap(make_design(data), mean, Rng(config.seed).split("evaluate"),
                                  {.resamples = resamples_of(data, config),
                                   .jackknife = false,
                                   .threads = thread_count(config.threads)});
}

/// Intervals of MAE and bias from resampled clusters, in place of those for independent rows.
void resample_clusters(const EvaluationData& data, const EvaluationConfig& config,
                       const Pairs& pairs, AgreementResult& r) {
  if (resamples_of(data, config) == 0 || !r.mae || !r.bias) return;
  const auto interval = [&](const std::vector<double>& values) {
    return stats::compute_percentile_interval(resample_mean(data, config, values, pairs.row),
                                              config.level);
  };
  if (const auto mae = interval(absolute_errors(pairs))) r.mae->interval = *mae;
  if (const auto bias = interval(stats::compute_differences(pairs.predicted, pairs.truth)))
    r.bias->interval = *bias;
}

ErrorComparison compare_errors(const EvaluationData& data, const EvaluationConfig& config,
                               std::size_t baseline) {
  const Measure& lvef = data.measures.front();
  ErrorComparison c;
  c.baseline = baseline;
  std::vector<double> first, second;
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < lvef.truth.size(); ++i) {
    const double a = std::abs(lvef.predicted[0][i] - lvef.truth[i]);
    const double b = std::abs(lvef.predicted[baseline][i] - lvef.truth[i]);
    if (std::isnan(a) || std::isnan(b)) continue;
    first.push_back(a);
    second.push_back(b);
    rows.push_back(static_cast<std::uint32_t>(i));
  }
  c.rows = first.size();
  c.paired_t = stats::compute_paired_t(first, second, config.level);
  const auto differences = stats::compute_differences(first, second);
  if (const auto w = stats::compute_signed_rank_normal(differences)) c.wilcoxon_p = w->p;
  if (resamples_of(data, config) > 0 && c.paired_t) {
    const auto resampled = resample_mean(data, config, differences, rows);
    c.bootstrap = stats::compute_percentile_interval(resampled, config.level);
    c.bootstrap_p = stats::compute_centred_p(resampled);
  }
  return c;
}

}  // namespace

Pairs known_pairs(const Measure& measure, std::size_t model) {
  Pairs pairs;
  for (std::size_t i = 0; i < measure.truth.size(); ++i) {
    if (std::isnan(measure.truth[i]) || std::isnan(measure.predicted[model][i])) continue;
    pairs.truth.push_back(measure.truth[i]);
    pairs.predicted.push_back(measure.predicted[model][i]);
    pairs.row.push_back(static_cast<std::uint32_t>(i));
  }
  return pairs;
}

std::vector<std::string> band_names(const std::vector<double>& edges) {
  std::vector<std::string> names = {cat("<", shortest(edges.front()))};
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    names.push_back(cat(shortest(edges[i]), " to <", shortest(edges[i + 1])));
  }
  names.push_back(cat(shortest(edges.back()), " and above"));
  return names;
}

AgreementResult compute_agreement(const Pairs& pairs, double level) {
  AgreementResult r;
  const auto &x = pairs.truth, &y = pairs.predicted;
  r.n = x.size();
  r.errors = stats::compute_regression_errors(x, y);
  r.mae = compute_mean_error(absolute_errors(pairs), level);
  r.bias = stats::compute_mean_t_interval(stats::compute_differences(y, x), level);
  r.pearson = stats::compute_pearson_fisher(x, y, level);
  r.spearman = stats::compute_spearman_bonett_wright(x, y, level);
  r.concordance = stats::compute_concordance_lin(x, y, level);
  std::vector<double> ratings;
  for (std::size_t i = 0; i < r.n; ++i) ratings.insert(ratings.end(), {x[i], y[i]});
  r.icc = stats::compute_icc_f(ratings, 2, level).agreement_single;
  r.limits = stats::compute_bland_altman_approximate(y, x, level);
  r.proportional_bias = stats::compute_proportional_bias(y, x, level);
  return r;
}

LvefResults compute_lvef(const EvaluationData& data, const EvaluationConfig& config) {
  LvefResults results;
  if (!data.has_lvef) return results;
  const Measure& lvef = data.measures.front();
  for (std::size_t m = 0; m < data.models.size(); ++m) {
    const Pairs pairs = known_pairs(lvef, m);
    LvefResult& r = results.models.emplace_back();
    r.agreement = compute_agreement(pairs, config.level);
    resample_clusters(data, config, pairs, r.agreement);
    for (const double cut : config.lvef_cuts)
      r.cuts.push_back(compute_cut(pairs, cut, config.level));
    r.bands = compute_bands(pairs, config);
    r.confusion = stats::compute_band_confusion(pairs.truth, pairs.predicted, config.lvef_bands);
    r.linear =
        stats::compute_kappa_asymptotic(r.confusion, stats::KappaWeights::kLinear, config.level);
    r.quadratic =
        stats::compute_kappa_asymptotic(r.confusion, stats::KappaWeights::kQuadratic, config.level);
    if (m == 0 && !data.lvef_low.empty()) compute_coverage(data, pairs, config.level, r);
    if (m > 0) results.comparisons.push_back(compare_errors(data, config, m));
  }
  if (!data.rescan.name.empty()) {
    std::vector<double> values;
    std::vector<std::uint32_t> subjects;
    for (std::size_t i = 0; i < data.rows(); ++i) {
      if (std::isnan(lvef.predicted[0][i]) || data.rescan.of_row[i] == kNoLevel) continue;
      values.push_back(lvef.predicted[0][i]);
      subjects.push_back(data.rescan.of_row[i]);
    }
    results.rescan = stats::compute_repeatability_chi_squared(values, subjects, config.level);
  }
  return results;
}

std::vector<MeasureResult> compute_measures(const EvaluationData& data,
                                            const EvaluationConfig& config) {
  std::vector<MeasureResult> results;
  for (const auto& measure : data.measures) {
    MeasureResult& r = results.emplace_back();
    r.name = measure.name;
    for (std::size_t m = 0; m < data.models.size(); ++m) {
      r.models.push_back(compute_agreement(known_pairs(measure, m), config.level));
    }
  }
  return results;
}

}  // namespace chordae::eval
