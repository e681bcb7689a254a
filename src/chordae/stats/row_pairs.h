#pragma once
// Dot products and distances between all pairs of rows of two tables: the inner loop of everything
// about embeddings. A pair gives the same digits in every block, on every processor and with its
// rows exchanged, so duplicated rows tie exactly.

#include <functional>
#include <span>

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

/// Rows [first, first + count) of a table.
struct RowRange {
  const PaddedRows& of;
  std::size_t first, count;
};

/// out (a.count, b.count) of sum_k a_ik b_jk.
void compute_dots(RowRange a, RowRange b, std::span<double> out);
/// out (a.count, b.count) of sum_k (a_ik - b_jk)^2.
void compute_squared_distances(RowRange a, RowRange b, std::span<double> out);

/// Distances between the rows of one table.
class RowDistances {
 public:
  /// Errors   as check_matrix; kNumeric at a row of length 0 with kCosine
  RowDistances(const Matrix& matrix, Metric metric);
  /// Calls `body(i, distances of row i to all rows)` for every row, on up to `threads` threads.
  void for_each_row(int threads,
                    const std::function<void(std::size_t, std::span<const double>)>& body) const;

 private:
  PaddedRows rows_;
  Metric metric_;
};

}  // namespace chordae::stats
