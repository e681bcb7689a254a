#pragma once
// Rows sorted by score: what compute_cutoffs and DeLong's placements share.

#include <span>
#include <vector>

namespace chordae::stats {

/// The score beside its row: sorting these is twice as fast as sorting rows that look their score
/// up.
struct ScoredRow {
  double score;
  std::size_t row;
};

/// Highest score first; rows of equal score in no particular order.
std::vector<ScoredRow> sort_by_score(std::span<const double> scores);

/// One past the last row whose score equals that at `begin`.
inline std::size_t end_of_tie(std::span<const ScoredRow> order, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < order.size() && order[end].score == order[begin].score) ++end;
  return end;
}

}  // namespace chordae::stats
