#include "chordae/stats/padded_rows.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::stats {

PaddedRows::PaddedRows(std::size_t rows, std::size_t columns)
    : rows_(rows),
      columns_(columns),
      stride_((columns + kLanes - 1) / kLanes * kLanes),
      values_(rows_ * stride_) {}

PaddedRows::PaddedRows(const Matrix& matrix) : PaddedRows(matrix.rows, matrix.columns) {
  for (std::size_t i = 0; i < rows_; ++i)
    std::ranges::copy(matrix.values.subspan(i * columns_, columns_), row(i).begin());
}

void PaddedRows::scale_to_unit_length() {
  for (std::size_t i = 0; i < rows_; ++i) {
    double squares = 0;
    for (const double x : row(i)) squares += x * x;
    if (squares == 0) {
      throw Error(ErrorCode::kNumeric,
                  cat("the embedding at row ", i, " (from 0) is all zeros: it has no direction"));
    }
    const double length = std::sqrt(squares);
    for (double& x : row(i)) x /= length;
  }
}

PaddedRows PaddedRows::transposed() const {
  PaddedRows turned(columns_, rows_);
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t k = 0; k < columns_; ++k) turned.row(k)[i] = row(i)[k];
  }
  return turned;
}

}  // namespace chordae::stats
