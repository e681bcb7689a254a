// Embedding statistics by hand numbers; what is undefined and what is refused; threads leave no
// trace.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/stats/adjusted_rand.h"
#include "chordae/stats/davies_bouldin.h"
#include "chordae/stats/linear_probe.h"
#include "chordae/stats/neighbours.h"
#include "chordae/stats/pca.h"
#include "chordae/stats/silhouette.h"
#include "chordae/stats/softmax_regression.h"
#include "chordae/stats/tsne.h"
#include "support/matrices.h"
#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using test::error_text_of;
using test::Table;
using Groups64 = std::vector<std::int64_t>;

const Table kLine({0, 1, 4, 6}, 1);
const Groups64 kTwoAndTwo = {5, 5, -1, -1}, kOne = {2, 2, 2, 2}, kAllDifferent = {1, 2, 3, 4};

TEST(Embeddings, ByHand) {
  const auto silhouette = compute_silhouette(kLine.view(), kTwoAndTwo);
  EXPECT_EQ(silhouette->of_row, (std::vector<double>{4. / 5, 3. / 4, 1.5 / 3.5, 3.5 / 5.5}));
  const auto purity = compute_neighbour_purity(kLine.view(), kTwoAndTwo, 2);
  EXPECT_EQ(purity->of_row, (std::vector<double>{0.5, 0.5, 0.5, 0.5}));
  EXPECT_DOUBLE_EQ(purity->by_chance, 1. / 3);
  EXPECT_DOUBLE_EQ(*compute_davies_bouldin(kLine.view(), kTwoAndTwo), 1.5 / 4.5);
  // Pairs together: 1 in both, 2 in each, 6 in all.
  EXPECT_DOUBLE_EQ(*compute_adjusted_rand(Groups64{1, 1, 2, 2}, Groups64{1, 1, 2, 3}),
                   (1 - 2. / 6) / (1.5 - 2. / 6));
}

TEST(Embeddings, EquallyNearRowsCountInTheirOrder) {
  const Table table({0, 1, -1, 1}, 1);
  EXPECT_EQ(compute_neighbour_purity(table.view(), Groups64{1, 1, 2, 2}, 1)->of_row,
            (std::vector<double>{1, 0, 0, 0}));
}

TEST(Embeddings, WhatDataLeaveUndefined) {
  const Matrix line = kLine.view();
  for (const Groups64& groups : {kOne, kAllDifferent}) {
    EXPECT_FALSE(compute_silhouette(line, groups));
    EXPECT_FALSE(compute_davies_bouldin(line, groups));
    EXPECT_FALSE(compute_adjusted_rand(groups, groups));
  }
  EXPECT_FALSE(compute_neighbour_purity(line, kOne, 1));
  EXPECT_FALSE(compute_linear_probe(line, kOne, std::vector<std::size_t>{0, 1, 0, 1}));
  EXPECT_FALSE(compute_adjusted_rand(Groups64{1}, Groups64{1}));
  EXPECT_EQ(compute_adjusted_rand(kOne, kAllDifferent), 0);
  // Two groups about the same point.
  EXPECT_FALSE(compute_davies_bouldin(Table({-1, 1, -2, 2}, 1).view(), Groups64{1, 1, 2, 2}));
  const Table constant(std::vector<float>(12, 0.1F), 3);
  EXPECT_FALSE(compute_pca(constant.view(), 2));
  EXPECT_FALSE(compute_tsne(constant.view()));
  EXPECT_EQ(compute_silhouette(constant.view(), kTwoAndTwo)->mean, 0);
  EXPECT_FALSE(compute_pca(Table({1, 2, 3}, 3).view(), 1));
  // On a line there is one component, not two.
  EXPECT_EQ(compute_pca(Table({0, 0, 1, 2, 2, 4, 5, 10}, 2).view(), 2)->count(), 1u);
}

TEST(Embeddings, WhatIsRefused) {
  const Table bad({0, 1, NAN, 2}, 2), zero({1, 1, 0, 0, 2, 1}, 2);
  const Groups64 two = {0, 1}, three = {0, 0, 1};
  EXPECT_NE(error_text_of([&] {
              (void)compute_silhouette(bad.view(), two);
            }).find("embedding at row 1, column 0 (from 0)"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] { (void)compute_pca(bad.view(), 1); }), ErrorCode::kNumeric);
  EXPECT_EQ(error_code_of([&] { (void)compute_tsne(bad.view()); }), ErrorCode::kNumeric);
  EXPECT_NE(error_text_of([&] {
              (void)compute_silhouette(zero.view(), three, Metric::kCosine);
            }).find("row 1"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] { (void)compute_silhouette(zero.view(), two); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { (void)compute_adjusted_rand(two, three); }), ErrorCode::kShape);
  const std::vector<float> values = {1, 2, 3};
  EXPECT_EQ(error_code_of([&] { check_matrix({values, 2, 2}); }), ErrorCode::kShape);
  EXPECT_EQ(error_code_of([&] { check_matrix({values, 3, 0}); }), ErrorCode::kShape);
  for (const std::size_t k : {0, 3}) {
    EXPECT_EQ(error_code_of([&] { (void)compute_neighbour_purity(zero.view(), three, k); }),
              ErrorCode::kUsage);
    EXPECT_EQ(error_code_of([&] { (void)compute_pca(zero.view(), k); }), ErrorCode::kUsage);
  }
}

TEST(LinearProbe, ClustersStayWhole) {
  const Groups64 patients = {9, 9, 9, 1, 2, 2, 3, 4, 4, 5};
  const auto folds = make_cluster_folds(patients, 3, Rng(4));
  EXPECT_EQ(folds, make_cluster_folds(patients, 3, Rng(4)));
  std::vector<std::size_t> sizes(3);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ++sizes[folds[i]];
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_TRUE(patients[i] != patients[j] || folds[i] == folds[j]);
    }
  }
  EXPECT_EQ(std::multiset<std::size_t>(sizes.begin(), sizes.end()),
            (std::multiset<std::size_t>{3, 3, 4}));
  EXPECT_EQ(error_code_of([&] { (void)make_cluster_folds(patients, 7, Rng(4)); }),
            ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { (void)make_cluster_folds(patients, 1, Rng(4)); }),
            ErrorCode::kUsage);
}

TEST(LinearProbe, FoldsThatLackGroups) {
  // Each fold holds one group, so its model has seen only the other.
  const auto probe =
      compute_linear_probe(kLine.view(), kTwoAndTwo, std::vector<std::size_t>{0, 0, 1, 1});
  EXPECT_EQ(probe->predicted, (Groups64{-1, -1, 5, 5}));
  EXPECT_EQ(probe->accuracy, 0);
  EXPECT_EQ(probe->majority_share, 0.5);
  for (const std::vector<std::size_t>& folds :
       {std::vector<std::size_t>{0, 0, 0, 0}, {0, 0, 2, 2}, {0, 1, 2, 99}}) {
    EXPECT_EQ(error_code_of([&] { (void)compute_linear_probe(kLine.view(), kTwoAndTwo, folds); }),
              ErrorCode::kUsage);
  }
  EXPECT_EQ(error_code_of([&] {
              (void)compute_linear_probe(kLine.view(), kTwoAndTwo,
                                         std::vector<std::size_t>{0, 1, 0, 1}, {.c = 0});
            }),
            ErrorCode::kUsage);
  EXPECT_EQ(
      error_code_of([&] {
        (void)fit_softmax(PaddedRows(kLine.view()), std::vector<std::size_t>{0, 1, 2, 0}, 2, 1);
      }),
      ErrorCode::kNumeric);
}

TEST(Embeddings, ThreadsLeaveNoTrace) {
  const Table table = test::make_clusters(131, 19, 5, 1, 3);
  const auto labels = test::cluster_labels(131, 5);
  EXPECT_EQ(compute_silhouette(table.view(), labels)->of_row,
            compute_silhouette(table.view(), labels, Metric::kEuclidean, 3)->of_row);
  EXPECT_EQ(compute_pca(table.view(), 19)->scores, compute_pca(table.view(), 19, 3)->scores);
  TsneOptions options;
  options.iterations = 300;
  const auto one = compute_tsne(table.view(), options);
  options.threads = 3;
  const auto three = compute_tsne(table.view(), options);
  EXPECT_EQ(one->points.x, three->points.x);
  EXPECT_EQ(one->points.y, three->points.y);
}

TEST(Tsne, KeepsClustersApartAndReports) {
  const Table table = test::make_clusters(120, 10, 3, 20, 8);
  std::vector<int> reported;
  TsneOptions options;
  options.progress = [&](int done, double divergence) {
    reported.push_back(done);
    EXPECT_TRUE(std::isfinite(divergence));
  };
  for (const Metric metric : {Metric::kEuclidean, Metric::kCosine}) {
    options.metric = metric;
    const auto map = compute_tsne(table.view(), options);
    std::vector<float> points;
    for (std::size_t i = 0; i < table.rows; ++i) {
      points.push_back(static_cast<float>(map->points.x[i]));
      points.push_back(static_cast<float>(map->points.y[i]));
    }
    EXPECT_EQ(
        compute_neighbour_purity(Table(points, 2).view(), test::cluster_labels(120, 3), 10)->mean,
        1);
  }
  ASSERT_FALSE(reported.empty());
  EXPECT_EQ(reported.front(), 50);
}

TEST(Tsne, RowsOnALineStayOnIt) {
  std::vector<float> values;
  for (int i = 0; i < 40; ++i) values.push_back(static_cast<float>(i * i));
  TsneOptions options;
  options.perplexity = 5;
  const auto map = compute_tsne(Table(values, 1).view(), options);
  for (const double y : map->points.y) EXPECT_EQ(y, 0);
}

TEST(Tsne, RefusesAndStops) {
  const Table table = test::make_clusters(20, 4, 2, 3, 8);
  for (const double perplexity : {0.5, 20.0, std::nan("")}) {
    EXPECT_EQ(error_code_of([&] { (void)compute_tsne(table.view(), {.perplexity = perplexity}); }),
              ErrorCode::kUsage);
  }
  TsneOptions options{.perplexity = 5};
  options.start = Map{{1, 2}, {1, 2}};
  EXPECT_EQ(error_code_of([&] { (void)compute_tsne(table.view(), options); }), ErrorCode::kShape);
  options.start.reset();
  options.learning_rate = 0;
  EXPECT_EQ(error_code_of([&] { (void)compute_tsne(table.view(), options); }), ErrorCode::kUsage);
  options.learning_rate.reset();
  options.progress = [](int, double) { request_cancellation(); };
  EXPECT_EQ(error_code_of([&] { (void)compute_tsne(table.view(), options); }),
            ErrorCode::kCancelled);
  reset_cancellation();
}

}  // namespace
}  // namespace chordae::stats
