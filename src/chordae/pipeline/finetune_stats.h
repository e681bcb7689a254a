#pragma once
// The statistics of fitting to few local cases honestly: folds that keep a patient together, a
// straight line, agreement with the reader, and the rule that chooses. Plain numbers, no Torch.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "chordae/base/rng.h"

namespace chordae {

/// Which fold each case is left out of, 0 to folds - 1. Cases of a patient share one; folds are
/// alike in size and in the range of `values` (patients are dealt out in the order of their means).
///
/// Shapes  `patients`, `values` (N); returns (N)
/// Errors  kUsage: fewer patients than folds, or fewer than two folds
std::vector<std::size_t> assign_folds(std::span<const std::string> patients,
                                      std::span<const double> values, std::size_t folds, Rng rng);

struct Line {
  double slope = 1, offset = 0;
  double at(double x) const { return slope * x + offset; }
};

/// Least squares of y on x; a mere shift where x or y hardly vary or would have to be turned round.
/// Errors  kUsage for nothing
Line fit_line(std::span<const double> x, std::span<const double> y);

/// How predictions agree with the reader's values.
struct Agreement {
  std::size_t cases = 0;
  double mean_absolute_error = 0, bias = 0;
  double r = 0;  ///< Pearson's; 0 where nothing varies
};
Agreement compute_agreement(std::span<const double> predicted, std::span<const double> truth);

/// By how much `b` errs less than `a`, case by case, and the standard error of that mean.
struct Gain {
  double mean = 0, standard_error = 0;
  /// More than chance gives: the simpler of two is kept unless the other is better by a standard
  /// error. Source   Breiman et al., Classification and Regression Trees, 1984, section 3.4.3
  bool is_clear() const { return mean > standard_error; }
};
Gain compute_gain(std::span<const double> a, std::span<const double> b,
                  std::span<const double> truth);

}  // namespace chordae
