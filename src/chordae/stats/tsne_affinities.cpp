#include "chordae/stats/tsne_affinities.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/row_pairs.h"

namespace chordae::stats {
namespace {

// As in the authors' own code and scikit-learn's: closer makes no visible difference.
constexpr double kEntropyTolerance = 1e-5;
constexpr int kMostBisections = 100;

/// Squared distances of row i to all, turned into p_j|i in place.
void fit_precision(std::span<double> row, std::size_t i, double wanted_entropy) {
  row[i] = std::numeric_limits<double>::infinity();
  const double nearest = *std::ranges::min_element(row);  // taken off, or far points all become 0
  std::vector<double> beyond(row.begin(), row.end());
  for (double& d : beyond) d -= nearest;
  beyond[i] = 0;
  double low = 0, high = std::numeric_limits<double>::infinity(), precision = 1;
  for (int bisection = 0; bisection < kMostBisections; ++bisection) {
    double sum = 0, weighted = 0;
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] = j == i ? 0 : std::exp(-precision * beyond[j]);
      sum += row[j];
      weighted += beyond[j] * row[j];
    }
    for (double& p : row) p /= sum;
    const double off = std::log(sum) + precision * weighted / sum - wanted_entropy;
    if (std::abs(off) <= kEntropyTolerance) return;
    (off > 0 ? low : high) = precision;
    precision = std::isinf(high) ? 2 * precision : (low + high) / 2;
  }
}

}  // namespace

PaddedRows compute_tsne_affinities(const PaddedRows& rows, double perplexity, int threads) {
  const std::size_t n = rows.rows();
  if (!(perplexity >= 1 && perplexity < static_cast<double>(n))) {
    throw Error(ErrorCode::kUsage, cat("the perplexity of a map of ", n,
                                       " points lies from 1 to below ", n, ", not ", perplexity));
  }
  constexpr std::size_t kRowsAtOnce = 16;
  PaddedRows affinities(n, n);
  parallel_for(static_cast<std::int64_t>((n + kRowsAtOnce - 1) / kRowsAtOnce), threads,
               [&](std::int64_t block) {
                 check_cancelled();
                 const std::size_t first = static_cast<std::size_t>(block) * kRowsAtOnce;
                 const std::size_t count = std::min(kRowsAtOnce, n - first);
                 std::vector<double> squared(count * n);
                 compute_squared_distances({rows, first, count}, {rows, 0, n}, squared);
                 for (std::size_t r = 0; r < count; ++r) {
                   const auto row = std::span(squared).subspan(r * n, n);
                   fit_precision(row, first + r, std::log(perplexity));
                   std::ranges::copy(row, affinities.row(first + r).begin());
                 }
               });
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      const double both =
          (affinities.row(i)[j] + affinities.row(j)[i]) / (2 * static_cast<double>(n));
      affinities.row(i)[j] = affinities.row(j)[i] = both;
    }
  }
  return affinities;
}

}  // namespace chordae::stats
