// The linear probe and its classifier beside scikit-learn's (tools/reference/stats_embeddings.py).
#include "chordae/stats/linear_probe.h"

#include "chordae/stats/softmax_regression.h"
#include "support/matrices.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

TEST(LinearProbe, SoftmaxAsScikitLearn) {
  test::Margin margin("softmax regression");
  const auto reference = test::reference_values("linear_probe");
  for (const auto& c : reference["cases"]["softmax"]) {
    const auto classes = c["classes"].get<std::vector<std::size_t>>();
    const auto model = fit_softmax(PaddedRows(test::Table(c["rows"]).view()), classes,
                                   *std::ranges::max_element(classes) + 1, c["c"]);
    EXPECT_TRUE(model.is_converged);
    const std::string what = "c " + c["c"].dump();
    ASSERT_EQ(model.weights.rows(), c["weights"].size());
    for (std::size_t k = 0; k < model.weights.rows(); ++k) {
      margin.compare(model.intercepts[k], c["intercepts"][k], what + " intercept");
      for (std::size_t d = 0; d < model.weights.columns(); ++d)
        margin.compare(model.weights.row(k)[d], c["weights"][k][d], what + " weight");
    }
  }
}

TEST(LinearProbe, AsScikitLearnFoldByFold) {
  test::Margin margin("linear probe");
  const auto reference = test::reference_values("linear_probe");
  for (const auto& c : reference["cases"]["probe"]) {
    const test::Table table(c["rows"]);
    const auto folds = c["folds"].get<std::vector<std::size_t>>();
    const auto ours =
        compute_linear_probe(table.view(), c["groups"].get<std::vector<std::int64_t>>(), folds,
                             {c["c"], c["standardise"], 2});
    ASSERT_TRUE(ours);
    EXPECT_EQ(ours->unconverged_folds, 0u);
    EXPECT_EQ(ours->predicted, c["predicted"].get<std::vector<std::int64_t>>());
    margin.compare(ours->accuracy, c["accuracy"], "accuracy");
    margin.compare(ours->balanced_accuracy, c["balanced"], "balanced accuracy");
  }
}

}  // namespace
}  // namespace chordae::stats
