#pragma once
// How good probabilities are as a whole: Brier score, log loss, and whether the Brier score is what
// calibrated probabilities would give. Frequency weights everywhere: a row of weight w counts as w
// rows, so each is a statistic for the bootstrap; empty weights: one each.
// Errors (all)  kShape; kNumeric: label not 0/1, probability outside [0, 1], negative weight

#include <optional>
#include <span>

#include "chordae/stats/checks.h"
#include "chordae/stats/interval.h"

namespace chordae::stats {

/// Mean of (p - y)^2. Empty without rows. Source  Brier 1950, Monthly Weather Review 78:1
std::optional<double> compute_brier(Labels labels, std::span<const double> probabilities,
                                    std::span<const double> weights = {});

/// 1 - Brier / (m (1 - m)) with the prevalence m: 1 perfect, 0 no better than m for everybody.
/// Empty with one class. Source  Steyerberg et al. 2010, Epidemiology 21:128
std::optional<double> compute_scaled_brier(Labels labels, std::span<const double> probabilities,
                                           std::span<const double> weights = {});

/// Clip of the log loss and of logits: the spacing of doubles at 1, as scikit-learn's log_loss.
inline constexpr double kProbabilityClip = 0x1.0p-52;

/// -mean of y log p + (1 - y) log(1 - p), natural logarithm, with p clipped to
/// [clip, 1 - clip]; a sure and wrong probability costs 36.04 by default. Empty without rows.
/// Errors  also kUsage unless 0 < clip < 1/2
std::optional<double> compute_log_loss(Labels labels, std::span<const double> probabilities,
                                       std::span<const double> weights = {},
                                       double clip = kProbabilityClip);

/// z = sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)), normal if the probabilities are true.
/// Empty where its variance is 0 (every p 0, 1/2 or 1).
/// Source  Spiegelhalter 1986, Statistics in Medicine 5:421
std::optional<Test> test_spiegelhalter(Labels labels, std::span<const double> probabilities,
                                       std::span<const double> weights = {});

}  // namespace chordae::stats
