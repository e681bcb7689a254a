#pragma once
// What the ranks of a retrieval say: recall at k, median rank, mean reciprocal rank. Where items
// tie with the correct one each is given three ways: as lucky, as unlucky and as random order has
// it. Source   Manning, Raghavan, Schuetze, Introduction to Information Retrieval (2008), chapter
// 8;
//          McSherry, Najork, ECIR 2008, LNCS 4956, 414-421 (expectation over ties)

#include <optional>
#include <span>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/interval.h"
#include "chordae/stats/retrieval_ranks.h"

namespace chordae::stats {

/// kExpected: mean over all orders of the tied items.
enum class Ties { kOptimistic, kPessimistic, kExpected };

struct RetrievalScores {
  std::vector<double>
      recall;              ///< at each k: share of queries with a correct item among the first k
  double median_rank = 0;  ///< of the best correct item; from 1
  double mean_reciprocal_rank = 0;
};

/// Empty without queries.
///
/// Errors   kUsage: a k below 1
std::optional<RetrievalScores> compute_retrieval_scores(std::span<const RetrievalRank> ranks,
                                                        std::span<const std::size_t> ks,
                                                        Ties ties = Ties::kExpected);

/// Queries that have a wrong item exactly as similar as their best correct one.
std::size_t count_tied_queries(std::span<const RetrievalRank> ranks);

struct RetrievalIntervals {
  std::vector<Interval> recall;  ///< at each k
  Interval median_rank, mean_reciprocal_rank;
};

struct RetrievalBootstrap {
  std::size_t resamples = 1000;
  double level = 0.95;
  int threads = 1;
};

/// Percentile intervals over queries drawn with replacement, or over whole clusters of them
/// (patients) where given, as compute_bootstrap draws them; the items stay as they are. The same
/// digits for any number of threads. Empty with fewer than two clusters.
///
/// Shapes   clusters empty, or one a query
/// Errors   kShape; kUsage: a k below 1, a level outside (0, 1), no resamples
/// Source   Efron, Tibshirani, An Introduction to the Bootstrap (1993), section 13.3
std::optional<RetrievalIntervals> compute_retrieval_percentile_intervals(
    std::span<const RetrievalRank> ranks, std::span<const std::size_t> ks, Ties ties,
    GroupLabels clusters, const Rng& rng, const RetrievalBootstrap& options = {});

}  // namespace chordae::stats
