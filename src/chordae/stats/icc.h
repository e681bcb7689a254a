#pragma once
// Intraclass correlation: the share of the variance that lies between subjects, in the six forms of
// Shrout & Fleiss (Psychol Bull 1979; 86:420-428) with the F intervals of McGraw & Wong (Psychol
// Methods 1996; 1:30-46). Every subject is measured by every rater; leave out incomplete rows.

#include <cstddef>
#include <optional>
#include <span>

#include "chordae/stats/interval.h"

namespace chordae::stats {

struct Icc {
  double value = 0;  ///< may be negative
  /// Empty where the error's mean square is zero (perfect agreement); of ICC(2,k) also where that
  /// of ICC(2,1) reaches down to -1/(k-1), where Spearman-Brown's formula has its pole.
  std::optional<Interval> interval = {};
};

/// A form is empty where its denominator isn't positive: an estimated variance of zero or less.
struct IccForms {
  std::optional<Icc> one_way_single = {};      ///< ICC(1,1): raters differ from subject to subject
  std::optional<Icc> agreement_single = {};    ///< ICC(2,1): random raters, absolute agreement
  std::optional<Icc> consistency_single = {};  ///< ICC(3,1): these raters, their shifts don't count
  std::optional<Icc> one_way_average = {};     ///< ICC(1,k): of the mean of the k raters
  std::optional<Icc> agreement_average = {};   ///< ICC(2,k)
  std::optional<Icc> consistency_average = {};  ///< ICC(3,k)
};

/// With mean squares between subjects B, within subjects W, between raters J and of the residual E:
///   ICC(1,1) = (B - W) / (B + (k-1) W)                  ICC(1,k) = (B - W) / B
///   ICC(2,1) = (B - E) / (B + (k-1) E + k (J - E) / n)  ICC(2,k) = (B - E) / (B + (J - E) / n)
///   ICC(3,1) = (B - E) / (B + (k-1) E)                  ICC(3,k) = (B - E) / B
///
/// Shapes   ratings (n, k), row-major, a row a subject; all empty if n < 2 or k < 2
/// Errors   kShape: not a multiple of `raters`; kNumeric: not finite; kUsage: level
IccForms compute_icc_f(std::span<const double> ratings, std::size_t raters, double level = 0.95);

}  // namespace chordae::stats
