#include "chordae/stats/scoring_rules.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

void check(Labels labels, std::span<const double> probabilities, std::span<const double> weights) {
  check_same_size(labels.size(), probabilities.size(), "labels and probabilities");
  check_labels(labels);
  check_probabilities(probabilities);
  check_weights(weights, labels.size());
}

double weight(std::span<const double> weights, std::size_t i) {
  return weights.empty() ? 1.0 : weights[i];
}

/// Empty if nothing weighs anything.
template <class Value>
std::optional<double> mean(std::size_t count, std::span<const double> weights, Value&& value) {
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    total += weight(weights, i);
    sum += weight(weights, i) * value(i);
  }
  if (!(total > 0)) return {};
  return sum / total;
}

}  // namespace

std::optional<double> compute_brier(Labels labels, std::span<const double> probabilities,
                                    std::span<const double> weights) {
  check(labels, probabilities, weights);
  return mean(labels.size(), weights, [&](std::size_t i) {
    const double error = probabilities[i] - labels[i];
    return error * error;
  });
}

std::optional<double> compute_scaled_brier(Labels labels, std::span<const double> probabilities,
                                           std::span<const double> weights) {
  const auto brier = compute_brier(labels, probabilities, weights);
  const auto prevalence =
      mean(labels.size(), weights, [&](std::size_t i) { return static_cast<double>(labels[i]); });
  if (!brier || !(*prevalence > 0 && *prevalence < 1)) return {};
  return 1 - *brier / (*prevalence * (1 - *prevalence));
}

std::optional<double> compute_log_loss(Labels labels, std::span<const double> probabilities,
                                       std::span<const double> weights, double clip) {
  check(labels, probabilities, weights);
  if (!(clip > 0 && clip < 0.5)) {
    throw Error(ErrorCode::kUsage, "probabilities are clipped by more than 0 and less than 1/2");
  }
  return mean(labels.size(), weights, [&](std::size_t i) {
    const double p = std::clamp(probabilities[i], clip, 1 - clip);
    return labels[i] == 1 ? -std::log(p) : -std::log1p(-p);
  });
}

std::optional<Test> test_spiegelhalter(Labels labels, std::span<const double> probabilities,
                                       std::span<const double> weights) {
  check(labels, probabilities, weights);
  double sum = 0, variance = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double p = probabilities[i], w = weight(weights, i), lean = 1 - 2 * p;
    sum += w * (labels[i] - p) * lean;
    variance += w * lean * lean * p * (1 - p);
  }
  if (!(variance > 0)) return {};
  const double z = sum / std::sqrt(variance);
  return Test{z, 0, normal_two_sided(z)};
}

}  // namespace chordae::stats
