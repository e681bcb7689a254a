#include "chordae/eval/condition_bootstrap.h"

#include "chordae/base/thread_pool.h"
#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/bootstrap_panel.h"

namespace chordae::eval {
namespace {

/// What of `known` is a row of `other` too; both ascend.
Known common_rows(const Known& known, const Known& other) {
  Known common;
  std::size_t at = 0;
  for (std::size_t i = 0; i < known.row.size(); ++i) {
    while (at < other.row.size() && other.row[at] < known.row[i]) ++at;
    if (at == other.row.size() || other.row[at] != known.row[i]) continue;
    common.label.push_back(known.label[i]);
    common.probability.push_back(known.probability[i]);
    common.row.push_back(known.row[i]);
  }
  return common;
}

}  // namespace

stats::SamplingDesign make_design(const EvaluationData& data) {
  if (data.cluster.name.empty()) return stats::SamplingDesign(data.rows());
  const std::vector<std::int64_t> clusters(data.cluster.of_row.begin(), data.cluster.of_row.end());
  return {data.rows(), clusters};
}

void add_bootstrap(const EvaluationData& data, const EvaluationConfig& config,
                   std::vector<ConditionResult>& results) {
  const stats::SamplingDesign design = make_design(data);
  const stats::BootstrapOptions options{.resamples = resamples_of(data, config),
                                        .jackknife = false,
                                        .threads = thread_count(config.threads)};
  const Rng rng = Rng(config.seed).split("evaluate");
  // A condition at a time keeps memory bounded; its models share the resamples.
  for (std::size_t c = 0; c < results.size(); ++c) {
    // A comparison is of the cases that both have; where cells are missing, two panels of its own.
    const std::size_t models = data.models.size();
    std::vector<Known> known;
    for (std::size_t m = 0; m < models; ++m) known.push_back(known_rows(data.conditions[c], m));
    std::vector<std::pair<std::size_t, std::size_t>> compared(models);  // panels
    for (std::size_t m = 1; m < models; ++m) {
      compared[m] = {0, m};
      if (!results[c].comparisons[m - 1].paired || known[0].row == known[m].row) continue;
      compared[m] = {known.size(), known.size() + 1};
      Known first = common_rows(known[0], known[m]), other = common_rows(known[m], known[0]);
      known.push_back(std::move(first));
      known.push_back(std::move(other));
    }
    std::vector<stats::PanelCondition> panel;
    for (const Known& k : known) panel.push_back({k.label, k.probability, k.row});
    const auto boot = stats::compute_panel_bootstrap(design, panel, rng, options);
    for (std::size_t m = 0; m < models; ++m) {
      ModelResult& r = results[c].models[m];
      r.auc_bootstrap = stats::compute_percentile_interval(boot[m].auc, config.level);
      r.ap_bootstrap = stats::compute_percentile_interval(boot[m].average_precision, config.level);
      r.brier_bootstrap = stats::compute_percentile_interval(boot[m].brier, config.level);
      if (m == 0 || !results[c].comparisons[m - 1].paired) continue;
      const auto difference = stats::compute_paired_difference(boot[compared[m].first].auc,
                                                               boot[compared[m].second].auc);
      Comparison& comparison = results[c].comparisons[m - 1];
      comparison.bootstrap = stats::compute_percentile_interval(difference, config.level);
      comparison.bootstrap_p = stats::compute_centred_p(difference);
    }
  }
}

}  // namespace chordae::eval
