#pragma once
// Variance, intervals and tests of the AUC by DeLong's method, for scores of any distribution, ties
// included. Rows are taken as independent: for several rows a patient see bootstrap.h.
//
// Source of all: DeLong, DeLong, Clarke-Pearson, Biometrics 1988;44:837-845. Algorithm O(n log n):
// Sun, Xu, IEEE Signal Processing Letters 2014;21:1389-1393. Conventions where the paper has none:
// R's pROC (Robin et al., BMC Bioinformatics 2011;12:77).

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/interval.h"
#include "chordae/stats/placements.h"

namespace chordae::stats {

struct DelongAuc {
  double auc = 0;
  /// Empty if a class has fewer than two rows.
  std::optional<double> variance;
  std::size_t positives = 0, negatives = 0;
  bool flipped = false;  ///< kAuto has read lower scores as positive: the honest AUC is 1 - auc
};

/// With P positives, N negatives and a row's share v of the other class that it is on the right
/// side of (ties half):
///
///   auc      = mean of v over positives (or over negatives, the same)
///   variance = var(v of positives) / P + var(v of negatives) / N,  var with n - 1
///
/// Empty if a class is missing.
/// Errors   kShape: sizes differ; kNumeric: a label not 0 or 1, a score not finite
std::optional<DelongAuc> compute_delong(Labels labels, std::span<const double> scores,
                                        Direction direction = Direction::kHigherIsPositive);

/// auc -+ z sd, cut to [0, 1], as pROC `ci.auc`. Of width 0 where the variance is 0 (a perfect
/// score): say so beside it. Empty if the variance is.
///
/// Errors   kUsage: level
std::optional<Interval> compute_delong_interval(const DelongAuc& auc, double level = 0.95);

/// expit(logit(auc) -+ z sd / (auc (1 - auc))): stays within (0, 1) and covers better near the
/// ends. Empty if the variance is, or the AUC is 0 or 1.
///
/// Errors   kUsage: level
/// Source   Pepe, The Statistical Evaluation of Medical Tests, 2003, chapter 5; coverage in Qin,
///          Hotilovac, Stat Methods Med Res 2008;17:207-221
std::optional<Interval> compute_delong_logit_interval(const DelongAuc& auc, double level = 0.95);

struct AucComparison {
  DelongAuc first, second;
  double difference = 0;  ///< first - second
  /// Not cut to [-1, 1]. Empty as `test`, or of width 0 where that has p = 1 for want of variance.
  std::optional<Interval> interval;
  /// Empty if a class has fewer than two rows, or if the AUCs differ and yet nothing varies. Equal
  /// AUCs without variance (the same ranks twice): statistic 0, p 1, as pROC.
  std::optional<Test> test;
};

/// Two scores of the same rows: z = (auc1 - auc2) / sqrt(var1 + var2 - 2 cov), normal.
/// Empty if a class is missing.
///
/// Errors   as compute_delong; kUsage: level
std::optional<AucComparison> compute_paired_delong_test(
    Labels labels, std::span<const double> first, std::span<const double> second,
    Direction direction = Direction::kHigherIsPositive, double level = 0.95);

/// Two scores of different rows, n1 and n2 in number: t = (auc1 - auc2) / sqrt(var1 + var2) with
/// Welch-Satterthwaite degrees of freedom
/// (var1 + var2)^2 / (var1^2 / (n1 - 1) + var2^2 / (n2 - 1)), as pROC `roc.test(paired=FALSE)`.
/// Empty if a class is missing.
///
/// Errors   as compute_delong; kUsage: level
std::optional<AucComparison> compute_unpaired_delong_test(
    Labels first_labels, std::span<const double> first, Labels second_labels,
    std::span<const double> second, Direction direction = Direction::kHigherIsPositive,
    double level = 0.95);

struct DelongCovariance {
  std::vector<double> auc;         ///< (K)
  std::vector<double> covariance;  ///< (K, K)
  std::vector<bool> flipped;       ///< (K)
};

/// K scores of the same rows at once. Empty if a class has fewer than two rows.
///
/// Shapes   labels (n), each score (n)
/// Errors   as compute_delong
std::optional<DelongCovariance> compute_delong_covariance(
    Labels labels, std::span<const std::span<const double>> scores,
    Direction direction = Direction::kHigherIsPositive);

}  // namespace chordae::stats
