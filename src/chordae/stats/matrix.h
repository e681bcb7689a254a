#pragma once
// Embeddings as this room sees them: a view of a row-major table of floats, one item a row; and the
// groups (condition, vendor, patient ...) that the rows belong to.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace chordae::stats {

/// Shapes   values (rows, columns), row-major
struct Matrix {
  std::span<const float> values;
  std::size_t rows = 0, columns = 0;
};

/// Errors   kShape: not rows x columns values, or no columns; kNumeric at the first that is NaN or
///          infinite: "embedding at row 3, column 7 (from 0) is not a finite number"
void check_matrix(const Matrix& matrix, std::string_view name = "embedding");

/// kEuclidean: |a - b|. kCosine: 1 - cos(a, b); a row of length 0 has none and is refused.
enum class Metric { kEuclidean, kCosine };

/// Group of each row: any integers; only which are equal matters.
using GroupLabels = std::span<const std::int64_t>;

/// Groups numbered 0, 1 ... in ascending order of their labels.
struct Groups {
  std::vector<std::size_t> of_row;
  std::vector<std::int64_t> labels;  ///< of each group
  std::vector<std::size_t> sizes;    ///< rows of each group
};
Groups index_groups(GroupLabels labels);

/// Mean over the groups of the mean of their rows' values, so that small groups count as large
/// ones.
double compute_macro_mean(std::span<const double> values, const Groups& groups);

}  // namespace chordae::stats
