// Retrieval by hand numbers; what it refuses; blocks and threads leave no trace.
#include "chordae/stats/retrieval.h"

#include <gtest/gtest.h>

#include "support/matrices.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using test::Table;

bool operator==(const RetrievalRank& a, const RetrievalRank& b) {
  return a.better == b.better && a.tied_wrong == b.tied_wrong && a.tied_correct == b.tied_correct;
}

TEST(Retrieval, RanksByHand) {
  // Similarities (dot): row 0: 1 2 2; row 1: 0 3 3; row 2: 5 1 1.
  const Table a({1, 2, 2, 0, 3, 3, 5, 1, 1}, 3), b({1, 0, 0, 0, 1, 0, 0, 0, 1}, 3);
  const auto ranks = compute_retrieval_ranks(a.view(), b.view(), {}, Similarity::kDot);
  EXPECT_TRUE(ranks.forward[0] == (RetrievalRank{2, 0, 1}));
  EXPECT_TRUE(ranks.forward[1] == (RetrievalRank{0, 1, 1}));
  EXPECT_TRUE(ranks.forward[2] == (RetrievalRank{1, 1, 1}));
  EXPECT_TRUE(ranks.backward[0] == (RetrievalRank{1, 0, 1}));
  EXPECT_DOUBLE_EQ(ranks.forward[2].expected(), 2.5);
  EXPECT_EQ(count_tied_queries(ranks.forward), 2u);

  // Pairs 1 and 2 share a text: either item is correct, and both tie as the best.
  const auto grouped = compute_retrieval_ranks(
      a.view(), b.view(), std::vector<std::int64_t>{7, 8, 8}, Similarity::kDot);
  EXPECT_TRUE(grouped.forward[1] == (RetrievalRank{0, 0, 2}));
  EXPECT_TRUE(grouped.forward[2] == (RetrievalRank{1, 0, 2}));
}

TEST(Retrieval, ScoresOfTies) {
  // One correct item among four tied after one better: places 2 to 5, each with probability 1/4.
  const std::vector<RetrievalRank> ranks = {{1, 3, 1}};
  const std::vector<std::size_t> ks = {1, 2, 3, 5};
  const auto expected = compute_retrieval_scores(ranks, ks);
  EXPECT_EQ(expected->recall, (std::vector<double>{0, 0.25, 0.5, 1}));
  EXPECT_DOUBLE_EQ(expected->median_rank, 3.5);
  EXPECT_DOUBLE_EQ(expected->mean_reciprocal_rank, (1 / 2. + 1 / 3. + 1 / 4. + 1 / 5.) / 4);
  EXPECT_EQ(compute_retrieval_scores(ranks, ks, Ties::kOptimistic)->recall,
            (std::vector<double>{0, 1, 1, 1}));
  EXPECT_EQ(compute_retrieval_scores(ranks, ks, Ties::kPessimistic)->recall,
            (std::vector<double>{0, 0, 0, 1}));
  EXPECT_DOUBLE_EQ(compute_retrieval_scores(ranks, ks, Ties::kPessimistic)->median_rank, 5);
}

TEST(Retrieval, BlocksAndThreadsLeaveNoTrace) {
  const Table a = test::make_clusters(700, 17, 300, 1, 1),
              b = test::make_clusters(700, 17, 300, 1, 1);
  const auto groups = test::cluster_labels(700, 300);
  const auto one = compute_retrieval_ranks(a.view(), b.view(), groups);
  const auto two = compute_retrieval_ranks(a.view(), b.view(), groups, Similarity::kCosine, 2);
  for (std::size_t i = 0; i < a.rows; ++i) {
    EXPECT_TRUE(one.forward[i] == two.forward[i]);
    EXPECT_TRUE(one.forward[i] == (RetrievalRank{0, 0, 1})) << "each row finds itself";
    EXPECT_TRUE(one.backward[i] == two.backward[i]);
  }
}

TEST(Retrieval, IntervalsAreSeededAndClustered) {
  std::vector<RetrievalRank> ranks;
  std::vector<std::int64_t> patients;
  for (std::uint32_t i = 0; i < 60; ++i) {
    ranks.push_back({(i / 6) * 3, 0, 1});
    patients.push_back(i / 6);
  }
  const std::vector<std::size_t> ks = {5};
  const auto of = [&](GroupLabels clusters, std::uint64_t seed, int threads) {
    return *compute_retrieval_percentile_intervals(ranks, ks, Ties::kExpected, clusters, Rng(seed),
                                                   {400, 0.95, threads});
  };
  const auto queries = of({}, 1, 1), again = of({}, 1, 3), other = of({}, 2, 1);
  EXPECT_EQ(queries.mean_reciprocal_rank.low, again.mean_reciprocal_rank.low);
  EXPECT_EQ(queries.recall[0].high, again.recall[0].high);
  EXPECT_NE(queries.mean_reciprocal_rank.low, other.mean_reciprocal_rank.low);
  const auto clustered = of(patients, 1, 1);
  EXPECT_GT(clustered.recall[0].high - clustered.recall[0].low,
            1.5 * (queries.recall[0].high - queries.recall[0].low));

  const std::vector<RetrievalRank> constant(5, RetrievalRank{1, 0, 1});
  const auto still =
      compute_retrieval_percentile_intervals(constant, ks, Ties::kExpected, {}, Rng(1));
  EXPECT_EQ(still->median_rank.low, 2);
  EXPECT_EQ(still->median_rank.high, 2);
}

TEST(Retrieval, UndefinedAndRefused) {
  const std::vector<std::size_t> ks = {1};
  EXPECT_FALSE(compute_retrieval_scores({}, ks));
  const std::vector<RetrievalRank> one = {{0, 0, 1}};
  EXPECT_FALSE(compute_retrieval_percentile_intervals(one, ks, Ties::kExpected, {}, Rng(1)));
  EXPECT_EQ(
      error_code_of([&] { (void)compute_retrieval_scores(one, std::vector<std::size_t>{0}); }),
      ErrorCode::kUsage);
  const Table a({1, 2, 3, 4}, 2), narrow({1, 2}, 1), zero({1, 2, 0, 0}, 2), bad({1, 2, 3, NAN}, 2);
  EXPECT_EQ(error_code_of([&] { (void)compute_retrieval_ranks(a.view(), narrow.view()); }),
            ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { (void)compute_retrieval_ranks(a.view(), zero.view()); }),
            ErrorCode::kNumeric);
  EXPECT_NE(test::error_text_of([&] {
              (void)compute_retrieval_ranks(a.view(), bad.view());
            }).find("item embedding at row 1, column 1"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] {
              (void)compute_retrieval_ranks(a.view(), a.view(), std::vector<std::int64_t>{1});
            }),
            ErrorCode::kShape);
  EXPECT_NO_THROW((void)compute_retrieval_ranks(a.view(), zero.view(), {}, Similarity::kDot));
  EXPECT_TRUE(compute_retrieval_ranks({{}, 0, 2}, {{}, 0, 2}).forward.empty());
}

}  // namespace
}  // namespace chordae::stats
