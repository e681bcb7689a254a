#include "chordae/stats/neighbours.h"

#include <algorithm>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/row_pairs.h"

namespace chordae::stats {

std::optional<NeighbourPurity> compute_neighbour_purity(const Matrix& matrix, GroupLabels labels,
                                                        std::size_t k, Metric metric, int threads) {
  const RowDistances distances(matrix, metric);
  const std::size_t n = matrix.rows;
  check_same_size(n, labels.size(), "embeddings and groups");
  const Groups groups = index_groups(labels);
  if (groups.sizes.size() < 2) return std::nullopt;
  if (k < 1 || k >= n)
    throw Error(ErrorCode::kUsage, cat("a row has 1 to ", n - 1, " neighbours, not ", k));

  NeighbourPurity result;
  result.of_row.resize(n);
  distances.for_each_row(threads, [&](std::size_t i, std::span<const double> to) {
    std::vector<std::size_t> others(n);
    std::iota(others.begin(), others.end(), std::size_t{0});
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(others.begin(), end - 1, others.end(), [&](std::size_t a, std::size_t b) {
      return to[a] != to[b] ? to[a] < to[b] : a < b;
    });
    const auto same = std::count_if(
        others.begin(), end, [&](std::size_t j) { return groups.of_row[j] == groups.of_row[i]; });
    result.of_row[i] = static_cast<double>(same) / static_cast<double>(k);
  });
  for (std::size_t i = 0; i < n; ++i) {
    result.mean += result.of_row[i];
    result.by_chance += static_cast<double>(groups.sizes[groups.of_row[i]] - 1);
  }
  result.mean /= static_cast<double>(n);
  result.by_chance /= static_cast<double>(n) * static_cast<double>(n - 1);
  result.macro_mean = compute_macro_mean(result.of_row, groups);
  return result;
}

}  // namespace chordae::stats
