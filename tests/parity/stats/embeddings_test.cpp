// Embedding statistics beside scikit-learn's, scipy's and naive ones
// (tools/reference/stats_embeddings.py).
#include "chordae/stats/adjusted_rand.h"
#include "chordae/stats/davies_bouldin.h"
#include "chordae/stats/neighbours.h"
#include "chordae/stats/pca.h"
#include "chordae/stats/silhouette.h"
#include "chordae/stats/symmetric_eigen.h"
#include "support/matrices.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using Labels64 = std::vector<std::int64_t>;

void compare_all(test::Margin& margin, std::span<const double> ours, const nlohmann::json& theirs,
                 const std::string& what) {
  ASSERT_EQ(ours.size(), theirs.size()) << what;
  for (std::size_t i = 0; i < ours.size(); ++i)
    margin.compare(ours[i], theirs[i], what + " " + std::to_string(i));
}

void compare_table(test::Margin& margin, std::span<const double> ours, const nlohmann::json& theirs,
                   const std::string& what) {
  const std::size_t width = theirs.at(0).size();
  ASSERT_EQ(ours.size(), width * theirs.size()) << what;
  for (std::size_t i = 0; i < theirs.size(); ++i)
    compare_all(margin, ours.subspan(i * width, width), theirs[i], what);
}

TEST(Embeddings, SilhouetteAsScikitLearn) {
  test::Margin margin("silhouette");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["groups"]) {
    const test::Table table(c["rows"]);
    const Metric metric = c["metric"] == "cosine" ? Metric::kCosine : Metric::kEuclidean;
    const auto ours = compute_silhouette(table.view(), c["groups"].get<Labels64>(), metric, 2);
    ASSERT_TRUE(ours);
    compare_all(margin, ours->of_row, c["silhouette"]["of_row"], c["name"]);
    margin.compare(ours->mean, c["silhouette"]["mean"], c["name"]);
    margin.compare(ours->macro_mean, c["silhouette"]["macro"], c["name"]);
  }
}

TEST(Embeddings, NeighbourPurityAsSorting) {
  test::Margin margin("neighbour purity");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["groups"]) {
    const test::Table table(c["rows"]);
    const Metric metric = c["metric"] == "cosine" ? Metric::kCosine : Metric::kEuclidean;
    for (const auto& p : c["purity"]) {
      const auto ours =
          compute_neighbour_purity(table.view(), c["groups"].get<Labels64>(), p["k"], metric, 2);
      ASSERT_TRUE(ours);
      compare_all(margin, ours->of_row, p["of_row"], c["name"]);
      margin.compare(ours->mean, p["mean"], c["name"]);
      margin.compare(ours->macro_mean, p["macro"], c["name"]);
      if (p["k"] == table.rows - 1) margin.compare(ours->by_chance, p["mean"], "k of all others");
    }
  }
}

TEST(Embeddings, DaviesBouldinAsScikitLearn) {
  test::Margin margin("Davies-Bouldin");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["groups"]) {
    if (!c.contains("davies_bouldin")) continue;
    const auto ours =
        compute_davies_bouldin(test::Table(c["rows"]).view(), c["groups"].get<Labels64>());
    ASSERT_TRUE(ours);
    margin.compare(*ours, c["davies_bouldin"], c["name"]);
  }
}

TEST(Embeddings, AdjustedRandAsScikitLearn) {
  test::Margin margin("adjusted Rand");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["rand"]) {
    const auto ours = compute_adjusted_rand(c["a"].get<Labels64>(), c["b"].get<Labels64>());
    ASSERT_TRUE(ours);
    margin.compare(*ours, c["value"], std::to_string(c["a"].size()) + " rows");
  }
}

TEST(Embeddings, EigenvaluesAsLapack) {
  test::Margin margin("eigenvalues");
  test::Margin residuals("A v - lambda v, v.w");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["eigen"]) {
    const std::size_t n = c["matrix"].size();
    std::vector<double> a;
    for (const auto& row : c["matrix"]) a.insert(a.end(), row.begin(), row.end());
    const auto eigen = compute_symmetric_eigen(a, n);
    compare_all(margin, eigen.values, c["values"], "order " + std::to_string(n));
    for (std::size_t i = 0; i < n; ++i) {
      const double* const v = &eigen.vectors[i * n];
      for (std::size_t r = 0; r < n; ++r) {
        double product = 0, overlap = 0;
        for (std::size_t k = 0; k < n; ++k) {
          product += a[r * n + k] * v[k];
          overlap += eigen.vectors[r * n + k] * v[k];
        }
        residuals.compare(product, eigen.values[i] * v[r], "A v");
        residuals.compare(overlap, r == i ? 1 : 0, "v.w");
      }
    }
  }
}

TEST(Embeddings, PcaAsScikitLearn) {
  test::Margin margin("PCA");
  const auto reference = test::reference_values("embeddings");
  for (const auto& c : reference["cases"]["pca"]) {
    const auto ours = compute_pca(test::Table(c["rows"]).view(), c["count"], 2);
    ASSERT_TRUE(ours);
    compare_all(margin, ours->mean, c["mean"], "mean");
    compare_all(margin, ours->variances, c["variances"], "variances");
    compare_all(margin, ours->variance_shares, c["shares"], "shares");
    compare_table(margin, ours->components, c["components"], "components");
    compare_table(margin, ours->scores, c["scores"], "scores");
  }
}

}  // namespace
}  // namespace chordae::stats
