#pragma once
// Decision curve: what acting on a prediction is worth at each threshold probability, in true
// positives a patient, against treating all and treating none.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

struct DecisionPoint {
  double threshold = 0;
  double net_benefit = 0;              ///< TP/n - FP/n t / (1 - t), positive being p >= t
  double treat_all = 0;                ///< prevalence - (1 - prevalence) t / (1 - t)
  double treat_none = 0;               ///< 0 by definition
  std::optional<double> standardised;  ///< net benefit / prevalence; empty without positives
};

/// One point a threshold, in their order; none without rows. Frequency weights; empty: one each.
/// Errors  kShape; kNumeric: label, probability, weight; kUsage: a threshold outside [0, 1)
/// Source  Vickers, Elkin 2006, Medical Decision Making 26:565; standardised: Kerr et al. 2016,
///         J Clin Oncol 34:2534
std::vector<DecisionPoint> compute_decision_curve(Labels labels,
                                                  std::span<const double> probabilities,
                                                  std::span<const double> thresholds,
                                                  std::span<const double> weights = {});

}  // namespace chordae::stats
