#pragma once
// How much a measurement repeated on the same subject under the same conditions varies
// (scan-rescan, one reader twice). Sources: Bland & Altman, BMJ 1996; 313:744 and 313:106; JCGM 200
// (VIM) 2.21.

#include <cstddef>
#include <optional>
#include <span>

#include "chordae/stats/interval.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {

struct Repeatability {
  std::size_t subjects = 0;         ///< with two measurements or more
  double degrees_of_freedom = 0;    ///< measurements of these less subjects
  Estimate within_subject_sd = {};  ///< s_w
  Estimate repeatability_coefficient =
      {};  ///< 1.96 sqrt(2) s_w: two differ by less, 95 times in 100
  /// sqrt(mean over subjects of (sd / mean)^2), as a fraction; empty where a subject's mean isn't
  /// positive. Its interval is empty for one subject.
  std::optional<double> coefficient_of_variation = {};
  std::optional<Interval> coefficient_of_variation_interval = {};
};

/// s_w^2 is the within-subject mean square of a one-way analysis of variance; its interval
/// df s_w^2 / chi2(df) is exact for normal errors. Subjects measured once tell nothing and are left
/// out. The coefficient of variation is the root-mean-square one, the interval that of the mean of
/// squares -+ z SE (below zero: zero), rooted.
///
/// Shapes   values (n), subjects (n); empty if nobody was measured twice
/// Errors   kShape, kNumeric: not finite; kUsage: level
/// Source   Bland & Altman 1996; Bland, "How should I calculate a within-subject coefficient of
///          variation?" (www-users.york.ac.uk/~mb55/meas/cv.htm)
std::optional<Repeatability> compute_repeatability_chi_squared(std::span<const double> values,
                                                               Subjects subjects,
                                                               double level = 0.95);

}  // namespace chordae::stats
