#pragma once
// The reliability curve without bins, and its mean distance from the diagonal.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"

namespace chordae::stats {

struct SmoothedCalibration {
  std::vector<double> probabilities;  ///< ascending
  std::vector<double> observed;       ///< LOWESS of the labels at each, kept within 0 to 1
  double integrated_index = 0;        ///< ICI: mean |observed - probability| over the rows
  double median_error = 0;            ///< E50 of the same distances
  double error_90 = 0;                ///< E90: their 90th percentile (type 7)
  double maximum_error = 0;           ///< Emax
};

/// The smoother is compute_lowess (degree 1; the source's loess has degree 2, so its numbers differ
/// a little). From 5,000 rows on, fits stand 1 % of the range apart with lines between (delta).
/// Empty without rows.
/// Errors  kShape; kNumeric: label, probability; kUsage: span
/// Source  Austin, Steyerberg 2019, Statistics in Medicine 38:4051
std::optional<SmoothedCalibration> compute_smoothed_calibration(
    Labels labels, std::span<const double> probabilities, double span = 2.0 / 3);

}  // namespace chordae::stats
