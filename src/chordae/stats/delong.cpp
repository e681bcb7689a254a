#include "chordae/stats/delong.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

bool has_both_classes(const Placements& p) { return p.positives > 0 && p.negatives > 0; }
bool has_variance(const Placements& p) { return p.positives > 1 && p.negatives > 1; }

/// Counts minus the mean of their class, as shares of the other class. The means are taken from the
/// counts, not from the AUC: where all counts of a class are equal the result is exactly 0.
std::vector<double> centre(Labels labels, std::span<const double> counts, const Placements& sizes) {
  double sum_positive = 0, sum_negative = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    (labels[i] ? sum_positive : sum_negative) += counts[i];
  }
  const double mean_positive = sum_positive / sizes.positives;
  const double mean_negative = sum_negative / sizes.negatives;
  std::vector<double> centred(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    centred[i] =
        (counts[i] - (labels[i] ? mean_positive : mean_negative)) / sizes.opposite(labels[i]);
  }
  return centred;
}

/// Covariance of two AUCs from their centred components.
double compute_covariance(Labels labels, std::span<const double> a, std::span<const double> b,
                          const Placements& sizes) {
  double sum_positive = 0, sum_negative = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    (labels[i] ? sum_positive : sum_negative) += a[i] * b[i];
  }
  return sum_positive / (sizes.positives * (sizes.positives - 1)) +
         sum_negative / (sizes.negatives * (sizes.negatives - 1));
}

double compute_variance(Labels labels, std::span<const double> counts, const Placements& sizes) {
  const std::vector<double> centred = centre(labels, counts, sizes);
  return compute_covariance(labels, centred, centred, sizes);
}

DelongAuc summarise(Labels labels, const Placements& p) {
  DelongAuc result{p.auc,
                   {},
                   static_cast<std::size_t>(p.positives),
                   static_cast<std::size_t>(p.negatives),
                   p.flipped};
  if (has_variance(p)) result.variance = compute_variance(labels, p.counts, p);
  return result;
}

double upper_probability(double level) {
  check_level(level);
  return 0.5 + level / 2;
}

double logit(double p) { return std::log(p / (1 - p)); }
double expit(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

std::optional<DelongAuc> compute_delong(Labels labels, std::span<const double> scores,
                                        Direction direction) {
  const Placements p = compute_placements(labels, scores, direction);
  if (!has_both_classes(p)) return {};
  return summarise(labels, p);
}

std::optional<Interval> compute_delong_interval(const DelongAuc& auc, double level) {
  const double z = normal_quantile(upper_probability(level));
  if (!auc.variance) return {};
  const double half = z * std::sqrt(*auc.variance);
  return Interval{std::max(0.0, auc.auc - half), std::min(1.0, auc.auc + half)};
}

std::optional<Interval> compute_delong_logit_interval(const DelongAuc& auc, double level) {
  const double z = normal_quantile(upper_probability(level));
  if (!auc.variance || auc.auc <= 0 || auc.auc >= 1) return {};
  const double half = z * std::sqrt(*auc.variance) / (auc.auc * (1 - auc.auc));
  return Interval{expit(logit(auc.auc) - half), expit(logit(auc.auc) + half)};
}

std::optional<AucComparison> compute_paired_delong_test(Labels labels,
                                                        std::span<const double> first,
                                                        std::span<const double> second,
                                                        Direction direction, double level) {
  const double quantile = normal_quantile(upper_probability(level));
  const Placements a = compute_placements(labels, first, direction);
  const Placements b = compute_placements(labels, second, direction);
  if (!has_both_classes(a)) return {};
  AucComparison result{summarise(labels, a), summarise(labels, b), a.auc - b.auc, {}, {}};
  if (!has_variance(a)) return result;

  // The variance of the differences, not var1 + var2 - 2 cov: nothing cancels, and it is exactly 0
  // for two scores of the same ranks.
  std::vector<double> differences(a.counts.size());
  std::transform(a.counts.begin(), a.counts.end(), b.counts.begin(), differences.begin(),
                 std::minus<>());
  const double sd = std::sqrt(compute_variance(labels, differences, a));
  if (sd == 0 && result.difference != 0) return result;
  const double z = sd == 0 ? 0 : result.difference / sd;
  result.interval = {result.difference - quantile * sd, result.difference + quantile * sd};
  result.test = Test{z, 0, normal_two_sided(z)};
  return result;
}

std::optional<AucComparison> compute_unpaired_delong_test(Labels first_labels,
                                                          std::span<const double> first,
                                                          Labels second_labels,
                                                          std::span<const double> second,
                                                          Direction direction, double level) {
  const double p = upper_probability(level);
  const auto a = compute_delong(first_labels, first, direction);
  const auto b = compute_delong(second_labels, second, direction);
  if (!a || !b) return {};
  AucComparison result{*a, *b, a->auc - b->auc, {}, {}};
  if (!a->variance || !b->variance) return result;

  const double va = *a->variance, vb = *b->variance, sum = va + vb, sd = std::sqrt(sum);
  if (sd == 0) {
    if (result.difference != 0) return result;
    result.interval = {0, 0};
    result.test = Test{0, 0, 1};
    return result;
  }
  const double df = sum * sum /
                    (va * va / static_cast<double>(first.size() - 1) +
                     vb * vb / static_cast<double>(second.size() - 1));
  const double t = result.difference / sd, half = student_t_quantile(p, df) * sd;
  result.interval = {result.difference - half, result.difference + half};
  result.test = Test{t, df, student_t_two_sided(t, df)};
  return result;
}

std::optional<DelongCovariance> compute_delong_covariance(
    Labels labels, std::span<const std::span<const double>> scores, Direction direction) {
  DelongCovariance result;
  std::vector<std::vector<double>> centred;
  Placements p;
  for (const auto& score : scores) {
    p = compute_placements(labels, score, direction);
    if (!has_variance(p)) return {};
    result.auc.push_back(p.auc);
    result.flipped.push_back(p.flipped);
    centred.push_back(centre(labels, p.counts, p));
  }
  const std::size_t models = scores.size();
  result.covariance.resize(models * models);
  for (std::size_t i = 0; i < models; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      result.covariance[i * models + j] = result.covariance[j * models + i] =
          compute_covariance(labels, centred[i], centred[j], p);
    }
  }
  return result;
}

}  // namespace chordae::stats
