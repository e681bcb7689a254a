#include "chordae/stats/bootstrap_panel.h"

#include <algorithm>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::stats {

PanelSweep::PanelSweep(const PanelCondition& condition, std::size_t design_rows)
    : design_rows_(design_rows) {
  const auto& [labels, probabilities, rows] = condition;
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_same_size(labels.size(), rows.empty() ? design_rows : rows.size(), "labels and rows");
  check_labels(labels);
  check_probabilities(probabilities);
  const auto place = std::ranges::find_if(rows, [&](auto row) { return row >= design_rows; });
  if (place != rows.end()) {
    throw Error(ErrorCode::kShape, cat("row ", *place, " of a design of ", design_rows, " rows"));
  }
  std::vector<std::uint32_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::uint32_t i) { return probabilities[i]; });
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::uint32_t i = order[k];
    const double error = probabilities[i] - labels[i];
    rows_.push_back(rows.empty() ? i : rows[i]);
    labels_.push_back(labels[i]);
    squared_errors_.push_back(error * error);
    is_last_of_tie_.push_back(k + 1 == order.size() ||
                              probabilities[order[k + 1]] != probabilities[i]);
  }
}

PanelValues PanelSweep::compute(std::span<const std::uint32_t> counts) const {
  check_same_size(counts.size(), design_rows_, "counts and rows");
  // Positives and negatives at or above the step before, and of this step.
  std::uint64_t above_positives = 0, above_negatives = 0, positives = 0, negatives = 0;
  std::uint64_t twice_pairs_won = 0;  // a tied pair is half won: exact in integers
  double precision_sum = 0, squared_error_sum = 0;
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    const std::uint32_t count = counts[rows_[k]];
    const std::uint32_t of_positive = labels_[k] * count;
    positives += of_positive;
    negatives += count - of_positive;
    squared_error_sum += count * squared_errors_[k];
    if (!is_last_of_tie_[k]) continue;
    twice_pairs_won += negatives * (2 * above_positives + positives);
    above_positives += positives;
    above_negatives += negatives;
    if (positives > 0) {
      precision_sum += static_cast<double>(positives) * static_cast<double>(above_positives) /
                       static_cast<double>(above_positives + above_negatives);
    }
    positives = negatives = 0;
  }
  PanelValues out;
  const auto all_positives = static_cast<double>(above_positives);
  const auto all_negatives = static_cast<double>(above_negatives);
  if (above_positives > 0 && above_negatives > 0) {
    out.auc = 0.5 * static_cast<double>(twice_pairs_won) / (all_positives * all_negatives);
  }
  if (above_positives > 0) out.average_precision = precision_sum / all_positives;
  if (above_positives + above_negatives > 0) {
    out.brier = squared_error_sum / (all_positives + all_negatives);
  }
  return out;
}

std::vector<PanelBootstrap> compute_panel_bootstrap(const SamplingDesign& design,
                                                    std::span<const PanelCondition> conditions,
                                                    const Rng& rng,
                                                    const BootstrapOptions& options) {
  std::vector<PanelSweep> sweeps;
  for (std::size_t k = 0; k < conditions.size(); ++k) {
    try {
      sweeps.emplace_back(conditions[k], design.rows());
    } catch (Error& e) {
      e.add_context(cat("condition ", k, " (from 0)"));
      throw;
    }
  }
  const BootstrapDistribution empty = make_distribution(design, rng, options);
  std::vector<PanelBootstrap> out(conditions.size(), {empty, empty, empty});
  for_each_resample(design, rng, options,
                    [&](std::size_t i, std::span<const std::uint32_t> counts) {
                      for (std::size_t k = 0; k < sweeps.size(); ++k) {
                        const PanelValues values = sweeps[k].compute(counts);
                        evaluation(out[k].auc, i) = values.auc;
                        evaluation(out[k].average_precision, i) = values.average_precision;
                        evaluation(out[k].brier, i) = values.brier;
                      }
                    });
  return out;
}

}  // namespace chordae::stats
