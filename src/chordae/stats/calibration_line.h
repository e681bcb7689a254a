#pragma once
// Cox's calibration line: log odds of the outcome as a line of the predicted log odds.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"
#include "chordae/stats/logistic.h"
#include "chordae/stats/scoring_rules.h"

namespace chordae::stats {

struct CalibrationLine {
  /// logit P(y = 1) = intercept + slope logit(p): slope 1 and intercept 0 if calibrated, slope < 1
  /// if the predictions are too extreme. Empty as fit_logistic is: constant or separating p.
  std::optional<LogisticFit> line;
  /// Calibration in the large: the intercept with the slope fixed at 1; > 0 if risks are predicted
  /// too low. Empty with one class.
  std::optional<Coefficient> in_the_large;
  double clipped = 0;  ///< rows (their weight) with p outside [clip, 1 - clip], moved to its ends
};

/// Errors  kShape; kNumeric: label, probability, weight; kUsage unless 0 < clip < 1/2
/// Source  Cox 1958, Biometrika 45:562; Van Calster et al. 2019, BMC Medicine 17:230
CalibrationLine compute_calibration_line(Labels labels, std::span<const double> probabilities,
                                         std::span<const double> weights = {},
                                         double clip = kProbabilityClip);

/// logit(p) of p clipped to [clip, 1 - clip]. Errors  as above
std::vector<double> compute_logits(std::span<const double> probabilities,
                                   double clip = kProbabilityClip);

}  // namespace chordae::stats
