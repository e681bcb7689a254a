#include "chordae/stats/retrieval.h"

#include <algorithm>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/quantile.h"
#include "chordae/stats/resampling.h"

namespace chordae::stats {
namespace {

/// What one query adds to each score.
struct QueryScore {
  std::vector<double> hits;  ///< at each k, a probability where ties are at random
  double rank = 0, reciprocal = 0;
};

/// In a random order of the tied, the best correct item is the r-th of them with probability
/// t/(m - r + 1) of those not placed before; t correct among m tied.
QueryScore score_expected(const RetrievalRank& rank, std::span<const std::size_t> ks) {
  QueryScore score{std::vector<double>(ks.size()), rank.expected(), 0};
  const double tied = static_cast<double>(rank.tied_wrong) + rank.tied_correct;
  double unplaced = 1;
  for (std::size_t r = 1; r <= std::size_t{rank.tied_wrong} + 1; ++r) {
    const std::size_t place = rank.better + r;
    const double here =
        unplaced * std::min(1.0, rank.tied_correct / (tied - static_cast<double>(r) + 1));
    unplaced -= here;
    score.reciprocal += here / static_cast<double>(place);
    for (std::size_t k = 0; k < ks.size(); ++k) {
      if (place <= ks[k]) score.hits[k] += here;
    }
  }
  return score;
}

QueryScore score_query(const RetrievalRank& rank, std::span<const std::size_t> ks, Ties ties) {
  if (ties == Ties::kExpected) return score_expected(rank, ks);
  const std::size_t place = ties == Ties::kOptimistic ? rank.optimistic() : rank.pessimistic();
  QueryScore score{{}, static_cast<double>(place), 1 / static_cast<double>(place)};
  for (const std::size_t k : ks) score.hits.push_back(place <= k ? 1 : 0);
  return score;
}

std::vector<QueryScore> score_queries(std::span<const RetrievalRank> ranks,
                                      std::span<const std::size_t> ks, Ties ties) {
  if (std::ranges::count(ks, std::size_t{0}) > 0)
    throw Error(ErrorCode::kUsage, "recall at k needs a k of 1 or more");
  std::vector<QueryScore> scores;
  for (const RetrievalRank& rank : ranks) scores.push_back(score_query(rank, ks, ties));
  return scores;
}

/// Reorders `values`.
double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

RetrievalScores average(const std::vector<QueryScore>& queries, std::span<const std::size_t> chosen,
                        std::size_t k_count) {
  RetrievalScores scores{std::vector<double>(k_count), 0, 0};
  std::vector<double> ranks;
  for (const std::size_t i : chosen) {
    for (std::size_t k = 0; k < k_count; ++k) scores.recall[k] += queries[i].hits[k];
    scores.mean_reciprocal_rank += queries[i].reciprocal;
    ranks.push_back(queries[i].rank);
  }
  const auto n = static_cast<double>(chosen.size());
  for (double& recall : scores.recall) recall /= n;
  scores.mean_reciprocal_rank /= n;
  scores.median_rank = median_of(ranks);
  return scores;
}

}  // namespace

std::optional<RetrievalScores> compute_retrieval_scores(std::span<const RetrievalRank> ranks,
                                                        std::span<const std::size_t> ks,
                                                        Ties ties) {
  const auto queries = score_queries(ranks, ks, ties);
  if (ranks.empty()) return std::nullopt;
  std::vector<std::size_t> all(ranks.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return average(queries, all, ks.size());
}

std::size_t count_tied_queries(std::span<const RetrievalRank> ranks) {
  return static_cast<std::size_t>(
      std::ranges::count_if(ranks, [](const RetrievalRank& r) { return r.tied_wrong > 0; }));
}

std::optional<RetrievalIntervals> compute_retrieval_percentile_intervals(
    std::span<const RetrievalRank> ranks, std::span<const std::size_t> ks, Ties ties,
    GroupLabels clusters, const Rng& rng, const RetrievalBootstrap& options) {
  check_level(options.level);
  if (options.resamples == 0) throw Error(ErrorCode::kUsage, "a bootstrap needs resamples");
  const auto queries = score_queries(ranks, ks, ties);
  const SamplingDesign design(ranks.size(), clusters);
  if (design.clusters() < 2) return std::nullopt;

  std::vector<RetrievalScores> resampled(options.resamples);
  parallel_for(static_cast<std::int64_t>(options.resamples), options.threads, [&](std::int64_t r) {
    std::vector<std::uint32_t> counts(ranks.size());
    design.draw(rng.split("resample", static_cast<std::uint64_t>(r)), counts);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < counts.size(); ++i) chosen.insert(chosen.end(), counts[i], i);
    resampled[static_cast<std::size_t>(r)] = average(queries, chosen, ks.size());
  });

  const auto interval_of = [&](auto&& score) {
    std::vector<double> values;
    for (const RetrievalScores& s : resampled) values.push_back(score(s));
    std::ranges::sort(values);
    return Interval{compute_quantile(values, 0.5 * (1 - options.level)),
                    compute_quantile(values, 0.5 * (1 + options.level))};
  };
  RetrievalIntervals intervals;
  for (std::size_t k = 0; k < ks.size(); ++k)
    intervals.recall.push_back(interval_of([k](const RetrievalScores& s) { return s.recall[k]; }));
  intervals.median_rank = interval_of([](const RetrievalScores& s) { return s.median_rank; });
  intervals.mean_reciprocal_rank =
      interval_of([](const RetrievalScores& s) { return s.mean_reciprocal_rank; });
  return intervals;
}

}  // namespace chordae::stats
