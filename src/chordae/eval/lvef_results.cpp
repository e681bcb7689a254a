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
                     stats::compute_mean_t_interval(absolute_errors(in_band), config.level),
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

/// Intervals of MAE and bias from resampled clusters, in place of those for independent rows.
void resample_clusters(const EvaluationData& data, const EvaluationConfig& config,
                       const Pairs& pairs, AgreementResult& r) {
  const std::int64_t resamples = resamples_of(data, config);
  if (resamples == 0 || !r.mae || !r.bias) return;
  const stats::SamplingDesign design = make_design(data);
  const Rng rng = Rng(config.seed).split("evaluate");
  const auto bootstrap = [&](bool is_absolute) {
    const auto statistic = [&](std::span<const double> weights) -> std::optional<double> {
      double sum = 0, total = 0;
      for (std::size_t i = 0; i < pairs.row.size(); ++i) {
        const double error = pairs.predicted[i] - pairs.truth[i], w = weights[pairs.row[i]];
        sum += w * (is_absolute ? std::abs(error) : error);
        total += w;
      }
      return total > 0 ? std::optional(sum / total) : std::nullopt;
    };
    const auto distribution = stats::compute_bootstrap(
        design, statistic, rng,
        {.resamples = resamples, .jackknife = false, .threads = thread_count(config.threads)});
    return stats::compute_percentile_interval(distribution, config.level);
  };
  if (const auto interval = bootstrap(true)) r.mae->interval = *interval;
  if (const auto interval = bootstrap(false)) r.bias->interval = *interval;
}

ErrorComparison compare_errors(const Measure& lvef, std::size_t baseline, double level) {
  ErrorComparison c;
  c.baseline = baseline;
  std::vector<double> first, second;
  for (std::size_t i = 0; i < lvef.truth.size(); ++i) {
    const double a = std::abs(lvef.predicted[0][i] - lvef.truth[i]);
    const double b = std::abs(lvef.predicted[baseline][i] - lvef.truth[i]);
    if (std::isnan(a) || std::isnan(b)) continue;
    first.push_back(a);
    second.push_back(b);
  }
  c.rows = first.size();
  c.paired_t = stats::compute_paired_t(first, second, level);
  if (const auto w = stats::compute_signed_rank_normal(stats::compute_differences(first, second)))
    c.wilcoxon_p = w->p;
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
  r.mae = stats::compute_mean_t_interval(absolute_errors(pairs), level);
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
    if (m > 0) results.comparisons.push_back(compare_errors(lvef, m, config.level));
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
