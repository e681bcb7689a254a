#include "chordae/stats/silhouette.h"

#include <algorithm>
#include <limits>

#include "chordae/stats/checks.h"
#include "chordae/stats/row_pairs.h"

namespace chordae::stats {

std::optional<Silhouette> compute_silhouette(const Matrix& matrix, GroupLabels labels,
                                             Metric metric, int threads) {
  const RowDistances distances(matrix, metric);
  check_same_size(matrix.rows, labels.size(), "embeddings and groups");
  const Groups groups = index_groups(labels);
  const std::size_t count = groups.sizes.size();
  if (count < 2 || count >= matrix.rows) return std::nullopt;

  Silhouette result;
  result.of_row.resize(matrix.rows);
  distances.for_each_row(threads, [&](std::size_t i, std::span<const double> to) {
    const std::size_t own = groups.of_row[i];
    if (groups.sizes[own] == 1) return;
    std::vector<double> sums(count);
    for (std::size_t j = 0; j < to.size(); ++j) sums[groups.of_row[j]] += to[j];
    const double within = sums[own] / static_cast<double>(groups.sizes[own] - 1);
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t g = 0; g < count; ++g) {
      if (g != own) nearest = std::min(nearest, sums[g] / static_cast<double>(groups.sizes[g]));
    }
    const double larger = std::max(within, nearest);
    if (larger > 0) result.of_row[i] = (nearest - within) / larger;
  });
  for (const double s : result.of_row) result.mean += s;
  result.mean /= static_cast<double>(matrix.rows);
  result.macro_mean = compute_macro_mean(result.of_row, groups);
  return result;
}

}  // namespace chordae::stats
