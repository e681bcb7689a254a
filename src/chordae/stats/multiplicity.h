#pragma once
// p-values adjusted for having been many, in the input's order: compare them with the level itself.

#include <span>
#include <vector>

namespace chordae::stats {

/// min(1, m p): family-wise error, any dependence. Errors  kNumeric: outside [0, 1] (all three)
std::vector<double> compute_bonferroni(std::span<const double> p);

/// Step-down, never weaker than Bonferroni: running maximum of (m - i) p_(i), i from 0.
/// Source  Holm, Scand J Stat 1979; 6:65-70
std::vector<double> compute_holm(std::span<const double> p);

/// Step-up, false discovery rate under independence or positive dependence: running minimum from
/// the largest of m p_(i) / i, i from 1. Source  Benjamini & Hochberg, J R Stat Soc B 1995;
/// 57:289-300
std::vector<double> compute_benjamini_hochberg(std::span<const double> p);

}  // namespace chordae::stats
