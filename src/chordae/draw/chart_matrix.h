#pragma once
// A matrix of shaded cells with their numbers: confusion matrices, heat maps.

#include <optional>
#include <string>
#include <vector>

#include "chordae/draw/chart_drawing.h"

namespace chordae::chart {

struct Matrix {
  std::string title, caption, empty_reason;
  std::string row_title, column_title;  ///< "Reference", "Predicted"
  std::vector<std::string> rows, columns;
  std::vector<double> values;       ///< (rows, columns), the shade; not finite: blank
  std::vector<std::string> texts;   ///< (rows, columns) or empty: the values
  std::optional<double> low, high;  ///< of the shades; absent: from the values
  int decimals = 0;                 ///< of the values as text
};

/// Shares of each row, for a confusion matrix shaded by row with counts as texts; rows that sum to
/// zero give NaN. Errors  kShape
std::vector<double> compute_row_shares(const std::vector<double>& counts, std::size_t columns);

/// Errors  kShape: values or texts that don't fit
Drawing draw(const Matrix& matrix);

}  // namespace chordae::chart
