#include "chordae/stats/row_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/thread_pool.h"
#include "chordae/base/processor_clones.h"
#include "chordae/stats/lanes.h"

namespace chordae::stats {
namespace {

struct Dot {
  static Vector term(Vector a, Vector b) { return a * b; }
};
struct SquaredDifference {
  static Vector term(Vector a, Vector b) { return (a - b) * (a - b); }
};

/// kA x kB pairs at once: each loaded row is used several times. Every pair has its own sums in the
/// same order whatever kA and kB.
template <class Term, std::size_t kA, std::size_t kB>
inline void tile(const double* a, const double* b, std::size_t stride, double* out,
                 std::size_t out_stride) {
  Vector sums[kA][kB] = {};
  for (std::size_t k = 0; k < stride; k += kLanes) {
    Vector right[kB];
    for (std::size_t j = 0; j < kB; ++j) right[j] = load(b + j * stride + k);
    for (std::size_t i = 0; i < kA; ++i) {
      const Vector left = load(a + i * stride + k);
      for (std::size_t j = 0; j < kB; ++j) sums[i][j] += Term::term(left, right[j]);
    }
  }
  for (std::size_t i = 0; i < kA; ++i) {
    for (std::size_t j = 0; j < kB; ++j) {
      const Vector& s = sums[i][j];
      out[i * out_stride + j] = ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
    }
  }
}

/// Rows that one tile takes of each table: eight running sums fit the registers of any processor.
constexpr std::size_t kRowsA = 4, kRowsB = 2;

template <class Term>
inline void all_tiles(const double* a, std::size_t rows_a, const double* b, std::size_t rows_b,
                      std::size_t stride, double* out) {
  for (std::size_t i = 0; i < rows_a;) {
    const bool whole_a = i + kRowsA <= rows_a;
    for (std::size_t j = 0; j < rows_b;) {
      const bool whole_b = j + kRowsB <= rows_b;
      const double *from_a = a + i * stride, *from_b = b + j * stride;
      double* const to = out + i * rows_b + j;
      if (whole_a && whole_b) {
        tile<Term, kRowsA, kRowsB>(from_a, from_b, stride, to, rows_b);
      } else if (whole_a) {
        tile<Term, kRowsA, 1>(from_a, from_b, stride, to, rows_b);
      } else if (whole_b) {
        tile<Term, 1, kRowsB>(from_a, from_b, stride, to, rows_b);
      } else {
        tile<Term, 1, 1>(from_a, from_b, stride, to, rows_b);
      }
      j += whole_b ? kRowsB : 1;
    }
    i += whole_a ? kRowsA : 1;
  }
}

CHORDAE_PROCESSOR_CLONES
void dot_tiles(const double* a, std::size_t rows_a, const double* b, std::size_t rows_b,
               std::size_t stride, double* out) {
  all_tiles<Dot>(a, rows_a, b, rows_b, stride, out);
}

CHORDAE_PROCESSOR_CLONES
void squared_distance_tiles(const double* a, std::size_t rows_a, const double* b,
                            std::size_t rows_b, std::size_t stride, double* out) {
  all_tiles<SquaredDifference>(a, rows_a, b, rows_b, stride, out);
}

void check_pairs(const RowRange& a, const RowRange& b, std::span<double> out) {
  if (a.of.columns() != b.of.columns() || a.first + a.count > a.of.rows() ||
      b.first + b.count > b.of.rows() || out.size() != a.count * b.count) {
    throw Error(ErrorCode::kShape,
                "pairs of rows: widths, ranges and room for the result don't fit");
  }
}

/// Rows whose distances are computed at once: few enough for the cache, whole tiles.
constexpr std::size_t kRowsAtOnce = 4 * kRowsA;

}  // namespace

void compute_dots(RowRange a, RowRange b, std::span<double> out) {
  check_pairs(a, b, out);
  if (out.empty()) return;
  dot_tiles(a.of.row(a.first).data(), a.count, b.of.row(b.first).data(), b.count, a.of.stride(),
            out.data());
}

void compute_squared_distances(RowRange a, RowRange b, std::span<double> out) {
  check_pairs(a, b, out);
  if (out.empty()) return;
  squared_distance_tiles(a.of.row(a.first).data(), a.count, b.of.row(b.first).data(), b.count,
                         a.of.stride(), out.data());
}

RowDistances::RowDistances(const Matrix& matrix, Metric metric)
    : rows_((check_matrix(matrix), matrix)), metric_(metric) {
  if (metric == Metric::kCosine) rows_.scale_to_unit_length();
}

void RowDistances::for_each_row(
    int threads, const std::function<void(std::size_t, std::span<const double>)>& body) const {
  const std::size_t n = rows_.rows();
  parallel_for(static_cast<std::int64_t>((n + kRowsAtOnce - 1) / kRowsAtOnce), threads,
               [&](std::int64_t block) {
                 const std::size_t first = static_cast<std::size_t>(block) * kRowsAtOnce;
                 const std::size_t count = std::min(kRowsAtOnce, n - first);
                 std::vector<double> distances(count * n);
                 compute_squared_distances({rows_, first, count}, {rows_, 0, n}, distances);
                 for (double& d : distances) {
                   // |a - b|^2 / 2 = 1 - cos(a, b) for unit rows, without cancellation.
                   d = metric_ == Metric::kCosine ? d / 2 : std::sqrt(d);
                 }
                 for (std::size_t i = 0; i < count; ++i)
                   body(first + i, std::span(distances).subspan(i * n, n));
               });
}

}  // namespace chordae::stats
