#pragma once
// Checks of what callers pass in: each throws an Error that names the argument and the first place.

#include <cstdint>
#include <span>
#include <string_view>

namespace chordae::stats {

/// Class of each row: 0 or 1.
using Labels = std::span<const std::uint8_t>;

/// Errors  kShape
void check_same_size(std::size_t a, std::size_t b, std::string_view what);
/// Errors  kNumeric at the first that is NaN or infinite: "score at row 17 (from 0) is not a finite
/// number"
void check_finite(std::span<const double> values, std::string_view name);
/// Errors  kNumeric at the first that is neither 0 nor 1
void check_labels(Labels labels, std::string_view name = "label");
/// Positive weights within these bounds: products of two sums neither overflow nor vanish.
inline constexpr double kSmallestWeight = 1e-50, kLargestWeight = 1e50;
/// An empty span means a weight of one each. Errors  kShape, kNumeric: negative, not finite, or
/// positive and out of those bounds
void check_weights(std::span<const double> weights, std::size_t count);
/// Errors  kNumeric at the first outside [0, 1]
void check_probabilities(std::span<const double> values, std::string_view name = "probability");
/// Errors  kNumeric: not finite, as where squares of values beyond 1e154 were added up
void check_no_overflow(double sum, std::string_view name);
/// Errors  kUsage unless 0 < level < 1
void check_level(double level);

}  // namespace chordae::stats
