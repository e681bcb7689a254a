#include "chordae/stats/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "chordae/base/error.h"
#include "chordae/stats/checks.h"

namespace chordae::stats {
namespace {

struct Tridiagonal {
  std::vector<double> diagonal, below;  ///< below[i] couples i and i + 1
  std::vector<double> basis;            ///< (n, n): row i is the i-th vector of the basis
};

/// A -= v w' + w v' with (I - 2 u u' / u'u) chosen so that a column has zeros under its second
/// entry. All loops run along rows: the whole matrix is kept, not a triangle.
Tridiagonal tridiagonalise(std::vector<double> a, std::size_t n) {
  Tridiagonal t{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n * n)};
  std::vector<double> scales(n), w(n);
  for (std::size_t k = 0; k + 1 < n; ++k) {
    double* const v = &a[k * n];  // row k is column k; it keeps the reflector afterwards
    double squares = 0;
    for (std::size_t i = k + 2; i < n; ++i) squares += v[i] * v[i];
    t.below[k] = v[k + 1];
    if (squares == 0) continue;  // already of the wished form: no reflection, scale 0
    const double length = std::sqrt(squares + v[k + 1] * v[k + 1]);
    t.below[k] = v[k + 1] > 0 ? -length : length;  // the sign that doesn't cancel
    v[k + 1] -= t.below[k];
    const double scale = scales[k] = 2 / (squares + v[k + 1] * v[k + 1]);

    std::fill(w.begin(), w.end(), 0.0);
    for (std::size_t i = k + 1; i < n; ++i) {
      const double* const row = &a[i * n];
      for (std::size_t j = k + 1; j < n; ++j) w[j] += scale * v[i] * row[j];
    }
    const double half = std::inner_product(w.begin() + static_cast<std::ptrdiff_t>(k) + 1, w.end(),
                                           v + k + 1, 0.0) *
                        scale / 2;
    for (std::size_t j = k + 1; j < n; ++j) w[j] -= half * v[j];
    for (std::size_t i = k + 1; i < n; ++i) {
      double* const row = &a[i * n];
      for (std::size_t j = k + 1; j < n; ++j) row[j] -= v[i] * w[j] + w[i] * v[j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) t.diagonal[i] = a[i * n + i];

  std::vector<double> q(n * n);
  for (std::size_t i = 0; i < n; ++i) q[i * n + i] = 1;
  for (std::size_t k = n; k-- > 0;) {
    if (scales[k] == 0) continue;
    const double* const v = &a[k * n];
    std::fill(w.begin(), w.end(), 0.0);
    for (std::size_t i = k + 1; i < n; ++i) {
      for (std::size_t j = k + 1; j < n; ++j) w[j] += v[i] * q[i * n + j];
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = scales[k] * v[i];
      for (std::size_t j = k + 1; j < n; ++j) q[i * n + j] -= factor * w[j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) t.basis[j * n + i] = q[i * n + j];
  }
  return t;
}

void rotate(double* upper, double* lower, std::size_t n, double c, double s) {
  for (std::size_t k = 0; k < n; ++k) {
    const double x = upper[k], y = lower[k];
    upper[k] = c * x - s * y;
    lower[k] = s * x + c * y;
  }
}

/// Implicit QL with Wilkinson's shift; turns `t.diagonal` into eigenvalues and rotates the basis
/// along.
void diagonalise(Tridiagonal& t, std::size_t n) {
  constexpr int kMostSweeps = 50;  // two suffice on average, 30 is EISPACK's limit
  auto& d = t.diagonal;
  auto& e = t.below;
  const auto is_negligible = [&](std::size_t i) {
    return std::abs(e[i]) <= std::numeric_limits<double>::epsilon() * std::sqrt(std::abs(d[i])) *
                                 std::sqrt(std::abs(d[i + 1])) ||
           std::abs(e[i]) <= std::numeric_limits<double>::min();
  };
  double norm = 0;
  for (std::size_t i = 0; i < n; ++i) norm = std::max(norm, std::abs(d[i]) + std::abs(e[i]));
  const double tiny = std::numeric_limits<double>::epsilon() * norm / 16;
  for (std::size_t l = 0; l < n; ++l) {
    for (int sweep = 0;; ++sweep) {
      std::size_t m = l;
      while (m + 1 < n && !is_negligible(m) && std::abs(e[m]) > tiny) ++m;
      if (m == l) break;
      if (sweep == kMostSweeps)
        throw Error(ErrorCode::kNumeric, "the eigenvalues of a symmetric matrix do not converge");
      double g = (d[l + 1] - d[l]) / (2 * e[l]);
      g = d[m] - d[l] + e[l] / (g + std::copysign(std::hypot(g, 1.0), g));
      double c = 1, s = 1, p = 0;
      bool is_split = false;
      for (std::size_t i = m; i-- > l;) {
        const double f = s * e[i], b = c * e[i];
        const double r = std::hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {  // the chase met a zero: the matrix falls apart here
          d[i + 1] -= p;
          e[m] = 0;
          is_split = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const double q = (d[i] - g) * s + 2 * c * b;
        p = s * q;
        d[i + 1] = g + p;
        g = c * q - b;
        rotate(&t.basis[i * n], &t.basis[(i + 1) * n], n, c, s);
      }
      if (is_split) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

}  // namespace

SymmetricEigen compute_symmetric_eigen(std::vector<double> matrix, std::size_t n) {
  check_same_size(matrix.size(), n * n, "a square matrix");
  check_finite(matrix, "matrix entry");
  Tridiagonal t = tridiagonalise(std::move(matrix), n);
  diagonalise(t, n);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return t.diagonal[a] > t.diagonal[b]; });
  SymmetricEigen result;
  result.vectors.reserve(n * n);
  for (const std::size_t i : order) {
    result.values.push_back(t.diagonal[i]);
    const auto row = std::span<const double>(t.basis).subspan(i * n, n);
    result.vectors.insert(result.vectors.end(), row.begin(), row.end());
  }
  return result;
}

}  // namespace chordae::stats
