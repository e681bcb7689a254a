#include "chordae/stats/rank_tests.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/ranks.h"

namespace chordae::stats {
namespace {

/// Midranks are multiples of one half: twice the rank is an index.
std::size_t doubled(double rank) { return static_cast<std::size_t>(std::lround(2 * rank)); }

/// 2 min(P(S <= observed), P(S >= observed)), at most 1.
double two_sided(std::span<const double> probabilities, std::size_t observed) {
  const auto at = probabilities.begin() + static_cast<std::ptrdiff_t>(observed);
  const double below = std::accumulate(probabilities.begin(), at, 0.0);
  const double above = std::accumulate(at + 1, probabilities.end(), 0.0);
  return std::min(1.0, 2 * (std::min(below, above) + *at));
}

void check_exact_size(std::size_t count, std::size_t largest) {
  if (count > largest) {
    throw Error(ErrorCode::kUnsupported, cat("an exact rank test of ", count, " values, at most ",
                                             largest, "; use the normal approximation"));
  }
}

struct SignedRanks {
  SignedRank sums;
  std::vector<double> ranks;   // of non-zero differences
  double zeros = 0, ties = 0;  // zeros: those that took ranks
};

SignedRanks rank_signs(std::span<const double> differences, ZeroDifferences zeros) {
  check_finite(differences, "difference");
  std::vector<double> kept(differences.begin(), differences.end());
  if (zeros == ZeroDifferences::kWilcoxon) std::erase(kept, 0.0);
  std::vector<double> sizes(kept.size());
  std::transform(kept.begin(), kept.end(), sizes.begin(), [](double d) { return std::abs(d); });
  const Ranks ranks = compute_midranks(sizes);
  SignedRanks result;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] == 0) {
      ++result.zeros;
      continue;
    }
    result.ranks.push_back(ranks.values[i]);
    (kept[i] > 0 ? result.sums.plus : result.sums.minus) += ranks.values[i];
  }
  result.sums.nonzero = result.ranks.size();
  result.ties = ranks.tie_sum - (result.zeros * result.zeros * result.zeros - result.zeros);
  return result;
}

/// Probability of each doubled sum of ranks when every rank is taken with probability 1/2.
std::vector<double> signed_rank_distribution(std::span<const double> ranks) {
  std::size_t reach = 0;
  for (const double rank : ranks) reach += doubled(rank);
  std::vector<double> probabilities(reach + 1);
  probabilities[0] = 1;
  std::size_t top = 0;
  for (const double rank : ranks) {
    const std::size_t step = doubled(rank);
    top += step;
    for (std::size_t s = top + 1; s-- > 0;)
      probabilities[s] = 0.5 * (probabilities[s] + (s >= step ? probabilities[s - step] : 0));
  }
  return probabilities;
}

/// Probability of each doubled sum of `chosen` of the ranks, every choice equally likely: ranks are
/// passed one by one, each taken with the share of what is still to choose in what is left.
std::vector<double> rank_sum_distribution(std::span<const double> ranks, std::size_t chosen) {
  std::size_t reach = 0;
  for (const double rank : ranks) reach += doubled(rank);
  std::vector<std::vector<double>> probabilities(chosen + 1, std::vector<double>(reach + 1));
  probabilities[0][0] = 1;
  std::size_t top = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const std::size_t step = doubled(ranks[i]);
    top += step;
    const double left = static_cast<double>(ranks.size() - i);
    for (std::size_t c = std::min(chosen, i + 1) + 1; c-- > 0;) {
      const double take = static_cast<double>(chosen - c) / left;
      const double took = static_cast<double>(chosen - c + 1) / left;
      for (std::size_t s = top + 1; s-- > 0;) {
        probabilities[c][s] *= 1 - take;
        if (c > 0 && s >= step) probabilities[c][s] += took * probabilities[c - 1][s - step];
      }
    }
  }
  return std::move(probabilities[chosen]);
}

struct PooledRanks {
  Ranks ranks;
  double first_sum = 0;  // of the first sample's ranks
  MannWhitney test = {};
};

std::optional<PooledRanks> pool(std::span<const double> first, std::span<const double> second) {
  check_finite(first, "first sample");
  check_finite(second, "second sample");
  if (first.empty() || second.empty()) return std::nullopt;
  std::vector<double> all(first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  PooledRanks pooled{.ranks = compute_midranks(all)};
  for (std::size_t i = 0; i < first.size(); ++i) pooled.first_sum += pooled.ranks.values[i];
  const double n1 = static_cast<double>(first.size()), n2 = static_cast<double>(second.size());
  pooled.test.u = pooled.first_sum - n1 * (n1 + 1) / 2;
  pooled.test.probability = pooled.test.u / (n1 * n2);
  return pooled;
}

}  // namespace

std::optional<SignedRank> compute_signed_rank_exact(std::span<const double> differences,
                                                    ZeroDifferences zeros) {
  SignedRanks signs = rank_signs(differences, zeros);
  if (signs.ranks.empty()) return std::nullopt;
  check_exact_size(signs.ranks.size(), kSignedRankExactLargest);
  signs.sums.p = two_sided(signed_rank_distribution(signs.ranks), doubled(signs.sums.plus));
  return signs.sums;
}

std::optional<SignedRank> compute_signed_rank_normal(std::span<const double> differences,
                                                     ZeroDifferences zeros, bool continuity) {
  SignedRanks signs = rank_signs(differences, zeros);
  if (signs.ranks.empty()) return std::nullopt;
  const double z0 = signs.zeros, n = static_cast<double>(signs.ranks.size()) + z0;
  const double mean = (n * (n + 1) - z0 * (z0 + 1)) / 4;
  const double variance =
      (n * (n + 1) * (2 * n + 1) - z0 * (z0 + 1) * (2 * z0 + 1) - signs.ties / 2) / 24;
  double off = signs.sums.plus - mean;
  if (continuity && off != 0) off -= std::copysign(0.5, off);
  const double z = off / std::sqrt(variance);
  signs.sums.z = z;
  signs.sums.p = normal_two_sided(z);
  return signs.sums;
}

std::optional<MannWhitney> compute_mann_whitney_exact(std::span<const double> first,
                                                      std::span<const double> second) {
  auto pooled = pool(first, second);
  if (!pooled) return std::nullopt;
  check_exact_size(first.size() + second.size(), kMannWhitneyExactLargest);
  const auto& ranks = pooled->ranks.values;
  const double all = std::accumulate(ranks.begin(), ranks.end(), 0.0);
  // The smaller sample's sum is as good and the table is smaller.
  const bool first_is_smaller = first.size() <= second.size();
  const double sum = first_is_smaller ? pooled->first_sum : all - pooled->first_sum;
  pooled->test.p =
      two_sided(rank_sum_distribution(ranks, std::min(first.size(), second.size())), doubled(sum));
  return pooled->test;
}

std::optional<MannWhitney> compute_mann_whitney_normal(std::span<const double> first,
                                                       std::span<const double> second,
                                                       bool continuity) {
  auto pooled = pool(first, second);
  if (!pooled) return std::nullopt;
  const double n1 = static_cast<double>(first.size()), n2 = static_cast<double>(second.size());
  const double n = n1 + n2, off = pooled->test.u - n1 * n2 / 2;
  const double variance = n1 * n2 / 12 * (n + 1 - pooled->ranks.tie_sum / (n * (n - 1)));
  // Not by the variance: of very many rows the cubes of ties round.
  const auto [least, most] = std::ranges::minmax(pooled->ranks.values);
  if (least == most) return std::nullopt;
  pooled->test.z = off / std::sqrt(variance);
  const double reduced = std::max(0.0, std::abs(off) - (continuity ? 0.5 : 0));
  pooled->test.p = normal_two_sided(reduced / std::sqrt(variance));
  return pooled->test;
}

}  // namespace chordae::stats
