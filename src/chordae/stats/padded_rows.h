#pragma once
// A table of doubles whose rows are padded with zeros to whole vectors of the processor, so that
// the loops over pairs of rows (row_pairs.h) have no remainder.

#include <span>
#include <vector>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

class PaddedRows {
 public:
  static constexpr std::size_t kLanes = 8;

  PaddedRows(std::size_t rows, std::size_t columns);
  explicit PaddedRows(const Matrix& matrix);

  /// Errors   kNumeric at the first row of length 0
  void scale_to_unit_length();
  PaddedRows transposed() const;

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t stride() const { return stride_; }
  std::span<double> row(std::size_t i) { return {values_.data() + i * stride_, columns_}; }
  std::span<const double> row(std::size_t i) const {
    return {values_.data() + i * stride_, columns_};
  }

 private:
  std::size_t rows_, columns_, stride_;
  std::vector<double> values_;
};

}  // namespace chordae::stats
