// Times t-SNE, silhouette and retrieval on random clusters.
//   embedding_map_bench ROWS WIDTH THREADS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/linear_probe.h"
#include "chordae/stats/pca.h"
#include "chordae/stats/retrieval.h"
#include "chordae/stats/silhouette.h"
#include "chordae/stats/tsne.h"

using namespace chordae;

namespace {

void time_it(const char* what, const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  body();
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  std::printf("%-28s %8.2f s, %8.2f s of processors\n", what, spent.count(),
              static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::size_t rows = std::strtoul(argv[1], nullptr, 10);
  const std::size_t width = std::strtoul(argv[2], nullptr, 10);
  const int threads = std::atoi(argv[3]);
  constexpr std::size_t kGroups = 20;
  Rng rng = Rng(1).split("bench");
  std::vector<float> centres(kGroups * width), values(rows * width), others(rows * width);
  std::vector<std::int64_t> groups(rows);
  for (float& c : centres) c = static_cast<float>(rng.normal());
  for (std::size_t i = 0; i < rows; ++i) {
    groups[i] = static_cast<std::int64_t>(i % kGroups);
    for (std::size_t k = 0; k < width; ++k) {
      values[i * width + k] =
          centres[i % kGroups * width + k] + static_cast<float>(2 * rng.normal());
      others[i * width + k] = values[i * width + k] + static_cast<float>(2 * rng.normal());
    }
  }
  const stats::Matrix a{values, rows, width}, b{others, rows, width};
  time_it("silhouette",
          [&] { (void)stats::compute_silhouette(a, groups, stats::Metric::kEuclidean, threads); });
  time_it("PCA, 10 components", [&] { (void)stats::compute_pca(a, 10, threads); });
  time_it("linear probe, 5 folds", [&] {
    std::vector<std::size_t> folds(rows);
    for (std::size_t i = 0; i < rows; ++i) folds[i] = i / kGroups % 5;
    (void)stats::compute_linear_probe(a, groups, folds, {.threads = threads});
  });
  std::vector<stats::RetrievalRank> ranks;
  time_it("retrieval ranks, both ways", [&] {
    ranks = stats::compute_retrieval_ranks(a, b, {}, stats::Similarity::kCosine, threads).forward;
  });
  time_it("retrieval, 1,000 resamples", [&] {
    const std::vector<std::size_t> ks = {1, 5, 10};
    (void)stats::compute_retrieval_percentile_intervals(ranks, ks, stats::Ties::kExpected, {},
                                                        Rng(1), {1000, 0.95, threads});
  });
  if (rows > 5000) return 0;
  stats::TsneOptions options;
  options.threads = threads;
  options.iterations = 1;
  time_it("t-SNE, 1 iteration", [&] { (void)stats::compute_tsne(a, options); });
  options.iterations = 1000;
  time_it("t-SNE, 1,000 iterations", [&] { (void)stats::compute_tsne(a, options); });
}
