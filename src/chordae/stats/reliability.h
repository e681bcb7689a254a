#pragma once
// The reliability curve in bins, and what is summed up from its bins: calibration errors and the
// decomposition of the Brier score. All depend on the binning; say which with the number.

#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/checks.h"
#include "chordae/stats/interval.h"

namespace chordae::stats {

enum class Binning {
  kEqualWidth,  ///< edges i / bins
  kEqualMass,   ///< edges at quantiles i / bins (type 7) of the probabilities; ties stay together
};

/// Rows with low < p <= high; the first bin holds its lower edge too (as scikit-learn's
/// calibration_curve, and the ECE of Guo et al. 2017).
struct ReliabilityBin {
  double low = 0, high = 0;
  double weight = 0;  ///< rows, or the sum of their weights; never 0
  double mean_probability = 0;
  double observed = 0;              ///< share of positives
  Interval observed_interval;       ///< Wilson 1927, JASA 22:209; weights count as rows
  double probability_variance = 0;  ///< within the bin, divisor `weight`
  double covariance = 0;            ///< of probability and label within the bin, divisor `weight`
};

/// Non-empty bins in ascending order. Frequency weights (a row of weight w counts as w rows);
/// empty: one each. Errors  kShape; kNumeric: label, probability, weight; kUsage: no bins, level
std::vector<ReliabilityBin> compute_reliability(Labels labels,
                                                std::span<const double> probabilities, int bins,
                                                Binning binning,
                                                std::span<const double> weights = {},
                                                double level = 0.95);

struct CalibrationErrors {
  double expected = 0;  ///< ECE: sum w_b |observed - mean p| / sum w_b (Naeini 2015; Guo 2017)
  double average = 0;   ///< plain mean over bins; of equal mass: ACE (Nixon 2019, arXiv:1904.01685)
  double maximum = 0;   ///< MCE: the largest (Naeini 2015)
};

/// Of the positive class's probability, in both halves (not of the winning class's "confidence").
/// Empty without bins.
std::optional<CalibrationErrors> compute_calibration_errors(std::span<const ReliabilityBin> bins);

/// Brier = reliability - resolution + uncertainty + within_variance - within_covariance: the first
/// three of Murphy 1973, J Appl Meteorol 12:595, exact only when a bin's probabilities are equal;
/// the last two make it exact always (Stephenson et al. 2008, Weather and Forecasting 23:752).
struct BrierDecomposition {
  double reliability = 0;        ///< mean (bin's mean p - observed)^2
  double resolution = 0;         ///< mean (observed - prevalence)^2
  double uncertainty = 0;        ///< prevalence (1 - prevalence)
  double within_variance = 0;    ///< mean variance of p within bins
  double within_covariance = 0;  ///< twice the mean covariance of p and label within bins
  double sum() const {
    return reliability - resolution + uncertainty + within_variance - within_covariance;
  }
};

/// Empty without bins.
std::optional<BrierDecomposition> compute_brier_decomposition(std::span<const ReliabilityBin> bins);

}  // namespace chordae::stats
