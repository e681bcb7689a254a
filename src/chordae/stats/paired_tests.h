#pragma once
// Student's and Welch's t, and McNemar's test of two classifiers on the same rows.

#include <cstddef>
#include <optional>
#include <span>

#include "chordae/stats/checks.h"
#include "chordae/stats/interval.h"

namespace chordae::stats {

struct MeanDifference {
  Estimate difference;  ///< mean of a less mean of b
  Test test;            ///< t, two-sided
};

/// t = mean(a - b) sqrt(n) / sd(a - b), n - 1 degrees of freedom.
///
/// Shapes   (n), (n); empty if n < 2 or all differences are equal (but for rounding)
/// Errors   kShape, kNumeric: not finite; kUsage: level
/// Source   Student, Biometrika 1908; 6:1-25; scipy.stats.ttest_rel
std::optional<MeanDifference> compute_paired_t(std::span<const double> a, std::span<const double> b,
                                               double level = 0.95);

/// Unequal variances, the Welch-Satterthwaite degrees of freedom.
///
/// Shapes   (n1), (n2); empty if either has less than two, or both are constant (but for
///          rounding)
/// Errors   kNumeric: not finite; kUsage: level
/// Source   Welch, Biometrika 1947; 34:28-35; scipy.stats.ttest_ind(equal_var=False)
std::optional<MeanDifference> compute_welch_t(std::span<const double> a, std::span<const double> b,
                                              double level = 0.95);

/// Rows on which the two disagree.
struct DiscordantPairs {
  std::size_t only_first = 0, only_second = 0;  ///< right by the first alone, by the second alone
};

/// Errors  kShape, kNumeric: neither 0 nor 1
DiscordantPairs count_discordant(Labels first_right, Labels second_right);

/// Binomial(only_first + only_second, 1/2), two-sided; the statistic is the smaller count, and p is
/// 1 without any. Source  McNemar, Psychometrika 1947; 12:153-157
Test compute_mcnemar_exact(const DiscordantPairs& pairs);

/// (|b - c| - 1)^2 / (b + c), one degree of freedom; without `continuity` no 1 is taken off, nor
/// where b = c (as R, unlike statsmodels). Empty if b + c = 0. Source  as above; Edwards 1948
std::optional<Test> compute_mcnemar_chi_squared(const DiscordantPairs& pairs,
                                                bool continuity = true);

}  // namespace chordae::stats
