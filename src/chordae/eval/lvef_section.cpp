#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_kinds.h"
#include "chordae/draw/chart_matrix.h"
#include "chordae/eval/agreement_table.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

constexpr const char* kQuantity = "LVEF";
constexpr const char* kUnit = "%";

html::Block agreement_figure(Report& report, const EvaluationData& data,
                             const EvaluationConfig& config, const AgreementResult& r,
                             std::size_t model) {
  const Pairs pairs = known_pairs(data.measures.front(), model);
  const std::string& name = data.models[model];
  ResultTable numbers{cat("lvef_pairs_", file_stem(name)),
                      cat("Reference and predicted LVEF of ", name, ", a row a case"),
                      {{"line", "Line", Shown::kCount},
                       {"truth", "Reference (%)", Shown::kNumber1},
                       {"predicted", "Predicted (%)", Shown::kNumber1}},
                      {}};
  std::vector<double> mean, difference;
  for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
    numbers.rows.push_back({cell(std::size_t{data.line[pairs.row[i]]}), cell(pairs.truth[i]),
                            cell(pairs.predicted[i])});
    mean.push_back((pairs.truth[i] + pairs.predicted[i]) / 2);
    difference.push_back(pairs.predicted[i] - pairs.truth[i]);
  }
  const std::string n = cat("n = ", chart::pretty_count(r.n));
  std::vector<chart::Drawing> panels;
  panels.push_back(draw(chart::make_scatter(
      {cat(name, ": predicted and reference LVEF"),
       cat(n, ". Pearson r ",
           r.pearson ? shown_estimate(r.pearson->value, r.pearson->interval) : "undefined",
           " (Fisher). Line: identity."),
       "no case has both numbers"},
      kQuantity, kUnit, {{"", pairs.truth, pairs.predicted}})));
  std::optional<chart::Agreement> limits;
  std::string said = "limits of agreement undefined";
  if (r.limits) {
    limits = {r.limits->bias, r.limits->lower, r.limits->upper};
    said = cat("Bias ", shown_estimate(r.limits->bias.value, r.limits->bias.interval, 1),
               ", limits ", chart::pretty_number(r.limits->lower.value, 1), " to ",
               chart::pretty_number(r.limits->upper.value, 1),
               " points; shaded: ", level_text(config), " intervals (Bland and Altman 1999)");
  }
  panels.push_back(draw(chart::make_bland_altman(
      {cat(name, ": Bland-Altman"), cat(n, ". ", said, "."), "no case has both numbers"}, kQuantity,
      kUnit, "Predicted - reference", mean, difference, limits)));
  return report.add_figure(std::move(panels), std::move(numbers));
}

html::Block band_figure(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                        const LvefResults& results) {
  ResultTable table{"lvef_bands",
                    cat("Errors by band of reference LVEF; intervals of a mean by Student's t, ",
                        level_text(config)),
                    {{"model", "Model"},
                     {"band", "Reference LVEF"},
                     {"n", "n", Shown::kCount},
                     {"mae", "Mean absolute error", Shown::kNumber1},
                     {"mae_low", "from", Shown::kNumber1},
                     {"mae_high", "to", Shown::kNumber1},
                     {"bias", "Bias", Shown::kNumber1},
                     {"bias_low", "from", Shown::kNumber1},
                     {"bias_high", "to", Shown::kNumber1}},
                    {}};
  std::vector<chart::Drawing> panels;
  const auto names = band_names(config.lvef_bands);
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    const Pairs pairs = known_pairs(data.measures.front(), m);
    std::vector<std::vector<double>> errors(names.size());
    for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
      std::size_t band = 0;
      while (band < config.lvef_bands.size() && pairs.truth[i] >= config.lvef_bands[band]) ++band;
      errors[band].push_back(pairs.predicted[i] - pairs.truth[i]);
    }
    panels.push_back(draw(chart::make_boxes({cat(data.models[m], ": error by LVEF band"),
                                             cat("n = ", chart::pretty_count(pairs.truth.size()),
                                                 ". Tukey's boxes of predicted - reference."),
                                             "no case has both numbers"},
                                            "Reference LVEF (%)", "Predicted - reference (points)",
                                            names, errors, true)));
    for (const auto& b : results.models[m].bands) {
      std::vector<Cell> row = {data.models[m], b.band, cell(b.n)};
      add_cells(row, b.mae);
      add_cells(row, b.bias);
      table.rows.push_back(std::move(row));
    }
  }
  return report.add_figure(std::move(panels), std::move(table));
}

html::Block confusion_figure(Report& report, const EvaluationData& data,
                             const EvaluationConfig& config, const LvefResults& results) {
  ResultTable table{"lvef_confusion",
                    "Cases by reference and predicted LVEF band",
                    {{"model", "Model"},
                     {"truth", "Reference"},
                     {"predicted", "Predicted"},
                     {"n", "n", Shown::kCount}},
                    {}};
  std::vector<chart::Drawing> panels;
  const auto names = band_names(config.lvef_bands);
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    const LvefResult& r = results.models[m];
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (std::size_t j = 0; j < names.size(); ++j) {
        table.rows.push_back({data.models[m], names[i], names[j], cell(r.confusion.at(i, j))});
      }
    }
    chart::Matrix matrix;
    matrix.title = cat(data.models[m], ": LVEF bands");
    const auto kappa = [](const auto& k) {
      return k ? shown_estimate(k->value, k->interval) : std::string("undefined");
    };
    matrix.caption = cat("n = ", chart::pretty_count(r.agreement.n), ". Kappa, linear weights ",
                         kappa(r.linear), "; quadratic ", kappa(r.quadratic),
                         " (Fleiss, Cohen and Everitt 1969). Shade: share of the row.");
    matrix.empty_reason = "no case has both numbers";
    matrix.row_title = "Reference";
    matrix.column_title = "Predicted";
    matrix.rows = matrix.columns = names;
    matrix.values = chart::compute_row_shares(r.confusion.counts, names.size());
    for (const double count : r.confusion.counts)
      matrix.texts.push_back(chart::pretty_number(count, 0));
    matrix.low = 0;
    matrix.high = 1;
    panels.push_back(draw(matrix));
  }
  return report.add_figure(std::move(panels), std::move(table));
}

html::Block cut_figure(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                       const LvefResults& results) {
  ResultTable curves{"lvef_roc",
                     "Points of the ROC curves",
                     {{"cut", "LVEF under", Shown::kText},
                      {"model", "Model"},
                      {"false_positive_rate", "1 - specificity", Shown::kNumber3},
                      {"sensitivity", "Sensitivity", Shown::kNumber3}},
                     {}};
  std::vector<chart::Drawing> panels;
  for (std::size_t k = 0; k < config.lvef_cuts.size(); ++k) {
    std::vector<chart::Curve> lines;
    std::string said;
    for (std::size_t m = 0; m < results.models.size(); ++m) {
      const CutResult& c = results.models[m].cuts[k];
      if (m == 0)
        said = cat("n = ", chart::pretty_count(c.n), ", positives ",
                   chart::pretty_count(c.positives), ". ");
      chart::Curve line{data.models[m], {}, {}, {}, {}};
      for (const auto& p : c.roc) {
        line.x.push_back(p.x);
        line.y.push_back(p.y);
        curves.rows.push_back({cell(c.cut), data.models[m], cell(p.x), cell(p.y)});
      }
      said += cat("AUC of ", data.models[m], " ",
                  c.auc ? shown_estimate(c.auc->auc, c.interval)
                        : std::string("undefined (one class only)"),
                  ". ");
      lines.push_back(std::move(line));
    }
    panels.push_back(draw(chart::make_roc({cat("LVEF under ", shortest(config.lvef_cuts[k]), " %"),
                                           cat(said, "DeLong, logit scale."), "one class only"},
                                          std::move(lines))));
  }
  return report.add_figure(std::move(panels), std::move(curves));
}

html::Table cut_table(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                      const LvefResults& results) {
  ResultTable table{"lvef_cuts",
                    cat("Low LVEF as a finding: AUC with ", level_text(config),
                        " interval (DeLong, logit scale), and the predicted LVEF under the same "
                        "cut as a test; PPV and NPV at "
                        "the share of positives of these cases"),
                    {{"model", "Model"},
                     {"cut_percent", "LVEF under (%)", Shown::kText},
                     {"n", "n", Shown::kCount},
                     {"positives", "Positives", Shown::kCount},
                     {"auc", "AUC", Shown::kNumber3},
                     {"auc_low", "from", Shown::kNumber3},
                     {"auc_high", "to", Shown::kNumber3},
                     {"sensitivity", "Sensitivity", Shown::kNumber3},
                     {"specificity", "Specificity", Shown::kNumber3},
                     {"ppv", "PPV", Shown::kNumber3},
                     {"npv", "NPV", Shown::kNumber3}},
                    {}};
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    for (const auto& c : results.models[m].cuts) {
      std::vector<Cell> row = {data.models[m], cell(c.cut), cell(c.n), cell(c.positives),
                               c.auc ? cell(c.auc->auc) : Cell()};
      add_cells(row, c.interval);
      for (const auto& v : {c.at_cut.sensitivity, c.at_cut.specificity, c.at_cut.ppv, c.at_cut.npv})
        row.push_back(cell(v));
      table.rows.push_back(std::move(row));
      if (m == 0 && c.n > 0 && std::min(c.positives, c.n - c.positives) < kFewCases) {
        report.warnings.push_back(
            cat("LVEF under ", shortest(c.cut), " %: ", c.positives, " positives of ", c.n, "."));
      }
    }
  }
  return report.add(std::move(table));
}

html::Table comparison_table(Report& report, const EvaluationData& data,
                             const EvaluationConfig& config, const LvefResults& results) {
  const std::int64_t resamples = resamples_of(data, config);
  const std::string method =
      resamples == 0
          ? cat("paired t with ", level_text(config), " interval, and Wilcoxon's signed ranks")
          : cat(level_text(config), " percentile interval and centred bootstrap p of ", resamples,
                " resamples of whole ", data.cluster.name.empty() ? "cases" : "clusters",
                "; paired t and Wilcoxon's signed ranks take rows as independent");
  ResultTable table{"lvef_comparisons",
                    cat("Absolute errors of ", data.models.front(),
                        " less each other model's on the same cases: ", method),
                    {{"baseline", "Compared with"},
                     {"n", "n", Shown::kCount},
                     {"difference", "Difference of mean absolute error", Shown::kNumber3},
                     {"low", "from", Shown::kNumber3},
                     {"high", "to", Shown::kNumber3},
                     {"bootstrap_p", "p (bootstrap)", Shown::kP},
                     {"t_p", "p (t)", Shown::kP},
                     {"wilcoxon_p", "p (Wilcoxon)", Shown::kP}},
                    {}};
  for (const auto& c : results.comparisons) {
    std::vector<Cell> row = {data.models[c.baseline], cell(c.rows)};
    row.push_back(c.paired_t ? cell(c.paired_t->difference.value) : Cell());
    add_cells(row, c.bootstrap  ? c.bootstrap
                   : c.paired_t ? std::optional(c.paired_t->difference.interval)
                                : std::nullopt);
    row.push_back(cell(c.bootstrap_p));
    row.push_back(c.paired_t ? cell(c.paired_t->test.p) : Cell());
    row.push_back(cell(c.wilcoxon_p));
    table.rows.push_back(std::move(row));
  }
  return report.add(std::move(table));
}

}  // namespace

html::Section make_lvef_section(Report& report, const EvaluationData& data,
                                const EvaluationConfig& config, const LvefResults& results) {
  html::Section section;
  if (results.models.empty()) return section;
  section.title = "Ejection fraction";
  const std::int64_t resamples = resamples_of(data, config);
  const std::string resampled =
      resamples == 0 ? std::string()
                     : cat("; of mean absolute error and bias: percentiles of ", resamples,
                           " resamples of whole ",
                           data.cluster.name.empty() ? std::string("cases") : "clusters");
  ResultTable table = make_agreement_table(
      "lvef_agreement", cat("LVEF in percentage points: ", agreement_methods(config), resampled));
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    const auto& r = results.models[m].agreement;
    table.rows.push_back(agreement_row(data.models[m], "lvef_percent", r));
    report.summary.push_back(
        {cat("LVEF, ", data.models[m]), cat("mean absolute error ",
                                            r.mae ? shown_estimate(r.mae->value, r.mae->interval, 2)
                                            : r.errors ? fixed(r.errors->mae, 2)
                                                       : "undefined",
                                            " points, n = ", chart::pretty_count(r.n))});
  }
  section.blocks.push_back(report.add(std::move(table)));
  if (!results.comparisons.empty())
    section.blocks.push_back(comparison_table(report, data, config, results));
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    section.blocks.push_back(
        agreement_figure(report, data, config, results.models[m].agreement, m));
  }
  section.blocks.push_back(band_figure(report, data, config, results));
  section.blocks.push_back(confusion_figure(report, data, config, results));
  section.blocks.push_back(cut_table(report, data, config, results));
  section.blocks.push_back(cut_figure(report, data, config, results));
  return section;
}

}  // namespace chordae::eval
