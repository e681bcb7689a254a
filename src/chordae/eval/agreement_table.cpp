#include "chordae/eval/agreement_table.h"

#include "chordae/base/strings.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {

void add_cells(std::vector<Cell>& row, const std::optional<stats::Interval>& interval) {
  row.push_back(interval ? cell(interval->low) : Cell());
  row.push_back(interval ? cell(interval->high) : Cell());
}

void add_cells(std::vector<Cell>& row, const std::optional<stats::Estimate>& estimate) {
  row.push_back(estimate ? cell(estimate->value) : Cell());
  add_cells(row, estimate ? std::optional(estimate->interval) : std::nullopt);
}

std::string agreement_methods(const EvaluationConfig& config) {
  return cat(level_text(config),
             " intervals of means by Student's t (of absolute errors cut at 0), of r by Fisher, of "
             "concordance by Lin, of "
             "ICC(2,1) by F; limits of "
             "agreement by Bland and Altman 1999");
}

ResultTable make_agreement_table(std::string name, std::string caption) {
  ResultTable table{std::move(name),
                    std::move(caption),
                    {{"model", "Model"}, {"measure", "Measure"}, {"n", "n", Shown::kCount}},
                    {}};
  const auto add = [&](const std::string& key, const std::string& heading, Shown how,
                       bool has_interval) {
    table.columns.push_back({key, heading, how});
    if (!has_interval) return;
    table.columns.push_back({key + "_low", "from", how});
    table.columns.push_back({key + "_high", "to", how});
  };
  add("mae", "Mean absolute error", Shown::kNumber3, true);
  add("rmse", "RMSE", Shown::kNumber3, false);
  add("bias", "Bias", Shown::kNumber3, true);
  add("r2", "R²", Shown::kNumber3, false);
  add("pearson", "Pearson r", Shown::kNumber3, true);
  add("spearman", "Spearman", Shown::kNumber3, true);
  add("concordance", "Concordance", Shown::kNumber3, true);
  add("icc_2_1", "ICC(2,1)", Shown::kNumber3, true);
  add("lower_limit", "Lower limit", Shown::kNumber1, true);
  add("upper_limit", "Upper limit", Shown::kNumber1, true);
  add("proportional_bias_slope", "Slope of difference on mean", Shown::kNumber3, true);
  add("proportional_bias_p", "p", Shown::kP, false);
  return table;
}

std::vector<Cell> agreement_row(const std::string& model, const std::string& measure,
                                const AgreementResult& r) {
  std::vector<Cell> row = {model, measure, cell(r.n)};
  const auto add_pair = [&](const auto& value) {
    row.push_back(value ? cell(value->value) : Cell());
    add_cells(row, value ? value->interval : std::optional<stats::Interval>());
  };
  row.push_back(r.errors ? cell(r.errors->mae) : Cell());
  add_cells(row, r.mae ? std::optional(r.mae->interval) : std::nullopt);
  row.push_back(r.errors ? cell(r.errors->rmse) : Cell());
  add_cells(row, r.bias);
  row.push_back(r.errors ? cell(r.errors->r2) : Cell());
  add_pair(r.pearson);
  add_pair(r.spearman);
  add_pair(r.concordance);
  add_pair(r.icc);
  add_cells(row, r.limits ? std::optional(r.limits->lower) : std::nullopt);
  add_cells(row, r.limits ? std::optional(r.limits->upper) : std::nullopt);
  add_cells(row, r.proportional_bias ? std::optional(r.proportional_bias->slope) : std::nullopt);
  row.push_back(r.proportional_bias ? cell(r.proportional_bias->test.p) : Cell());
  return row;
}

html::Section make_measures_section(Report& report, const EvaluationData& data,
                                    const EvaluationConfig& config,
                                    const std::vector<MeasureResult>& results) {
  html::Section section;
  ResultTable table = make_agreement_table("measures", agreement_methods(config));
  for (const auto& r : results) {
    if (r.name == "lvef_percent") continue;
    for (std::size_t m = 0; m < r.models.size(); ++m)
      table.rows.push_back(agreement_row(data.models[m], r.name, r.models[m]));
  }
  if (table.rows.empty()) return section;
  section.title = "Other measures";
  section.blocks.push_back(report.add(std::move(table)));
  return section;
}

}  // namespace chordae::eval
