#pragma once
// A small single-precision matrix product. The order of summation is fixed, so results are the same
// on every machine.

#include <cstdint>

namespace chordae {

/// Rows of matrices here are padded to this many floats.
inline constexpr std::int64_t kLaneFloats = 8;
constexpr std::int64_t padded(std::int64_t n) {
  return (n + kLaneFloats - 1) / kLaneFloats * kLaneFloats;
}

/// c = a b. Shapes   a (m, k) with rows `a_stride` apart; b (k, n), c (m, n) with rows `n` apart, n
/// a multiple of kLaneFloats.
void multiply(const float* a, std::int64_t a_stride, const float* b, float* c, std::int64_t m,
              std::int64_t k, std::int64_t n);

}  // namespace chordae
