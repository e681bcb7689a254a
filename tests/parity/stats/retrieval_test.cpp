// Retrieval beside rankdata and the listing of all orders of tied items
// (tools/reference/stats_retrieval.py).
#include "chordae/stats/retrieval.h"

#include "support/matrices.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

void compare_direction(test::Margin& margin, std::span<const RetrievalRank> ranks,
                       std::span<const std::size_t> ks, const nlohmann::json& theirs,
                       const std::string& name) {
  const std::pair<const char*, Ties> all_ties[] = {{"optimistic", Ties::kOptimistic},
                                                   {"pessimistic", Ties::kPessimistic},
                                                   {"expected", Ties::kExpected}};
  for (const auto& [key, ties] : all_ties) {
    const auto ours = compute_retrieval_scores(ranks, ks, ties);
    ASSERT_TRUE(ours);
    const std::string what = name + ", " + key;
    for (std::size_t k = 0; k < ks.size(); ++k)
      margin.compare(ours->recall[k], theirs[key]["recall"][k], what + ", recall");
    margin.compare(ours->median_rank, theirs[key]["median_rank"], what + ", median rank");
    margin.compare(ours->mean_reciprocal_rank, theirs[key]["mean_reciprocal_rank"],
                   what + ", reciprocal rank");
  }
  if (!theirs.contains("ranks")) return;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    EXPECT_EQ(ranks[i].optimistic(), theirs["ranks"]["optimistic"][i]) << name << " query " << i;
    EXPECT_EQ(ranks[i].pessimistic(), theirs["ranks"]["pessimistic"][i]) << name << " query " << i;
    margin.compare(ranks[i].expected(), theirs["ranks"]["expected"][i], name);
  }
}

TEST(Retrieval, AsRankdataAndEnumeration) {
  test::Margin margin("retrieval");
  const auto reference = test::reference_values("retrieval");
  const auto ks = reference["cases"]["ks"].get<std::vector<std::size_t>>();
  for (const auto& c : reference["cases"]["scores"]) {
    const test::Table a(c["a"]), b(c["b"]);
    std::vector<std::int64_t> groups;
    if (!c["groups"].is_null()) groups = c["groups"].get<std::vector<std::int64_t>>();
    const auto similarity = c["similarity"] == "dot" ? Similarity::kDot : Similarity::kCosine;
    const auto ranks = compute_retrieval_ranks(a.view(), b.view(), groups, similarity, 2);
    compare_direction(margin, ranks.forward, ks, c["forward"], c["name"]);
    compare_direction(margin, ranks.backward, ks, c["backward"], c["name"]);
  }
}

// Two bootstraps with random numbers of their own: ends agree to the noise of 20,000 resamples.
TEST(Retrieval, PercentileIntervalAsScipy) {
  const auto reference = test::reference_values("retrieval");
  const auto& c = reference["cases"]["bootstrap"];
  std::vector<RetrievalRank> ranks;
  for (const std::uint32_t rank : c["ranks"]) ranks.push_back({rank - 1, 0, 1});
  const auto ours = compute_retrieval_percentile_intervals(ranks, {}, Ties::kExpected, {}, Rng(1),
                                                           {20000, 0.95, 2});
  ASSERT_TRUE(ours);
  test::Margin margin("retrieval bootstrap", 0.0015);
  margin.compare(ours->mean_reciprocal_rank.low, c["mean_reciprocal_rank"][0], "low");
  margin.compare(ours->mean_reciprocal_rank.high, c["mean_reciprocal_rank"][1], "high");
}

}  // namespace
}  // namespace chordae::stats
