#pragma once
// A line between two methods by the shifted median of all pairwise slopes: no distribution of the
// errors assumed, outliers bear little.

#include <cstddef>
#include <optional>
#include <span>

#include "chordae/stats/deming.h"

namespace chordae::stats {

/// All slopes are held at once: 8 bytes a pair, 400 MB at this many rows.
inline constexpr std::size_t kPassingBablokLargest = 10'000;

/// Slopes of all pairs but identical ones and those of exactly -1; K of them lie below -1; the
/// slope is their median shifted by K, the intercept the median of y - slope x. Interval of the
/// slope by order statistics, z sqrt(n (n-1) (2n+5) / 18) apart; that of the intercept by its ends.
/// A vertical pair counts as +infinity (as -infinity would come out the same). O(n^2) time and
/// memory.
///
/// Shapes   (n), (n); empty if no pair differs or the median is vertical; intervals empty where the
///          order statistics lie outside the slopes or are infinite
/// Errors   kShape, kNumeric: not finite; kUsage: level; kUnsupported: n > kPassingBablokLargest
/// Source   Passing & Bablok, J Clin Chem Clin Biochem 1983; 21:709-720
std::optional<FittedLine> compute_passing_bablok(std::span<const double> x,
                                                 std::span<const double> y, double level = 0.95);

}  // namespace chordae::stats
