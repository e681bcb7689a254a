#pragma once
// Permutation test of paired differences: under the hypothesis that the two are exchangeable within
// a pair, every difference is as likely with the other sign.

#include <cstdint>
#include <optional>
#include <span>

#include "chordae/base/rng.h"

namespace chordae::stats {

struct PermutationOptions {
  std::int64_t resamples = 9999;
  std::size_t exact_up_to = 16;  ///< pairs whose 2^n signs are all tried; at most 30
  int threads = 1;
};

struct Permutation {
  double mean = 0;  ///< of the differences as they are
  double p = 1;     ///< two-sided
  bool exact = false;
  std::int64_t permutations = 0;  ///< tried: 2^n if exact
};

/// p is the share of sign choices whose |mean| is at least the observed one; drawn ones (by `rng`,
/// the same whatever the threads) count the observed too: (b + 1) / (m + 1).
///
/// Shapes   (n); empty if n = 0
/// Errors   kNumeric: not finite; kUsage: resamples < 1, exact_up_to > 30
/// Source   Fisher, The Design of Experiments 1935, section 21; Phipson & Smyth, Stat Appl Genet
/// Mol
///          Biol 2010; 9:39 (the 1)
std::optional<Permutation> compute_paired_permutation(std::span<const double> differences,
                                                      const Rng& rng,
                                                      const PermutationOptions& options = {});

}  // namespace chordae::stats
