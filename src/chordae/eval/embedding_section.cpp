// Embeddings of the cases as a map (t-SNE from the principal components), and how well its groups
// hold together in the whole space.

#include <algorithm>
#include <numeric>

#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/draw/chart_kinds.h"
#include "chordae/eval/sections.h"
#include "chordae/stats/neighbours.h"
#include "chordae/stats/silhouette.h"
#include "chordae/stats/tsne.h"

namespace chordae::eval {
namespace {

/// The map and the silhouette cost the square of this (stats/tsne.h).
constexpr std::size_t kMostMapped = 5000;
constexpr std::size_t kNeighbours = 15;
/// A palette holds no more groups that the eye keeps apart.
constexpr std::size_t kMostColours = 8;

/// Which cases are mapped, in rising order: all, or a seeded sample.
std::vector<std::size_t> choose(std::size_t rows, std::uint64_t seed) {
  std::vector<std::size_t> chosen(rows);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (rows <= kMostMapped) return chosen;
  Rng(seed).split("embedding map").shuffle(std::span(chosen));
  chosen.resize(kMostMapped);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// What a map is coloured by: groups, LVEF bands, conditions.
std::vector<Grouping> colourings(const EvaluationData& data, const EvaluationConfig& config) {
  std::vector<Grouping> all = data.groups;
  if (data.has_lvef) {
    Grouping bands{"LVEF", band_names(config.lvef_bands), {}};
    for (const double v : data.measures.front().truth) {
      const auto band = std::upper_bound(config.lvef_bands.begin(), config.lvef_bands.end(), v) -
                        config.lvef_bands.begin();
      bands.of_row.push_back(v == v ? static_cast<std::uint32_t>(band) : kNoLevel);
    }
    all.push_back(std::move(bands));
  }
  for (const auto& condition : data.conditions) {
    Grouping g{condition.name, {"absent", "present"}, {}};
    for (const auto label : condition.label)
      g.of_row.push_back(label == kUnknown ? kNoLevel : label);
    all.push_back(std::move(g));
  }
  return all;
}

}  // namespace

html::Section make_embedding_section(Report& report, const EvaluationData& data,
                                     const EvaluationConfig& config, const EmbeddingInput& input) {
  html::Section section;
  if (input.row.empty()) return section;
  const auto chosen = choose(input.row.size(), config.seed);
  std::vector<float> values;
  for (const std::size_t i : chosen) {
    const auto begin = input.values.begin() + static_cast<std::ptrdiff_t>(i * input.width);
    values.insert(values.end(), begin, begin + static_cast<std::ptrdiff_t>(input.width));
  }
  const int threads = thread_count(config.threads);
  const stats::Matrix matrix{values, chosen.size(), input.width};
  stats::TsneOptions options;
  options.metric = stats::Metric::kCosine;
  options.perplexity = std::min(30.0, (static_cast<double>(chosen.size()) - 1) / 3);
  options.threads = threads;
  const auto map = chosen.size() < 5 ? std::nullopt : stats::compute_tsne(matrix, options);
  if (!map) {
    report.warnings.push_back(cat("Embeddings: ", chosen.size(), " cases make no map."));
    return section;
  }
  section.title = "Embeddings";
  ResultTable points{"embedding_map",
                     "t-SNE of the cases' mean embeddings",
                     {{"line", "Line"}, {"x", "x", Shown::kNumber3}, {"y", "y", Shown::kNumber3}},
                     {}};
  ResultTable quality{"embedding_groups",
                      cat("How groups hold together among ", chosen.size(),
                          " cases, cosine distance: silhouette (Rousseeuw 1987) and share of the ",
                          kNeighbours, " nearest cases of the same group"),
                      {{"group", "Group"},
                       {"n", "n", Shown::kCount},
                       {"silhouette", "Silhouette", Shown::kNumber3},
                       {"purity", "Purity", Shown::kNumber3},
                       {"by_chance", "by chance", Shown::kNumber3}},
                      {}};
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    points.rows.push_back({cell(std::size_t{data.line[input.row[chosen[i]]]}),
                           cell(map->points.x[i]), cell(map->points.y[i])});
  }
  std::vector<chart::Drawing> panels;
  for (const auto& g : colourings(data, config)) {
    std::vector<chart::PointGroup> groups(g.levels.size());
    for (std::size_t l = 0; l < groups.size(); ++l) groups[l].label = g.levels[l];
    std::vector<float> known;
    std::vector<std::int64_t> labels;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::uint32_t level = g.of_row[input.row[chosen[i]]];
      if (level == kNoLevel) continue;
      groups[level].x.push_back(map->points.x[i]);
      groups[level].y.push_back(map->points.y[i]);
      labels.push_back(level);
      known.insert(known.end(), values.begin() + static_cast<std::ptrdiff_t>(i * input.width),
                   values.begin() + static_cast<std::ptrdiff_t>((i + 1) * input.width));
    }
    const stats::Matrix of_known{known, labels.size(), input.width};
    std::vector<Cell> row = {g.name, cell(labels.size()), Cell(), Cell(), Cell()};
    if (const auto s = stats::compute_silhouette(of_known, labels, stats::Metric::kCosine, threads))
      row[2] = cell(s->mean);
    if (labels.size() > kNeighbours) {
      if (const auto p = stats::compute_neighbour_purity(of_known, labels, kNeighbours,
                                                         stats::Metric::kCosine, threads)) {
        row[3] = cell(p->mean);
        row[4] = cell(p->by_chance);
      }
    }
    quality.rows.push_back(std::move(row));
    std::erase_if(groups, [](const auto& group) { return group.x.empty(); });
    if (groups.size() < 2 || groups.size() > kMostColours) continue;
    panels.push_back(draw(chart::make_map(
        {cat("Map by ", g.name),
         cat("n = ", chart::pretty_count(labels.size()), ". Exact t-SNE, perplexity ",
             shortest(options.perplexity), ", cosine, from the principal components; divergence ",
             fixed(map->divergence, 3), "."),
         "no case"},
        std::move(groups))));
  }
  section.blocks.push_back(report.add_figure(std::move(panels), std::move(points)));
  section.blocks.push_back(report.add(std::move(quality)));
  return section;
}

}  // namespace chordae::eval
