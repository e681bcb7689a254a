#pragma once
// Limits of agreement between two ways of measuring: bias -+ z SD of the differences, with
// intervals of the bias and of each limit, and the test whether the difference changes with the
// size.

#include <cstddef>
#include <optional>
#include <span>

#include "chordae/stats/interval.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {

struct BlandAltman {
  std::size_t count = 0;
  double sd = 0;          ///< of a single difference
  Estimate bias;          ///< mean of a - b
  Estimate lower, upper;  ///< bias -+ z sd, z = 1.96 for `coverage` 0.95
};

/// Limit -+ t(n-1) sd sqrt(1/n + z^2 / (2 (n-1))); bias -+ t sd / sqrt(n).
///
/// Shapes   (n), (n); empty if n < 2
/// Errors   kShape, kNumeric: not finite; kUsage: level, coverage
/// Source   Bland & Altman, Stat Methods Med Res 1999; 8:135-160, section 2.1
std::optional<BlandAltman> compute_bland_altman_approximate(std::span<const double> a,
                                                            std::span<const double> b,
                                                            double level = 0.95,
                                                            double coverage = 0.95);

/// The limit's interval has the exact coverage for normal differences: bias + sd q / sqrt(n) with q
/// the quantiles of Student's t, n - 1 degrees of freedom, non-centrality z sqrt(n). Unlike the
/// approximate interval it isn't symmetric, and for small n it reaches farther outwards.
///
/// Shapes, errors  as compute_bland_altman_approximate
/// Source   Carkeet, Optom Vis Sci 2015; 92:e71-e80
std::optional<BlandAltman> compute_bland_altman_exact(std::span<const double> a,
                                                      std::span<const double> b,
                                                      double level = 0.95, double coverage = 0.95);

/// Several differences a subject, whose true value may change from one to the next. Variance of one
/// difference: that of the subjects' means plus (1 - 1/m_h) that within subjects, m_h the harmonic
/// mean of their numbers; intervals by recovery of variance estimates (MOVER). The bias is the mean
/// of the subjects' means, with a t interval.
///
/// Shapes   (n), (n), (n); empty below two subjects, or if nobody has two differences
/// Errors   as compute_bland_altman_approximate
/// Source   Bland & Altman, J Biopharm Stat 2007; 17:571-582, section 3; Zou, Stat Methods Med Res
///          2013; 22:630-642
std::optional<BlandAltman> compute_bland_altman_repeated_mover(std::span<const double> a,
                                                               std::span<const double> b,
                                                               Subjects subjects,
                                                               double level = 0.95,
                                                               double coverage = 0.95);

struct ProportionalBias {
  Estimate slope, intercept;
  Test test;  ///< t of slope = 0, n - 2 degrees of freedom
};

/// Least squares of a - b on (a + b) / 2. A slope also arises where only the SDs differ: it speaks
/// of proportional bias when both methods err about equally (Bland & Altman 1995).
///
/// Shapes   (n), (n); empty if n < 3, means constant or differences on a line
/// Errors   kShape, kNumeric: not finite; kUsage: level
/// Source   Bland & Altman 1999, section 3.2; scipy.stats.linregress
std::optional<ProportionalBias> compute_proportional_bias(std::span<const double> a,
                                                          std::span<const double> b,
                                                          double level = 0.95);

}  // namespace chordae::stats
