#include "chordae/stats/retrieval_ranks.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>

#include "chordae/base/cancel.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/row_pairs.h"

namespace chordae::stats {
namespace {

PaddedRows prepare(const Matrix& matrix, Similarity similarity) {
  PaddedRows rows(matrix);
  if (similarity == Similarity::kCosine) rows.scale_to_unit_length();
  return rows;
}

/// Similarity of each query's best correct item, and how many correct ones share it.
struct BestCorrect {
  std::vector<double> similarity;
  std::vector<std::uint32_t> tied;
};

BestCorrect find_best_correct(const PaddedRows& queries, const PaddedRows& items,
                              const Groups& groups) {
  const std::size_t n = queries.rows();
  std::vector<std::vector<std::size_t>> members(groups.sizes.size());
  for (std::size_t i = 0; i < n; ++i) members[groups.of_row[i]].push_back(i);
  BestCorrect best{std::vector<double>(n, -std::numeric_limits<double>::infinity()),
                   std::vector<std::uint32_t>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::size_t j : members[groups.of_row[i]]) {
      double s = 0;
      compute_dots({queries, i, 1}, {items, j, 1}, std::span(&s, 1));
      if (s > best.similarity[i]) {
        best.similarity[i] = s;
        best.tied[i] = 0;
      }
      best.tied[i] += s == best.similarity[i] ? 1 : 0;
    }
  }
  return best;
}

/// Counts over all items, correct ones too; whole numbers, so the order of threads leaves no trace.
struct Counts {
  explicit Counts(std::size_t n) : better(n), equal(n) {}
  std::vector<std::atomic<std::uint32_t>> better, equal;

  std::vector<RetrievalRank> ranks(const BestCorrect& best) const {
    std::vector<RetrievalRank> result;
    for (std::size_t i = 0; i < better.size(); ++i)
      result.push_back({better[i], equal[i] - best.tied[i], best.tied[i]});
    return result;
  }
};

}  // namespace

double RetrievalRank::expected() const {
  return better + (static_cast<double>(tied_wrong) + tied_correct + 1) / (tied_correct + 1.0);
}

RetrievalRanks compute_retrieval_ranks(const Matrix& a, const Matrix& b, GroupLabels labels,
                                       Similarity similarity, int threads) {
  check_matrix(a, "query embedding");
  check_matrix(b, "item embedding");
  check_same_size(a.rows, b.rows, "paired embeddings, rows");
  check_same_size(a.columns, b.columns, "paired embeddings, widths");
  const std::size_t n = a.rows;
  std::vector<std::int64_t> own(n);
  std::iota(own.begin(), own.end(), 0);
  if (!labels.empty()) check_same_size(n, labels.size(), "pairs and groups");
  const Groups groups = index_groups(labels.empty() ? GroupLabels(own) : labels);

  const PaddedRows rows_a = prepare(a, similarity), rows_b = prepare(b, similarity);
  const BestCorrect best_forward = find_best_correct(rows_a, rows_b, groups);
  const BestCorrect best_backward = find_best_correct(rows_b, rows_a, groups);
  Counts forward(n), backward(n);
  constexpr std::size_t kRowsA = 64, kRowsB = 256;  // similarities of a block stay in the cache
  parallel_for(
      static_cast<std::int64_t>((n + kRowsA - 1) / kRowsA), threads, [&](std::int64_t block) {
        check_cancelled();
        const std::size_t first_a = static_cast<std::size_t>(block) * kRowsA;
        const std::size_t count_a = std::min(kRowsA, n - first_a);
        std::vector<double> similarities;
        std::vector<std::uint32_t> better(kRowsB), equal(kRowsB);
        for (std::size_t first_b = 0; first_b < n; first_b += kRowsB) {
          const std::size_t count_b = std::min(kRowsB, n - first_b);
          similarities.resize(count_a * count_b);
          compute_dots({rows_a, first_a, count_a}, {rows_b, first_b, count_b}, similarities);
          std::ranges::fill(better, 0u);
          std::ranges::fill(equal, 0u);
          const double* const item_best = &best_backward.similarity[first_b];
          for (std::size_t i = 0; i < count_a; ++i) {
            const double query_best = best_forward.similarity[first_a + i];
            const double* const row = &similarities[i * count_b];
            std::uint32_t row_better = 0, row_equal = 0;
            for (std::size_t j = 0; j < count_b; ++j) {
              row_better += row[j] > query_best;
              row_equal += row[j] == query_best;
              better[j] += row[j] > item_best[j];
              equal[j] += row[j] == item_best[j];
            }
            forward.better[first_a + i] += row_better;
            forward.equal[first_a + i] += row_equal;
          }
          for (std::size_t j = 0; j < count_b; ++j) {
            backward.better[first_b + j] += better[j];
            backward.equal[first_b + j] += equal[j];
          }
        }
      });
  return {forward.ranks(best_forward), backward.ranks(best_backward)};
}

}  // namespace chordae::stats
