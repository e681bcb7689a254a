#include "chordae/stats/cutoffs.h"

#include "chordae/stats/score_order.h"

namespace chordae::stats {

Cutoffs compute_cutoffs(Labels labels, std::span<const double> scores,
                        std::span<const double> weights) {
  check_same_size(labels.size(), scores.size(), "labels and scores");
  check_labels(labels);
  check_finite(scores, "score");
  check_weights(weights, scores.size());

  const std::vector<ScoredRow> order = sort_by_score(scores);
  Cutoffs cutoffs;
  for (std::size_t begin = 0; begin < order.size();) {
    const std::size_t end = end_of_tie(order, begin);
    const double before = cutoffs.positives + cutoffs.negatives;
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = order[i].row;
      const double weight = weights.empty() ? 1 : weights[row];
      (labels[row] ? cutoffs.positives : cutoffs.negatives) += weight;
    }
    if (cutoffs.positives + cutoffs.negatives > before) {
      cutoffs.points.push_back({order[begin].score, cutoffs.positives, cutoffs.negatives});
    }
    begin = end;
  }
  return cutoffs;
}

}  // namespace chordae::stats
