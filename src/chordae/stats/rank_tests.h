#pragma once
// Wilcoxon's signed-rank test of paired differences and the Mann-Whitney test of two samples, exact
// or by the normal approximation. All p are two-sided. Ties and zeros are taken as they are: round
// first where 0.3 - 0.2 and 0.2 - 0.1 should tie.

#include <cstddef>
#include <optional>
#include <span>

namespace chordae::stats {

/// What a difference of zero does: leaves before ranking (Wilcoxon), or takes a rank that then
/// leaves (Pratt, JASA 1959; 54:655-667). As scipy's zero_method "wilcox" and "pratt".
enum class ZeroDifferences { kWilcoxon, kPratt };

struct SignedRank {
  std::size_t nonzero = 0;     ///< differences that carry a sign
  double plus = 0, minus = 0;  ///< sums of the ranks of |difference| by sign
  double p = 1;
  std::optional<double> z = {};  ///< of the normal approximation, by `plus`
};

/// Largest number of non-zero differences, and of both samples together, for an exact p.
inline constexpr std::size_t kSignedRankExactLargest = 500;
inline constexpr std::size_t kMannWhitneyExactLargest = 120;

/// Every sign equally likely, given the ranks with their ties: 2 min(P(W <= w), P(W >= w)), at most
/// 1. Without ties this is the tabulated distribution (scipy's "exact", which ignores ties).
///
/// Shapes   (n); empty without a non-zero difference
/// Errors   kNumeric: not finite; kUnsupported: too many
/// Source   Wilcoxon, Biometrics Bull 1945; 1:80-83; Pratt 1959 (ties)
std::optional<SignedRank> compute_signed_rank_exact(
    std::span<const double> differences, ZeroDifferences zeros = ZeroDifferences::kWilcoxon);

/// z = (W+ - n(n+1)/4 -+ 1/2) / sqrt((n(n+1)(2n+1) - sum(t^3 - t) / 2) / 24), Pratt's zeros taken
/// out of both; `continuity` moves W+ by 1/2 towards its mean.
///
/// Shapes   (n); empty without a non-zero difference
/// Errors   kNumeric: not finite
/// Source   scipy.stats.wilcoxon, method "asymptotic"
std::optional<SignedRank> compute_signed_rank_normal(
    std::span<const double> differences, ZeroDifferences zeros = ZeroDifferences::kWilcoxon,
    bool continuity = true);

struct MannWhitney {
  double u = 0;            ///< pairs in which the first is larger, ties half
  double probability = 0;  ///< u / (n1 n2): the AUC
  double p = 1;
  std::optional<double> z = {};  ///< of the normal approximation, by `u`, without continuity
};

/// Every division of the pooled ranks (with ties) equally likely; p as for the signed rank.
///
/// Shapes   (n1), (n2); empty if either is
/// Errors   kNumeric: not finite; kUnsupported: too many
/// Source   Mann & Whitney, Ann Math Stat 1947; 18:50-60; scipy's "exact" where nothing is tied
std::optional<MannWhitney> compute_mann_whitney_exact(std::span<const double> first,
                                                      std::span<const double> second);

/// z = (u - n1 n2 / 2) / sqrt(n1 n2 / 12 (n + 1 - sum(t^3 - t) / (n (n-1)))); `continuity` takes
/// 1/2 off |u - n1 n2 / 2| for p.
///
/// Shapes   (n1), (n2); empty if either is, or all values are equal
/// Errors   kNumeric: not finite
/// Source   scipy.stats.mannwhitneyu, method "asymptotic"
std::optional<MannWhitney> compute_mann_whitney_normal(std::span<const double> first,
                                                       std::span<const double> second,
                                                       bool continuity = true);

}  // namespace chordae::stats
