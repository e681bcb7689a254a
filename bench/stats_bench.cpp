// Times the functions of `stats` on arrays that stats_vs_python.py has written, and prints a value of each so
// that the script can see that both did the same. One line a task: NAME SECONDS VALUE (best of REPEATS).
//   stats_bench FOLDER REPEATS THREADS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/stats/auc.h"
#include "chordae/stats/bootstrap_panel.h"
#include "chordae/stats/calibration_line.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/delong.h"
#include "chordae/stats/icc.h"
#include "chordae/stats/kappa.h"
#include "chordae/stats/lowess.h"
#include "chordae/stats/precision_recall.h"
#include "chordae/stats/rank_tests.h"
#include "chordae/stats/recalibration.h"
#include "chordae/stats/silhouette.h"
#include "chordae/stats/tsne.h"

using namespace chordae;
using namespace chordae::stats;

namespace {

std::filesystem::path folder;
int repeats = 1;

template <class T>
std::vector<T> read_array(const std::string& name) {
  const auto bytes = read_file(folder / name);
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

void time_task(const char* name, const std::function<double()>& body) {
  double best = 1e300, value = 0;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    value = body();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::printf("%s %.6f %.17g\n", name, best, value);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  folder = argv[1];
  repeats = std::atoi(argv[2]);
  const int threads = std::atoi(argv[3]);

  const auto labels = read_array<std::uint8_t>("labels.u8");
  const auto scores = read_array<double>("scores.f64");
  const auto other = read_array<double>("other.f64");
  time_task("auc", [&] { return compute_auc(labels, scores).value(); });
  time_task("average_precision", [&] { return compute_average_precision(compute_cutoffs(labels, scores)).value(); });
  time_task("delong", [&] { return compute_delong(labels, scores)->variance.value(); });
  time_task("spearman", [&] { return compute_spearman_bonett_wright(scores, other)->value; });
  time_task("mann_whitney", [&] { return compute_mann_whitney_normal(scores, other)->p; });
  time_task("kappa", [&] {
    const std::vector<double> edges = {0.4, 0.5, 0.55};
    return compute_kappa_asymptotic(compute_band_confusion(scores, other, edges), KappaWeights::kQuadratic)->value;
  });
  time_task("isotonic", [&] { return fit_isotonic(labels, scores)->apply(0.5); });
  const std::size_t some = 100000;
  time_task("calibration_line", [&] {
    return compute_calibration_line(Labels(labels).first(some), std::span(scores).first(some)).line->slope.value;
  });
  const auto x = read_array<double>("x.f64"), y = read_array<double>("y.f64");  // x ascends
  time_task("lowess", [&] { return compute_lowess(x, y)[0]; });
  const auto ratings = read_array<double>("ratings.f64");
  time_task("icc", [&] { return compute_icc_f(ratings, 2).agreement_single->value; });

  const auto panel_labels = read_array<std::uint8_t>("panel.u8");
  const auto panel_scores = read_array<double>("panel.f64");
  const std::size_t conditions = 39, rows = panel_labels.size() / conditions;
  const auto clusters = read_array<std::int64_t>("clusters.i64");
  time_task("bootstrap_panel", [&] {
    std::vector<PanelCondition> panel;
    for (std::size_t k = 0; k < conditions; ++k) {
      panel.push_back({Labels(panel_labels).subspan(k * rows, rows), std::span(panel_scores).subspan(k * rows, rows)});
    }
    const SamplingDesign design(rows, clusters);
    const auto result = compute_panel_bootstrap(design, panel, Rng(1), {.resamples = 1000, .jackknife = false, .threads = threads});
    return result[0].auc.value.value();
  });

  const auto embeddings = read_array<float>("embeddings.f32");
  const auto groups = read_array<std::int64_t>("groups.i64");
  const std::size_t width = embeddings.size() / groups.size();
  time_task("silhouette", [&] {
    return compute_silhouette({embeddings, groups.size(), width}, groups, Metric::kEuclidean, threads)->mean;
  });
  repeats = 1;
  time_task("tsne", [&] {
    const std::size_t n = 1500;
    TsneOptions options;
    options.threads = threads;
    return compute_tsne({std::span(embeddings).first(n * width), n, width}, options)->divergence;
  });
  return 0;
} catch (const Error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
