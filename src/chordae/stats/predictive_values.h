#pragma once
// PPV and NPV at a stated prevalence. The test set's own are those of its own mix of cases: a
// case-control sample or an enriched cohort says nothing of the clinic without this.

#include <optional>

#include "chordae/stats/interval.h"

namespace chordae::stats {

/// Rows of each class, and how many of them were called rightly.
struct ClassCounts {
  std::size_t true_positives = 0, positives = 0;
  std::size_t true_negatives = 0, negatives = 0;
};

struct PredictiveValues {
  std::optional<double> ppv, npv;  ///< empty where nothing is called positive (negative)
  std::optional<Interval> ppv_interval, npv_interval;
};

/// By Bayes with sensitivity se, specificity sp and prevalence p:
///
///   ppv = se p / (se p + (1 - sp)(1 - p))        npv = sp (1 - p) / (sp (1 - p) + (1 - se) p)
///
/// and their intervals on the logit scale, with the prevalence taken as known:
///
///   var logit ppv = (1 - se)/se / P + sp/(1 - sp) / N      npv: se/(1 - se) / P + (1 - sp)/sp / N
///
/// An interval is empty where se or sp that it divides by is 0 (or 1). Empty if a class is missing.
/// Errors   kUsage unless 0 < prevalence < 1; kUsage: level; kNumeric: more right than there are
/// Source   Mercaldo, Lau, Zhou, Statistics in Medicine 2007;26:2170-2183, equations 8 to 11
std::optional<PredictiveValues> compute_predictive_values_logit(const ClassCounts& counts,
                                                                double prevalence,
                                                                double level = 0.95);

/// The same values; intervals from se and sp drawn to one half by Agresti and Coull's rule
/// ((k + z^2/2) of (n + z^2)): there for every outcome, perfect ones included, but covering less
/// closely. For where the other has none.
///
/// Source   as above, table II
std::optional<PredictiveValues> compute_predictive_values_adjusted_logit(const ClassCounts& counts,
                                                                         double prevalence,
                                                                         double level = 0.95);

}  // namespace chordae::stats
