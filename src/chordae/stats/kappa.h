#pragma once
// Agreement on ordered classes, such as bands of ejection fraction (below 40, 40 to 49, 50 and
// above): the table and Cohen's kappa, plain or weighted by how far apart the classes lie.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct ConfusionMatrix {
  std::size_t classes = 0;
  std::vector<double> counts;  ///< (classes, classes), row: truth, column: predicted

  double at(std::size_t truth, std::size_t predicted) const {
    return counts[truth * classes + predicted];
  }
};

/// Bands by rising `edges`; a value on an edge belongs to the band above it: {40, 50} gives < 40,
/// 40 to < 50, >= 50.
///
/// Shapes   (n), (n), (bands - 1)
/// Errors   kShape, kNumeric: not finite; kUsage: edges don't rise
ConfusionMatrix compute_band_confusion(std::span<const double> truth,
                                       std::span<const double> predicted,
                                       std::span<const double> edges);

/// Agreement of classes i and j: equal only; 1 - |i-j|/(k-1); 1 - (|i-j|/(k-1))^2.
enum class KappaWeights { kNone, kLinear, kQuadratic };

struct Kappa {
  double observed_agreement = 0;  ///< weighted
  double value = 0;
  Interval interval = {};     ///< normal, from `standard_error`; inside [-1, 1]
  double standard_error = 0;  ///< of the estimate
  /// z of no agreement beyond chance, with the error under that hypothesis; empty where it
  /// is zero: one side knows one class only.
  std::optional<Test> test = {};
};

/// kappa = (p_o - p_e) / (1 - p_e) with weighted observed and expected agreement; asymptotic
/// variances.
///
/// Shapes   counts (k, k); empty without counts, or where expected agreement is 1 (one class only)
/// Errors   kShape: not k x k; kNumeric: negative or not finite; kUsage: level
/// Source   Cohen 1960, 1968; Fleiss, Cohen & Everitt, Psychol Bull 1969; 72:323-327
std::optional<Kappa> compute_kappa_asymptotic(const ConfusionMatrix& matrix, KappaWeights weights,
                                              double level = 0.95);

}  // namespace chordae::stats
