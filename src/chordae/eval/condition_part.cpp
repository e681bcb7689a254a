#include "chordae/base/strings.h"
#include "chordae/draw/chart_kinds.h"
#include "chordae/eval/agreement_table.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

/// The numbers of all curves of a condition in one table, a row a point.
struct CurveTable {
  ResultTable table;

  CurveTable(const std::string& condition)
      : table{cat("curves_", file_stem(condition)),
              cat("Points of the curves of ", condition, ", thinned to ", kCurvePoints, " a curve"),
              {{"curve", "Curve"},
               {"model", "Model"},
               {"x", "x", Shown::kNumber3},
               {"y", "y", Shown::kNumber3},
               {"low", "from", Shown::kNumber3},
               {"high", "to", Shown::kNumber3},
               {"n", "n", Shown::kCount}},
              {}} {}

  chart::Curve add(const char* curve, const std::string& model, const std::vector<Point>& points) {
    chart::Curve c{model, {}, {}, {}, {}};
    for (const auto& p : points) {
      c.x.push_back(p.x);
      c.y.push_back(p.y);
      table.rows.push_back(
          {std::string(curve), model, cell(p.x), cell(p.y), Cell(), Cell(), Cell()});
    }
    return c;
  }
};

std::string said(const ConditionResult& r) {
  const ModelResult& first = r.models.front();
  return cat("n = ", chart::pretty_count(first.n), ", positives ",
             chart::pretty_count(first.positives), ". ");
}

chart::ReliabilityBins make_bins(const std::string& model, const ModelResult& r,
                                 CurveTable& numbers) {
  chart::ReliabilityBins bins;
  bins.label = model;
  for (const auto& b : r.bins) {
    bins.predicted.push_back(b.mean_probability);
    bins.observed.push_back(b.observed);
    bins.low.push_back(b.observed_interval.low);
    bins.high.push_back(b.observed_interval.high);
    bins.left.push_back(b.low);
    bins.right.push_back(b.high);
    bins.count.push_back(b.weight);
    numbers.table.rows.push_back({std::string("reliability"), model, cell(b.mean_probability),
                                  cell(b.observed), cell(b.observed_interval.low),
                                  cell(b.observed_interval.high), cell(b.weight)});
  }
  return bins;
}

html::Table operating_table(Report& report, const EvaluationData& data,
                            const EvaluationConfig& config, const ConditionResult& r) {
  ResultTable table{
      cat("thresholds_", file_stem(r.name)),
      cat("Operating points, ", level_text(config),
          " intervals by Wilson. A threshold by Youden was chosen on these same cases and "
          "flatters.",
          config.prevalence > 0 ? cat(" PPV and NPV at prevalence ", shortest(config.prevalence),
                                      " by Mercaldo 2007 (logit).")
                                : " PPV and NPV hold at the share of positives of these cases; "
                                  "--prevalence gives them at another."),
      {{"model", "Model"},
       {"choice", "Chosen"},
       {"threshold", "Threshold", Shown::kNumber3},
       {"tp", "TP", Shown::kCount},
       {"fp", "FP", Shown::kCount},
       {"tn", "TN", Shown::kCount},
       {"fn", "FN", Shown::kCount}},
      {}};
  for (const char* name : {"Sensitivity", "Specificity", "PPV", "NPV"}) {
    table.columns.push_back({lower(name), name, Shown::kNumber3});
    table.columns.push_back({lower(name) + "_low", "from", Shown::kNumber3});
    table.columns.push_back({lower(name) + "_high", "to", Shown::kNumber3});
  }
  for (const auto& [key, heading] :
       {std::pair{"f1", "F1"}, {"mcc", "MCC"}, {"balanced_accuracy", "Balanced accuracy"}}) {
    table.columns.push_back({key, heading, Shown::kNumber3});
  }
  if (config.prevalence > 0) {
    table.columns.push_back({"ppv_at_prevalence", "PPV in practice", Shown::kNumber3});
    table.columns.push_back({"npv_at_prevalence", "NPV in practice", Shown::kNumber3});
  }
  for (std::size_t m = 0; m < r.models.size(); ++m) {
    for (const auto& o : r.models[m].operating) {
      std::vector<Cell> row = {data.models[m],
                               o.how,
                               cell(o.threshold),
                               cell(o.counts.true_positives),
                               cell(o.counts.false_positives),
                               cell(o.counts.true_negatives),
                               cell(o.counts.false_negatives)};
      const auto add = [&](std::optional<double> value,
                           const std::optional<stats::Interval>& interval) {
        row.push_back(cell(value));
        add_cells(row, interval);
      };
      add(o.measures.sensitivity, o.sensitivity);
      add(o.measures.specificity, o.specificity);
      add(o.measures.ppv, o.ppv);
      add(o.measures.npv, o.npv);
      for (const auto& v : {o.measures.f1, o.measures.mcc, o.measures.balanced_accuracy})
        row.push_back(cell(v));
      if (config.prevalence > 0) {
        row.push_back(o.at_prevalence ? cell(o.at_prevalence->ppv) : Cell());
        row.push_back(o.at_prevalence ? cell(o.at_prevalence->npv) : Cell());
      }
      table.rows.push_back(std::move(row));
    }
  }
  return report.add(std::move(table));
}

}  // namespace

html::Section make_condition_part(Report& report, const EvaluationData& data,
                                  const EvaluationConfig& config, const ConditionResult& r) {
  html::Section part;
  part.title = r.name;
  part.folded = true;
  CurveTable numbers(r.name);
  std::vector<chart::Curve> roc, pr, smoothed, decision;
  std::vector<chart::ReliabilityBins> bins;
  std::vector<double> prevalences;
  std::string aucs, aps;
  chart::Curve treat_all{"treat all", {}, {}, {}, {}};
  for (std::size_t m = 0; m < r.models.size(); ++m) {
    const ModelResult& x = r.models[m];
    const std::string& name = data.models[m];
    roc.push_back(numbers.add("roc", name, x.roc));
    pr.push_back(numbers.add("precision_recall", name, x.precision_recall));
    bins.push_back(make_bins(name, x, numbers));
    smoothed.push_back(numbers.add("reliability_lowess", name, x.smoothed));
    std::vector<Point> benefit;
    for (const auto& d : x.decision) benefit.push_back({d.threshold, d.net_benefit});
    decision.push_back(numbers.add("net_benefit", name, benefit));
    if (x.n > 0 && (m == 0 || !r.comparisons[m - 1].paired))
      prevalences.push_back(double(x.positives) / double(x.n));
    aucs += cat(
        "AUC of ", name, " ",
        shown_estimate(x.auc ? std::optional(x.auc->auc) : std::nullopt, x.shown_auc_interval()),
        ". ");
    aps += cat("Average precision of ", name, " ",
               shown_estimate(x.average_precision, x.ap_bootstrap), ". ");
  }
  std::vector<Point> all;
  for (const auto& d : r.models.front().decision) all.push_back({d.threshold, d.treat_all});
  treat_all = numbers.add("net_benefit", "treat all", all);
  std::erase_if(smoothed, [](const auto& c) { return c.x.empty(); });
  const std::string n = said(r), one_class = "one class only";
  std::vector<chart::Drawing> panels;
  panels.push_back(draw(chart::make_roc(
      {cat(r.name, ": ROC"), cat(n, aucs, "Intervals: ", auc_interval_method(data, config), "."),
       one_class},
      std::move(roc))));
  panels.push_back(draw(chart::make_precision_recall(
      {cat(r.name, ": precision and recall"), cat(n, aps, "Line: prevalence."), "no positives"},
      std::move(pr), prevalences)));
  panels.push_back(
      draw(chart::make_reliability({cat(r.name, ": reliability"),
                                    cat(n, "Ten bins of equal mass, ", level_text(config),
                                        " intervals by Wilson; curve: LOWESS."),
                                    "no case"},
                                   std::move(bins), std::move(smoothed))));
  panels.push_back(draw(chart::make_decision_curve(
      {cat(r.name, ": decision curve"), cat(n, "Net benefit (Vickers and Elkin 2006)."), "no case"},
      std::move(decision), std::move(treat_all))));
  part.blocks.push_back(report.add_figure(std::move(panels), std::move(numbers.table)));
  part.blocks.push_back(operating_table(report, data, config, r));
  return part;
}

}  // namespace chordae::eval
