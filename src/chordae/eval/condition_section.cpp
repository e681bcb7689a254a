#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_forest.h"
#include "chordae/eval/agreement_table.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

std::string p_text(const std::optional<double>& p) { return p ? shown_p(*p) : "-"; }

chart::ForestEstimate forest_estimate(const ModelResult& r) {
  chart::ForestEstimate e;
  if (r.auc) e.value = r.auc->auc;
  if (const auto interval = r.shown_auc_interval()) {
    e.low = interval->low;
    e.high = interval->high;
  }
  return e;
}

std::string test_method(const EvaluationData& data, const std::vector<ConditionResult>& results) {
  if (data.models.size() < 2) return "";
  std::size_t paired = 0, all = 0;
  bool is_bootstrap = false;
  for (const auto& r : results) {
    for (const auto& c : r.comparisons) {
      ++all;
      paired += c.paired ? 1 : 0;
      is_bootstrap = is_bootstrap || c.bootstrap_p.has_value();
    }
  }
  return cat(" p: ", is_bootstrap ? "centred bootstrap of the paired difference" : "DeLong's test",
             paired == all ? ", paired"
             : paired == 0 ? ", unpaired (separate samples)"
                           : ", paired where the labels are the same",
             "; adjusted over all conditions",
             data.models.size() > 2 ? ", for each other model by itself," : "",
             " by Holm and by Benjamini-Hochberg.");
}

html::Block forest(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                   const std::vector<ConditionResult>& results) {
  ResultTable table{"conditions",
                    cat("Discrimination of each condition. AUC with ", level_text(config),
                        " interval: ", auc_interval_method(data, config),
                        ". Average precision as a step function."),
                    {{"condition", "Condition"},
                     {"model", "Model"},
                     {"n", "n", Shown::kCount},
                     {"positives", "Positives", Shown::kCount},
                     {"auc", "AUC", Shown::kNumber3},
                     {"auc_low", "from", Shown::kNumber3},
                     {"auc_high", "to", Shown::kNumber3},
                     {"auc_delong_low", "DeLong, plain", Shown::kNumber3},
                     {"auc_delong_high", "to", Shown::kNumber3},
                     {"auc_delong_logit_low", "DeLong, logit", Shown::kNumber3},
                     {"auc_delong_logit_high", "to", Shown::kNumber3},
                     {"average_precision", "Average precision", Shown::kNumber3},
                     {"ap_low", "from", Shown::kNumber3},
                     {"ap_high", "to", Shown::kNumber3},
                     {"prevalence", "Prevalence", Shown::kNumber3}},
                    {}};
  chart::Forest forest;
  forest.title = data.models.size() < 2
                     ? "AUC of each condition"
                     : cat("AUC of each condition: ", data.models.front(), " and ", data.models[1]);
  forest.caption = cat(level_text(config), " intervals: ", auc_interval_method(data, config), ".",
                       test_method(data, results));
  forest.empty_reason = "no condition has both classes";
  forest.label_title = "Condition";
  forest.left_titles = {"n", "Positives"};
  forest.right_titles = {"AUC"};
  const bool has_baseline = data.models.size() > 1;
  if (has_baseline) forest.right_titles.insert(forest.right_titles.end(), {"p", "Holm", "BH"});
  forest.models = data.models;
  forest.axis.title = "AUC";
  forest.reference = 0.5;
  for (const auto& r : results) {
    chart::ForestRow row;
    row.label = r.name;
    const ModelResult& first = r.models.front();
    row.left = {chart::pretty_count(first.n), chart::pretty_count(first.positives)};
    row.right = {shown_estimate(first.auc ? std::optional(first.auc->auc) : std::nullopt,
                                first.shown_auc_interval(), 2)};
    if (has_baseline) {
      const Comparison& c = r.comparisons.front();
      row.right.insert(row.right.end(),
                       {p_text(c.p()), p_text(c.holm), p_text(c.benjamini_hochberg)});
    }
    for (std::size_t m = 0; m < r.models.size(); ++m) {
      const ModelResult& model = r.models[m];
      row.estimates.push_back(forest_estimate(model));
      std::vector<Cell> cells = {r.name, data.models[m], cell(model.n), cell(model.positives),
                                 model.auc ? cell(model.auc->auc) : Cell()};
      add_cells(cells, model.shown_auc_interval());
      add_cells(cells, model.auc_interval);
      add_cells(cells, model.auc_logit_interval);
      cells.push_back(cell(model.average_precision));
      add_cells(cells, model.ap_bootstrap);
      cells.push_back(model.n > 0 ? cell(double(model.positives) / double(model.n)) : Cell());
      table.rows.push_back(std::move(cells));
    }
    forest.rows.push_back(std::move(row));
  }
  return report.add_figure({draw(forest)}, std::move(table));
}

html::Table comparisons(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                        const std::vector<ConditionResult>& results) {
  ResultTable table{"condition_comparisons",
                    cat("AUC of ", data.models.front(), " less the other model's, ",
                        level_text(config), " interval.", test_method(data, results)),
                    {{"condition", "Condition"},
                     {"baseline", "Compared with"},
                     {"design", "Design"},
                     {"rows", "Cases of both", Shown::kCount},
                     {"auc", "AUC", Shown::kNumber3},
                     {"auc_baseline", "AUC of the other", Shown::kNumber3},
                     {"difference", "Difference", Shown::kNumber3},
                     {"low", "from", Shown::kNumber3},
                     {"high", "to", Shown::kNumber3},
                     {"delong_p", "p (DeLong)", Shown::kP},
                     {"bootstrap_p", "p (bootstrap)", Shown::kP},
                     {"p", "p", Shown::kP},
                     {"holm", "Holm", Shown::kP},
                     {"benjamini_hochberg", "BH", Shown::kP}},
                    {}};
  for (const auto& r : results) {
    for (const auto& c : r.comparisons) {
      std::vector<Cell> row = {r.name, data.models[c.baseline],
                               std::string(c.paired ? "paired" : "unpaired"),
                               c.paired ? cell(c.rows) : Cell()};
      row.push_back(c.delong ? cell(c.delong->first.auc) : Cell());
      row.push_back(c.delong ? cell(c.delong->second.auc) : Cell());
      row.push_back(c.delong ? cell(c.delong->difference) : Cell());
      add_cells(row, c.bootstrap ? c.bootstrap : c.delong ? c.delong->interval : std::nullopt);
      row.push_back(c.delong && c.delong->test ? cell(c.delong->test->p) : Cell());
      row.push_back(cell(c.bootstrap_p));
      row.push_back(cell(c.p()));
      row.push_back(cell(c.holm));
      row.push_back(cell(c.benjamini_hochberg));
      table.rows.push_back(std::move(row));
    }
  }
  return report.add(std::move(table));
}

void warn(Report& report, const EvaluationData& data, const std::vector<ConditionResult>& results) {
  for (const auto& r : results) {
    const ModelResult& first = r.models.front();
    const std::size_t negatives = first.n - first.positives;
    if (first.n == 0) {
      report.warnings.push_back(cat(r.name, ": no case has both label and probability."));
    } else if (first.positives == 0 || negatives == 0) {
      report.warnings.push_back(cat(r.name, ": one class only (", first.positives, " positives of ",
                                    first.n, "): AUC and all that needs both are undefined."));
    } else if (std::min(first.positives, negatives) < kFewCases) {
      report.warnings.push_back(cat(r.name, ": only ", first.positives, " positives of ", first.n,
                                    ": read its numbers with their intervals."));
    }
    for (const auto& c : r.comparisons) {
      const ModelResult& other = r.models[c.baseline];
      const std::size_t fewest = std::min(other.positives, other.n - other.positives);
      if (c.paired || other.n == 0 || fewest >= kFewCases) continue;
      report.warnings.push_back(cat(r.name, ", own sample of ", data.models[c.baseline], ": only ",
                                    other.positives, " positives of ", other.n, "."));
    }
    if (first.auc && first.auc->variance && *first.auc->variance == 0 && negatives > 0) {
      report.warnings.push_back(cat(
          r.name, ": classes are separated or scores constant: DeLong's interval has no width."));
    }
  }
}

void summarise(Report& report, const EvaluationData& data,
               const std::vector<ConditionResult>& results) {
  for (std::size_t m = 0; m < data.models.size(); ++m) {
    double sum = 0;
    std::size_t defined = 0;
    for (const auto& r : results) {
      if (!r.models[m].auc) continue;
      sum += r.models[m].auc->auc;
      ++defined;
    }
    if (defined > 0) {
      report.summary.push_back(
          {cat("Mean AUC, ", data.models[m]), cat(fixed(sum / double(defined), 3), " over ",
                                                  defined, " of ", results.size(), " conditions")});
    }
    if (m == 0) continue;
    std::size_t higher = 0, lower = 0;
    for (const auto& r : results) {
      const Comparison& c = r.comparisons[m - 1];
      if (!c.delong || !c.holm || *c.holm >= 0.05) continue;
      (c.delong->difference > 0 ? higher : lower)++;
    }
    report.summary.push_back({cat("AUC against ", data.models[m]),
                              cat("higher in ", higher, ", lower in ", lower, " of ",
                                  results.size(), " conditions at p < 0.05 after Holm")});
  }
}

}  // namespace

std::string auc_interval_method(const EvaluationData& data, const EvaluationConfig& config) {
  const std::int64_t resamples = resamples_of(data, config);
  if (resamples == 0) return "DeLong, logit scale (plain where that is undefined)";
  return cat(
      "percentiles of ", resamples, " resamples of whole ",
      data.cluster.name.empty() ? std::string("cases") : cat("clusters (", data.cluster.name, ")"));
}

html::Section make_conditions_section(Report& report, const EvaluationData& data,
                                      const EvaluationConfig& config,
                                      const std::vector<ConditionResult>& results) {
  html::Section section;
  if (results.empty()) return section;
  section.title = "Conditions";
  warn(report, data, results);
  summarise(report, data, results);
  section.blocks.push_back(forest(report, data, config, results));
  if (data.models.size() > 1) section.blocks.push_back(comparisons(report, data, config, results));
  for (const auto& r : results)
    section.parts.push_back(make_condition_part(report, data, config, r));
  return section;
}

html::Section make_calibration_section(Report& report, const EvaluationData& data,
                                       const EvaluationConfig& config,
                                       const std::vector<ConditionResult>& results) {
  html::Section section;
  if (results.empty()) return section;
  section.title = "Calibration";
  ResultTable table{
      "calibration",
      cat("Calibration of the probabilities. Slope and intercept: Cox's logistic line, ",
          level_text(config),
          " Wald intervals; intercept in the large: slope fixed at 1; expected calibration error "
          "over ten bins of equal mass; ICI: mean distance of the LOWESS curve "
          "(up to 20,000 cases); Spiegelhalter's test of the Brier score."),
      {{"condition", "Condition"},
       {"model", "Model"},
       {"n", "n", Shown::kCount},
       {"positives", "Positives", Shown::kCount},
       {"brier", "Brier", Shown::kNumber3},
       {"brier_low", "from", Shown::kNumber3},
       {"brier_high", "to", Shown::kNumber3},
       {"scaled_brier", "Scaled Brier", Shown::kNumber3},
       {"log_loss", "Log loss", Shown::kNumber3},
       {"slope", "Slope", Shown::kNumber3},
       {"slope_low", "from", Shown::kNumber3},
       {"slope_high", "to", Shown::kNumber3},
       {"intercept", "Intercept", Shown::kNumber3},
       {"in_the_large", "In the large", Shown::kNumber3},
       {"in_the_large_low", "from", Shown::kNumber3},
       {"in_the_large_high", "to", Shown::kNumber3},
       {"ece", "ECE", Shown::kNumber3},
       {"ici", "ICI", Shown::kNumber3},
       {"spiegelhalter_z", "Spiegelhalter z", Shown::kNumber3},
       {"spiegelhalter_p", "p", Shown::kP}},
      {}};
  for (const auto& r : results) {
    for (std::size_t m = 0; m < r.models.size(); ++m) {
      const ModelResult& x = r.models[m];
      std::vector<Cell> row = {r.name, data.models[m], cell(x.n), cell(x.positives), cell(x.brier)};
      add_cells(row, x.brier_bootstrap);
      row.push_back(cell(x.scaled_brier));
      row.push_back(cell(x.log_loss));
      add_cells(row, x.line.line ? std::optional(stats::compute_wald_interval(x.line.line->slope,
                                                                              config.level))
                                 : std::nullopt);
      row.push_back(x.line.line ? cell(x.line.line->intercept.value) : Cell());
      add_cells(row, x.line.in_the_large ? std::optional(stats::compute_wald_interval(
                                               *x.line.in_the_large, config.level))
                                         : std::nullopt);
      row.push_back(x.errors ? cell(x.errors->expected) : Cell());
      row.push_back(cell(x.ici));
      row.push_back(x.spiegelhalter ? cell(x.spiegelhalter->statistic) : Cell());
      row.push_back(x.spiegelhalter ? cell(x.spiegelhalter->p) : Cell());
      table.rows.push_back(std::move(row));
    }
  }
  section.blocks.push_back(report.add(std::move(table)));
  return section;
}

}  // namespace chordae::eval
