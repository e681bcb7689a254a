#pragma once
// For each query, how many items are more similar to it than its best correct one, and how many are
// exactly as similar. Everything about retrieval is computed from these counts; ties are never
// settled by the order of items.

#include <cstdint>
#include <vector>

#include "chordae/stats/matrix.h"

namespace chordae::stats {

/// The best correct item stands after `better` items and somewhere among `tied_wrong` wrong and
/// `tied_correct` correct ones of exactly its similarity.
struct RetrievalRank {
  std::uint32_t better = 0, tied_wrong = 0;
  std::uint32_t tied_correct = 1;

  std::size_t optimistic() const { return std::size_t{better} + 1; }
  std::size_t pessimistic() const { return std::size_t{better} + tied_wrong + 1; }
  /// Mean over all orders of the tied: better + (tied_wrong + tied_correct + 1) / (tied_correct +
  /// 1)
  double expected() const;
};

enum class Similarity { kCosine, kDot };

struct RetrievalRanks {
  std::vector<RetrievalRank> forward;   ///< row i of `a` asks for rows of `b`
  std::vector<RetrievalRank> backward;  ///< row i of `b` asks for rows of `a`
};

/// Row i of `a` and row i of `b` are a pair (a video and its report). With `groups`, all rows of a
/// query's group are correct: reports of the same text. Every row of the other table is an item, so
/// wrong duplicates take a rank each. Memory is bounded: similarities are computed in blocks.
///
/// Shapes   a, b (n, D); groups empty or (n)
/// Errors   kShape; kNumeric: NaN, or a row of length 0 with kCosine
RetrievalRanks compute_retrieval_ranks(const Matrix& a, const Matrix& b, GroupLabels groups = {},
                                       Similarity similarity = Similarity::kCosine,
                                       int threads = 1);

}  // namespace chordae::stats
