#include "chordae/stats/predictive_values.h"

#include <cmath>

#include "chordae/base/error.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

struct Share {
  double value, count;

  double odds() const { return value / (1 - value); }
  bool is_inside() const { return value > 0 && value < 1; }
  /// Agresti, Coull, American Statistician 1998;52:119-126.
  Share adjusted(double z) const {
    const double z2 = z * z;
    return {(value * count + z2 / 2) / (count + z2), count + z2};
  }
};

/// expit(log odds -+ half).
Interval expit_interval(double odds, double half) {
  const double low = odds * std::exp(-half), high = odds * std::exp(half);
  return {low / (1 + low), high / (1 + high)};
}

std::optional<PredictiveValues> compute(const ClassCounts& counts, double prevalence, double level,
                                        bool adjust) {
  if (counts.true_positives > counts.positives || counts.true_negatives > counts.negatives) {
    throw Error(ErrorCode::kNumeric, "more rows called rightly than a class has");
  }
  if (!(prevalence > 0 && prevalence < 1)) {
    throw Error(ErrorCode::kUsage, "a prevalence lies between 0 and 1, both excluded");
  }
  check_level(level);
  if (counts.positives == 0 || counts.negatives == 0) return {};

  const double p = static_cast<double>(counts.positives);
  const double n = static_cast<double>(counts.negatives);
  Share se{static_cast<double>(counts.true_positives) / p, p};
  Share sp{static_cast<double>(counts.true_negatives) / n, n};
  PredictiveValues result;
  const double true_positive = se.value * prevalence;
  const double false_positive = (1 - sp.value) * (1 - prevalence);
  const double true_negative = sp.value * (1 - prevalence);
  const double false_negative = (1 - se.value) * prevalence;
  if (true_positive + false_positive > 0) {
    result.ppv = true_positive / (true_positive + false_positive);
  }
  if (true_negative + false_negative > 0) {
    result.npv = true_negative / (true_negative + false_negative);
  }

  const double z = normal_quantile(0.5 + level / 2);
  if (adjust) {
    se = se.adjusted(z);
    sp = sp.adjusted(z);
  }
  if (!se.is_inside() || !sp.is_inside()) return result;
  const double prior = prevalence / (1 - prevalence);
  result.ppv_interval =
      expit_interval(prior * se.value / (1 - sp.value),
                     z * std::sqrt(1 / (se.odds() * se.count) + sp.odds() / sp.count));
  result.npv_interval =
      expit_interval(sp.value / ((1 - se.value) * prior),
                     z * std::sqrt(se.odds() / se.count + 1 / (sp.odds() * sp.count)));
  return result;
}

}  // namespace

std::optional<PredictiveValues> compute_predictive_values_logit(const ClassCounts& counts,
                                                                double prevalence, double level) {
  return compute(counts, prevalence, level, false);
}

std::optional<PredictiveValues> compute_predictive_values_adjusted_logit(const ClassCounts& counts,
                                                                         double prevalence,
                                                                         double level) {
  return compute(counts, prevalence, level, true);
}

}  // namespace chordae::stats
