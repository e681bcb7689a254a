#pragma once
// Counts at a threshold and the measures that follow from them. A score >= the threshold is called
// positive, everywhere in this room.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/cutoffs.h"

namespace chordae::stats {

/// Rows, or their weights.
struct Confusion {
  double true_positives = 0, false_positives = 0, true_negatives = 0, false_negatives = 0;
};

/// One pass over the rows.
///
/// Shapes   as compute_cutoffs
/// Errors   as compute_cutoffs; kNumeric: threshold is NaN (infinite is allowed)
Confusion compute_confusion(Labels labels, std::span<const double> scores, double threshold,
                            std::span<const double> weights = {});

/// Any number of thresholds, in any order, of rows sorted once: O(log n) each.
///
/// Errors   kNumeric: a threshold is NaN
std::vector<Confusion> compute_confusions(const Cutoffs& cutoffs,
                                          std::span<const double> thresholds);

/// With TP, FP, TN, FN the counts. Each is empty where its denominator is 0.
struct ConfusionMeasures {
  std::optional<double> sensitivity;  ///< TP / (TP + FN), recall
  std::optional<double> specificity;  ///< TN / (TN + FP)
  std::optional<double> ppv;          ///< TP / (TP + FP), precision, at this data's prevalence
  std::optional<double> npv;          ///< TN / (TN + FN), likewise
  std::optional<double> accuracy;     ///< (TP + TN) / all
  std::optional<double> balanced_accuracy;  ///< (sensitivity + specificity) / 2
  std::optional<double> youden;             ///< sensitivity + specificity - 1 (Cancer 1950;3:32-35)
  std::optional<double> f1;                 ///< 2 TP / (2 TP + FP + FN)
  /// (TP TN - FP FN) / sqrt((TP + FP)(TP + FN)(TN + FP)(TN + FN)); Matthews, Biochim Biophys Acta
  /// 1975;405:442-451
  std::optional<double> mcc;
};

ConfusionMeasures compute_confusion_measures(const Confusion& counts);

}  // namespace chordae::stats
