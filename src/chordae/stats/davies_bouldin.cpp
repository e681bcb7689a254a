#include "chordae/stats/davies_bouldin.h"

#include <algorithm>
#include <cmath>

#include "chordae/stats/checks.h"

namespace chordae::stats {

std::optional<double> compute_davies_bouldin(const Matrix& matrix, GroupLabels labels) {
  check_matrix(matrix);
  check_same_size(matrix.rows, labels.size(), "embeddings and groups");
  const Groups groups = index_groups(labels);
  const std::size_t count = groups.sizes.size(), width = matrix.columns;
  if (count < 2 || count >= matrix.rows) return std::nullopt;

  std::vector<double> means(count * width), spreads(count);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t k = 0; k < width; ++k)
      means[groups.of_row[i] * width + k] += matrix.values[i * width + k];
  }
  for (std::size_t g = 0; g < count; ++g) {
    for (std::size_t k = 0; k < width; ++k)
      means[g * width + k] /= static_cast<double>(groups.sizes[g]);
  }
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const std::size_t g = groups.of_row[i];
    double squares = 0;
    for (std::size_t k = 0; k < width; ++k) {
      const double off = matrix.values[i * width + k] - means[g * width + k];
      squares += off * off;
    }
    spreads[g] += std::sqrt(squares) / static_cast<double>(groups.sizes[g]);
  }

  double total = 0;
  for (std::size_t a = 0; a < count; ++a) {
    double worst = 0;
    for (std::size_t b = 0; b < count; ++b) {
      if (a == b) continue;
      double squares = 0;
      for (std::size_t k = 0; k < width; ++k) {
        const double off = means[a * width + k] - means[b * width + k];
        squares += off * off;
      }
      if (squares == 0) return std::nullopt;
      worst = std::max(worst, (spreads[a] + spreads[b]) / std::sqrt(squares));
    }
    total += worst;
  }
  return total / static_cast<double>(count);
}

}  // namespace chordae::stats
