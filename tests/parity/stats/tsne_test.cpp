// t-SNE beside the parts of scikit-learn's (tools/reference/stats_tsne.py).
#include "chordae/stats/tsne.h"

#include "chordae/stats/tsne_affinities.h"
#include "support/matrices.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

Map map_of(const nlohmann::json& points) {
  Map map;
  for (const auto& point : points) {
    map.x.push_back(point[0]);
    map.y.push_back(point[1]);
  }
  return map;
}

PaddedRows affinities_of(const nlohmann::json& c) {
  return compute_tsne_affinities(PaddedRows(test::Table(c["rows"]).view()), c["perplexity"], 2);
}

void compare_points(test::Margin& margin, const Map& ours, const nlohmann::json& theirs,
                    const std::string& what) {
  ASSERT_EQ(ours.x.size(), theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    margin.compare(ours.x[i], theirs[i][0], what + " x");
    margin.compare(ours.y[i], theirs[i][1], what + " y");
  }
}

TEST(Tsne, AffinitiesAsScikitLearn) {
  test::Margin margin("t-SNE affinities");
  const auto reference = test::reference_values("tsne");
  for (const auto& c : reference["cases"]["affinities"]) {
    const PaddedRows ours = affinities_of(c);
    std::size_t pair = 0;
    for (std::size_t i = 0; i < ours.rows(); ++i) {
      EXPECT_EQ(ours.row(i)[i], 0);
      for (std::size_t j = i + 1; j < ours.rows(); ++j) {
        margin.compare(ours.row(i)[j], c["p"][pair++], "perplexity " + c["perplexity"].dump());
        EXPECT_EQ(ours.row(i)[j], ours.row(j)[i]);
      }
    }
    ASSERT_EQ(pair, c["p"].size());
  }
}

TEST(Tsne, DivergenceAndGradientAsScikitLearn) {
  test::Margin margin("t-SNE divergence and gradient");
  const auto reference = test::reference_values("tsne");
  for (const auto& c : reference["cases"]["gradients"]) {
    const auto ours =
        compute_tsne_gradient(affinities_of(c), map_of(c["map"]), c["exaggeration"], true, 2);
    margin.compare(ours.divergence.value(), c["divergence"], "divergence");
    compare_points(margin, ours.of_points, c["gradient"], "gradient");
  }
}

TEST(Tsne, DescendsAsScikitLearn) {
  test::Margin margin("t-SNE descent");
  const auto reference = test::reference_values("tsne");
  for (const auto& c : reference["cases"]["descents"]) {
    TsneOptions options;
    options.perplexity = c["perplexity"];
    options.start = map_of(c["start"]);
    options.iterations = c["steps"];
    options.learning_rate = c["learning_rate"];
    const auto ours = compute_tsne(test::Table(c["rows"]).view(), options);
    ASSERT_TRUE(ours);
    compare_points(margin, ours->points, c["end"], c["steps"].dump() + " steps");
    margin.compare(ours->divergence, c["divergence"], "divergence");
  }
}

// The runs part by rounding (scikit-learn starts in float32) and end in different minima: of
// clusters nearly as deep, of a cloud without structure deeper or not by some percent.
TEST(Tsne, ReachesTheDivergenceOfScikitLearn) {
  test::Margin margin("t-SNE final divergence", 0.03);
  const auto reference = test::reference_values("tsne");
  for (const auto& c : reference["cases"]["runs"]) {
    TsneOptions options;
    options.perplexity = c["perplexity"];
    const auto ours = compute_tsne(test::Table(c["rows"]).view(), options);
    ASSERT_TRUE(ours);
    EXPECT_LE(ours->divergence, 1.03 * c["divergence"].get<double>());
    if (c["clusters"] > 1) {
      margin.compare(ours->divergence, c["divergence"], c["clusters"].dump() + " clusters", true);
    }
  }
}

}  // namespace
}  // namespace chordae::stats
