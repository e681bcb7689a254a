#include "chordae/stats/calibration_line.h"

#include <algorithm>

#include "chordae/base/error.h"

namespace chordae::stats {

std::vector<double> compute_logits(std::span<const double> probabilities, double clip) {
  check_probabilities(probabilities);
  if (!(clip > 0 && clip < 0.5)) {
    throw Error(ErrorCode::kUsage, "probabilities are clipped by more than 0 and less than 1/2");
  }
  std::vector<double> out;
  for (const double p : probabilities) out.push_back(logit(std::clamp(p, clip, 1 - clip)));
  return out;
}

CalibrationLine compute_calibration_line(Labels labels, std::span<const double> probabilities,
                                         std::span<const double> weights, double clip) {
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_labels(labels);
  const auto logits = compute_logits(probabilities, clip);
  const std::vector<double> targets(labels.begin(), labels.end());
  CalibrationLine out;
  out.line = fit_logistic(logits, targets, weights);
  out.in_the_large = fit_logistic_intercept(logits, targets, weights);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool is_moved = probabilities[i] < clip || probabilities[i] > 1 - clip;
    if (is_moved) out.clipped += weights.empty() ? 1 : weights[i];
  }
  return out;
}

}  // namespace chordae::stats
