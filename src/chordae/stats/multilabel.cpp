#include "chordae/stats/multilabel.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/auc.h"
#include "chordae/stats/confusion.h"
#include "chordae/stats/precision_recall.h"

namespace chordae::stats {
namespace {

/// All but `micro`. `measure(i)` is the value of condition i.
template <class Measure>
ConditionAverages average(std::span<const ConditionScores> conditions, Measure&& measure) {
  ConditionAverages result;
  double sum = 0, weighted_sum = 0, all_positives = 0;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    try {
      result.each.push_back(measure(i));
    } catch (Error& e) {
      e.add_context(cat("condition ", i, " (from 0)"));
      throw;
    }
    if (!result.each.back()) continue;
    const Labels labels = conditions[i].labels;
    const auto positives = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
    ++result.defined;
    sum += *result.each.back();
    weighted_sum += positives * *result.each.back();
    all_positives += positives;
  }
  if (result.defined > 0) result.macro = sum / static_cast<double>(result.defined);
  if (all_positives > 0) result.weighted = weighted_sum / all_positives;
  return result;
}

/// All rows of all conditions as one.
Cutoffs pool(std::span<const ConditionScores> conditions) {
  std::vector<std::uint8_t> labels;
  std::vector<double> scores;
  for (const ConditionScores& c : conditions) {
    labels.insert(labels.end(), c.labels.begin(), c.labels.end());
    scores.insert(scores.end(), c.scores.begin(), c.scores.end());
  }
  return compute_cutoffs(labels, scores);
}

}  // namespace

ConditionAverages compute_auc_over_conditions(std::span<const ConditionScores> conditions) {
  ConditionAverages result = average(conditions, [&](std::size_t i) {
    return compute_auc(conditions[i].labels, conditions[i].scores);
  });
  result.micro = compute_auc(pool(conditions));
  return result;
}

ConditionAverages compute_average_precision_over_conditions(
    std::span<const ConditionScores> conditions) {
  ConditionAverages result = average(conditions, [&](std::size_t i) {
    return compute_average_precision(conditions[i].labels, conditions[i].scores);
  });
  result.micro = compute_average_precision(pool(conditions));
  return result;
}

ConditionAverages compute_f1_over_conditions(std::span<const ConditionScores> conditions,
                                             std::span<const double> thresholds) {
  check_same_size(conditions.size(), thresholds.size(), "conditions and thresholds");
  Confusion all;
  ConditionAverages result = average(conditions, [&](std::size_t i) {
    const Confusion c =
        compute_confusion(conditions[i].labels, conditions[i].scores, thresholds[i]);
    all.true_positives += c.true_positives;
    all.false_positives += c.false_positives;
    all.true_negatives += c.true_negatives;
    all.false_negatives += c.false_negatives;
    return compute_confusion_measures(c).f1;
  });
  result.micro = compute_confusion_measures(all).f1;
  return result;
}

std::optional<double> compute_top_k_accuracy(std::span<const std::size_t> classes,
                                             std::span<const std::span<const double>> scores,
                                             std::size_t k) {
  if (k < 1 || k > scores.size()) {
    throw Error(ErrorCode::kUsage, cat("top ", k, " of ", scores.size(), " classes"));
  }
  for (std::size_t c = 0; c < scores.size(); ++c) {
    check_same_size(classes.size(), scores[c].size(), cat("classes and scores of class ", c));
    check_finite(scores[c], cat("score of class ", c));
  }
  double hits = 0;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    if (classes[row] >= scores.size()) {
      throw Error(ErrorCode::kNumeric, cat("class at row ", row, " (from 0) has no scores"));
    }
    const double own = scores[classes[row]][row];
    std::size_t higher = 0, equal = 0;  // the row's own class is one of the equal
    for (const auto& score : scores) {
      higher += score[row] > own;
      equal += score[row] == own;
    }
    if (higher >= k) continue;
    hits += std::min(1.0, static_cast<double>(k - higher) / static_cast<double>(equal));
  }
  if (classes.empty()) return {};
  return hits / static_cast<double>(classes.size());
}

}  // namespace chordae::stats
