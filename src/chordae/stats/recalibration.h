#pragma once
// Maps from scores to probabilities, fitted to outcomes: Platt scaling (a logistic line) and
// isotonic regression (any ascending step). Cross-fitted, so that no row helps to map itself.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

enum class PlattTargets {
  kLabels,    ///< 0 and 1: plain maximum likelihood
  kSmoothed,  ///< 1 / (N- + 2) and (N+ + 1) / (N+ + 2): Platt's, exist for separated classes too
};

/// p = 1 / (1 + exp(-(intercept + slope score))).
struct PlattScaling {
  double intercept = 0, slope = 1;
  double apply(double score) const;
};

/// Any scores; probabilities are best given as logits (compute_logits), when slope 1 and intercept
/// 0 leave them as they are. Frequency weights; empty: one each. Empty with one class, constant
/// scores, and, with kLabels, separated classes. Errors  kShape; kNumeric: label, score, weight
/// Source  Platt 1999, Advances in Large Margin Classifiers 61 (his A, B are -slope, -intercept)
std::optional<PlattScaling> fit_platt(Labels labels, std::span<const double> scores,
                                      PlattTargets targets = PlattTargets::kSmoothed,
                                      std::span<const double> weights = {});

/// Ascending knots; lines between them, constant outside (as scikit-learn, out_of_bounds="clip").
struct IsotonicMap {
  std::vector<double> scores, values;
  double apply(double score) const;  ///< Errors  kNumeric: NaN
};

/// Least squares under "never descending", by pooling adjacent violators; rows of equal score are
/// one row of their mean first. Empty without rows of some weight.
/// Errors  kShape; kNumeric: label, score, weight
/// Source  Ayer et al. 1955, Ann Math Stat 26:641; Zadrozny, Elkan 2002, KDD
std::optional<IsotonicMap> fit_isotonic(Labels labels, std::span<const double> scores,
                                        std::span<const double> weights = {});

/// Each row's probability by the map that the other folds give (SamplingDesign::make_folds keeps
/// patients whole). Empty if any of these maps is. Shapes  folds (n): any numbers
/// Errors  kShape; as the fit; kUsage: fewer than two folds
std::optional<std::vector<double>> cross_fit_platt(Labels labels, std::span<const double> scores,
                                                   std::span<const std::uint32_t> folds,
                                                   PlattTargets targets = PlattTargets::kSmoothed);
std::optional<std::vector<double>> cross_fit_isotonic(Labels labels, std::span<const double> scores,
                                                      std::span<const std::uint32_t> folds);

}  // namespace chordae::stats
