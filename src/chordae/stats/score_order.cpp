#include "chordae/stats/score_order.h"

#include <algorithm>

namespace chordae::stats {

std::vector<ScoredRow> sort_by_score(std::span<const double> scores) {
  std::vector<ScoredRow> order(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) order[i] = {scores[i], i};
  std::sort(order.begin(), order.end(),
            [](const ScoredRow& a, const ScoredRow& b) { return a.score > b.score; });
  return order;
}

}  // namespace chordae::stats
