#include "chordae/stats/placements.h"

#include <algorithm>
#include <numeric>

#include "chordae/stats/score_order.h"

namespace chordae::stats {
namespace {

double compute_median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

bool is_median_higher_in_negatives(Labels labels, std::span<const double> scores) {
  std::vector<double> positive, negative;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    (labels[i] ? positive : negative).push_back(scores[i]);
  }
  return compute_median(negative) > compute_median(positive);
}

}  // namespace

Placements compute_placements(Labels labels, std::span<const double> scores, Direction direction) {
  check_same_size(labels.size(), scores.size(), "labels and scores");
  check_labels(labels);
  check_finite(scores, "score");

  Placements result;
  result.counts.resize(scores.size());
  result.positives = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
  result.negatives = static_cast<double>(labels.size()) - result.positives;
  if (result.positives == 0 || result.negatives == 0) return result;
  result.flipped = direction == Direction::kAuto && is_median_higher_in_negatives(labels, scores);

  const std::vector<ScoredRow> order = sort_by_score(scores);
  double positives_above = 0, negatives_above = 0, pairs = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    const std::size_t end = end_of_tie(order, begin);
    double positives = 0;
    for (std::size_t i = begin; i < end; ++i) positives += labels[order[i].row];
    const double negatives = static_cast<double>(end - begin) - positives;
    const double negatives_below = result.negatives - negatives_above - negatives / 2;
    const double positives_higher = positives_above + positives / 2;
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = order[i].row;
      const double count = labels[row] ? negatives_below : positives_higher;
      result.counts[row] = result.flipped ? result.opposite(labels[row]) - count : count;
    }
    pairs += positives * negatives_below;
    positives_above += positives;
    negatives_above += negatives;
    begin = end;
  }
  const double all = result.positives * result.negatives;
  result.auc = (result.flipped ? all - pairs : pairs) / all;
  return result;
}

}  // namespace chordae::stats
