#include "chordae/eval/condition_bootstrap.h"

#include "chordae/base/thread_pool.h"
#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/bootstrap_panel.h"

namespace chordae::eval {
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
    std::vector<Known> known;
    std::vector<stats::PanelCondition> panel;
    for (std::size_t m = 0; m < data.models.size(); ++m) {
      known.push_back(known_rows(data.conditions[c], m));
    }
    for (const Known& k : known) panel.push_back({k.label, k.probability, k.row});
    const auto boot = stats::compute_panel_bootstrap(design, panel, rng, options);
    for (std::size_t m = 0; m < boot.size(); ++m) {
      ModelResult& r = results[c].models[m];
      r.auc_bootstrap = stats::compute_percentile_interval(boot[m].auc, config.level);
      r.ap_bootstrap = stats::compute_percentile_interval(boot[m].average_precision, config.level);
      r.brier_bootstrap = stats::compute_percentile_interval(boot[m].brier, config.level);
      if (m == 0 || !results[c].comparisons[m - 1].paired) continue;
      const auto difference = stats::compute_paired_difference(boot[0].auc, boot[m].auc);
      Comparison& comparison = results[c].comparisons[m - 1];
      comparison.bootstrap = stats::compute_percentile_interval(difference, config.level);
      comparison.bootstrap_p = stats::compute_centred_p(difference);
    }
  }
}

}  // namespace chordae::eval
