#include "chordae/stats/reliability.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/proportions.h"

namespace chordae::stats {
namespace {

struct Row {
  double probability, label, weight;
};

/// Rows of some weight, by ascending probability.
std::vector<Row> sorted_rows(Labels labels, std::span<const double> probabilities,
                             std::span<const double> weights) {
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_labels(labels);
  check_probabilities(probabilities);
  check_weights(weights, labels.size());
  std::vector<Row> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double weight = weights.empty() ? 1 : weights[i];
    if (weight > 0) rows.push_back({probabilities[i], static_cast<double>(labels[i]), weight});
  }
  std::ranges::stable_sort(rows, {}, &Row::probability);
  return rows;
}

/// Quantiles i / bins of rows that are repeated by their weight. The place (n - 1) i / bins is
/// multiplied first: an edge on a row is met without rounding.
std::vector<double> equal_mass_edges(const std::vector<Row>& rows, int bins) {
  std::vector<double> up_to;
  double total = 0;
  for (const Row& row : rows) up_to.push_back(total += row.weight);
  const auto at = [&](double place) {
    const auto found = std::ranges::upper_bound(up_to, place);
    return rows[std::min(static_cast<std::size_t>(found - up_to.begin()), rows.size() - 1)]
        .probability;
  };
  std::vector<double> edges;
  for (int i = 0; i <= bins; ++i) {
    const double place = std::max(0.0, total - 1) * i / bins, below = std::floor(place);
    edges.push_back(std::lerp(at(below), at(below + 1), place - below));
  }
  return edges;
}

std::vector<double> equal_width_edges(int bins) {
  std::vector<double> edges;
  for (int i = 0; i <= bins; ++i) edges.push_back(static_cast<double>(i) / bins);
  return edges;
}

ReliabilityBin summarize(std::span<const Row> rows, double low, double high, double z) {
  ReliabilityBin bin{.low = low, .high = high, .observed_interval = {}};
  for (const Row& row : rows) {
    bin.weight += row.weight;
    bin.mean_probability += row.weight * row.probability;
    bin.observed += row.weight * row.label;
  }
  bin.mean_probability /= bin.weight;
  bin.observed /= bin.weight;
  for (const Row& row : rows) {
    const double off = row.probability - bin.mean_probability;
    bin.probability_variance += row.weight * off * off / bin.weight;
    bin.covariance += row.weight * off * (row.label - bin.observed) / bin.weight;
  }
  bin.observed_interval = compute_wilson_interval_of_share(bin.observed, bin.weight, z);
  return bin;
}

double total_weight(std::span<const ReliabilityBin> bins) {
  double total = 0;
  for (const auto& bin : bins) total += bin.weight;
  return total;
}

}  // namespace

std::vector<ReliabilityBin> compute_reliability(Labels labels,
                                                std::span<const double> probabilities, int bins,
                                                Binning binning, std::span<const double> weights,
                                                double level) {
  check_level(level);
  if (bins < 1) throw Error(ErrorCode::kUsage, "a reliability curve needs at least one bin");
  const auto rows = sorted_rows(labels, probabilities, weights);
  if (rows.empty()) return {};
  const auto edges =
      binning == Binning::kEqualWidth ? equal_width_edges(bins) : equal_mass_edges(rows, bins);
  const double z = normal_quantile(0.5 * (1 + level));
  std::vector<ReliabilityBin> out;
  auto first = rows.begin();
  for (std::size_t b = 0; b < static_cast<std::size_t>(bins); ++b) {
    const bool is_last = b + 1 == static_cast<std::size_t>(bins);
    const auto last =
        is_last ? rows.end()
                : std::ranges::upper_bound(first, rows.end(), edges[b + 1], {}, &Row::probability);
    if (first != last) out.push_back(summarize({first, last}, edges[b], edges[b + 1], z));
    first = last;
  }
  return out;
}

std::optional<CalibrationErrors> compute_calibration_errors(std::span<const ReliabilityBin> bins) {
  if (bins.empty()) return {};
  CalibrationErrors out;
  const double total = total_weight(bins);
  for (const auto& bin : bins) {
    const double gap = std::abs(bin.observed - bin.mean_probability);
    out.expected += bin.weight / total * gap;
    out.average += gap / static_cast<double>(bins.size());
    out.maximum = std::max(out.maximum, gap);
  }
  return out;
}

std::optional<BrierDecomposition> compute_brier_decomposition(
    std::span<const ReliabilityBin> bins) {
  if (bins.empty()) return {};
  const double total = total_weight(bins);
  double prevalence = 0;
  for (const auto& bin : bins) prevalence += bin.weight / total * bin.observed;
  BrierDecomposition out;
  out.uncertainty = prevalence * (1 - prevalence);
  for (const auto& bin : bins) {
    const double share = bin.weight / total;
    out.reliability += share * std::pow(bin.mean_probability - bin.observed, 2);
    out.resolution += share * std::pow(bin.observed - prevalence, 2);
    out.within_variance += share * bin.probability_variance;
    out.within_covariance += 2 * share * bin.covariance;
  }
  return out;
}

}  // namespace chordae::stats
