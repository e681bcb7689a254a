#pragma once
// Means and sums of squares about them, in two passes: what agreement and comparisons are made of.
// Sums start from the first value, so constants have a sum of squares of exactly zero and what
// divides by it can be told to be undefined. Values beyond 1e154 are refused (kNumeric: their
// squares overflow); a spread below 1e-162 counts as none.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chordae::stats {

struct Moments {
  std::size_t count = 0;
  double mean = 0;
  double squares = 0;  ///< sum of (x - mean)^2

  double variance() const { return squares / (static_cast<double>(count) - 1); }
};

/// Of an empty span: all zero. Doesn't check; callers have.
Moments compute_moments(std::span<const double> values);

struct CrossMoments {
  std::size_t count = 0;
  double mean_x = 0, mean_y = 0;
  double xx = 0, yy = 0, xy = 0;  ///< sums of squares and products about the means
};

CrossMoments compute_cross_moments(std::span<const double> x, std::span<const double> y);

/// Whose each value is: any numbers, equal for the same subject, in any order.
using Subjects = std::span<const std::uint32_t>;

/// One entry a subject, by rising id.
std::vector<Moments> compute_moments_by_subject(std::span<const double> values, Subjects subjects);

/// Whether a sum of `count` squares is no more than the rounding of decimals as large as those of
/// `a` and `b`, such as 0.3 - 0.2: what divides by it would be a ratio of rounding errors.
bool is_rounding(double squares, double count, std::span<const double> a,
                 std::span<const double> b);

/// a - b of each row. Errors  kShape if sizes differ; kNumeric at a value that isn't finite, or two
/// whose difference isn't
std::vector<double> compute_differences(std::span<const double> a, std::span<const double> b);

}  // namespace chordae::stats
