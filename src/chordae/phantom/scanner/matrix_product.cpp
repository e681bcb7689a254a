#include "chordae/phantom/scanner/matrix_product.h"

#include <cstring>

namespace chordae {
namespace {

using Lane = float __attribute__((vector_size(kLaneFloats * sizeof(float))));

/// kRows rows and one lane of columns of c, summed in registers.
template <int kRows>
inline void tile(const float* a, std::int64_t a_stride, const float* b, float* c, std::int64_t k,
                 std::int64_t n) {
  Lane sums[kRows] = {};
  for (std::int64_t i = 0; i < k; ++i) {
    Lane right;
    std::memcpy(&right, b + i * n, sizeof(right));
    for (int r = 0; r < kRows; ++r) sums[r] += a[r * a_stride + i] * right;
  }
  for (int r = 0; r < kRows; ++r) std::memcpy(c + r * n, &sums[r], sizeof(Lane));
}

}  // namespace

void multiply(const float* a, std::int64_t a_stride, const float* b, float* c, std::int64_t m,
              std::int64_t k, std::int64_t n) {
  constexpr int kRows = 4;
  for (std::int64_t j = 0; j < n; j += kLaneFloats) {
    std::int64_t i = 0;
    for (; i + kRows <= m; i += kRows)
      tile<kRows>(a + i * a_stride, a_stride, b + j, c + i * n + j, k, n);
    for (; i < m; ++i) tile<1>(a + i * a_stride, a_stride, b + j, c + i * n + j, k, n);
  }
}

}  // namespace chordae
