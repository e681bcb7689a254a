#pragma once
// AUC, average precision and Brier score of many conditions over the same resamples, fast: the rows
// of a condition are sorted once; on every resample its three numbers are then one sweep over
// counts. Equal scores are one step of the curves, as in scikit-learn.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "chordae/stats/bootstrap.h"
#include "chordae/stats/checks.h"

namespace chordae::stats {

/// One condition's labels and probabilities, and the rows of the design that they belong to (empty:
/// all, in order), so that a condition may be unknown in some patients.
struct PanelCondition {
  Labels labels;
  std::span<const double> probabilities;
  std::span<const std::uint32_t> rows = {};
};

struct PanelValues {
  std::optional<double> auc;  ///< empty without both classes
  std::optional<double>
      average_precision;        ///< sum of precision x step of recall; empty without positives
  std::optional<double> brier;  ///< empty without rows
};

struct PanelBootstrap {
  BootstrapDistribution auc, average_precision, brier;
};

/// A condition sorted by descending probability.
class PanelSweep {
 public:
  /// Errors  kShape, kNumeric: labels, probabilities, or a row beyond the design's
  PanelSweep(const PanelCondition& condition, std::size_t design_rows);
  /// Shapes  counts (design rows)
  PanelValues compute(std::span<const std::uint32_t> counts) const;

 private:
  std::size_t design_rows_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> squared_errors_;
  std::vector<std::uint8_t> labels_;
  std::vector<std::uint8_t> is_last_of_tie_;
};

/// Same resamples as compute_bootstrap with this design and stream.
std::vector<PanelBootstrap> compute_panel_bootstrap(const SamplingDesign& design,
                                                    std::span<const PanelCondition> conditions,
                                                    const Rng& rng,
                                                    const BootstrapOptions& options = {});

}  // namespace chordae::stats
