#pragma once
// Averages over conditions that don't exclude each other, and top-k accuracy over ones that do.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

/// A condition's rows; conditions may have different ones.
struct ConditionScores {
  Labels labels;
  std::span<const double> scores;
};

/// One measure over K conditions. Where it is undefined for a condition (one class only) that
/// condition is left out of `macro` and `weighted`: say `defined` of K beside them.
struct ConditionAverages {
  std::vector<std::optional<double>> each;  ///< (K)
  std::size_t defined = 0;                  ///< conditions that have a value
  std::optional<double> macro;              ///< plain mean of those
  std::optional<double> weighted;           ///< mean weighted by their positives
  std::optional<double> micro;              ///< of all rows of all conditions as one
};

/// Source   scikit-learn `roc_auc_score`, `average_precision_score`, `f1_score` with average=...
/// Errors   as compute_cutoffs, naming the condition's number (from 0)
ConditionAverages compute_auc_over_conditions(std::span<const ConditionScores> conditions);
ConditionAverages compute_average_precision_over_conditions(
    std::span<const ConditionScores> conditions);
/// A score >= its condition's threshold is called positive.
/// Shapes   thresholds (K)
/// Errors   also kShape: thresholds
ConditionAverages compute_f1_over_conditions(std::span<const ConditionScores> conditions,
                                             std::span<const double> thresholds);

/// Share of rows whose true class is among the k highest scores. A true class tied across the k-th
/// place counts by its chance under random order: of t equal scores, with room for m, m / t.
/// Empty without rows.
///
/// Shapes   classes (n), each below K; scores K spans of (n), one a class
/// Errors   kUsage unless 1 <= k <= K; kShape; kNumeric: a class >= K, a score not finite
std::optional<double> compute_top_k_accuracy(std::span<const std::size_t> classes,
                                             std::span<const std::span<const double>> scores,
                                             std::size_t k);

}  // namespace chordae::stats
