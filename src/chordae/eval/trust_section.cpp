// How far an answer may be trusted: coverage of intervals, error by grade and by confidence
// (risk-coverage), and what a second scan of the same heart gives.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_kinds.h"
#include "chordae/eval/agreement_table.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

/// Mean absolute error of the share of cases that are surest; cases of equal confidence come
/// together. El-Yaniv, Wiener, JMLR 2010;11:1605-1641.
std::vector<Point> compute_risk_coverage(const Pairs& pairs,
                                         const std::vector<double>& confidence) {
  std::vector<std::pair<double, double>> cases;  // confidence, error
  for (std::size_t i = 0; i < pairs.row.size(); ++i) {
    const double c = confidence[pairs.row[i]];
    if (!std::isnan(c)) cases.push_back({c, std::abs(pairs.predicted[i] - pairs.truth[i])});
  }
  std::sort(cases.begin(), cases.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Point> curve;
  double sum = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    sum += cases[i].second;
    if (i + 1 < cases.size() && cases[i + 1].first == cases[i].first) continue;
    const double kept = static_cast<double>(i + 1);
    curve.push_back({kept / static_cast<double>(cases.size()), sum / kept});
  }
  return thin(curve);
}

void add_risk_coverage(Report& report, const EvaluationData& data, html::Section& section) {
  std::vector<double> confidence = data.confidence;
  std::string by = data.confidence_name;
  if (confidence.empty()) {
    by = "narrowness of the LVEF interval";
    for (std::size_t i = 0; i < data.lvef_low.size(); ++i)
      confidence.push_back(data.lvef_low[i] - data.lvef_high[i]);
  }
  if (confidence.empty()) return;
  const auto curve = compute_risk_coverage(known_pairs(data.measures.front(), 0), confidence);
  ResultTable numbers{
      "risk_coverage",
      cat("Mean absolute error of LVEF over the share of cases kept, surest first by ", by),
      {{"coverage", "Share kept", Shown::kNumber3},
       {"risk", "Mean absolute error", Shown::kNumber3}},
      {}};
  chart::Curve line{data.models.front(), {}, {}, {}, {}};
  for (const auto& p : curve) {
    line.x.push_back(p.x);
    line.y.push_back(p.y);
    numbers.rows.push_back({cell(p.x), cell(p.y)});
  }
  section.blocks.push_back(
      report.add_figure({draw(chart::make_risk_coverage(
                            {"Risk and coverage",
                             cat("LVEF. Cases kept by ", by, ", surest first."), "no case has it"},
                            "Mean absolute error (points)", {line}))},
                        std::move(numbers)));
}

void add_grades(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                html::Section& section) {
  if (data.grade.name.empty() || data.grade.levels.empty()) return;
  const Pairs pairs = known_pairs(data.measures.front(), 0);
  ResultTable table{"lvef_grades",
                    "LVEF by grade of the answer",
                    {{"grade", "Grade"},
                     {"n", "n", Shown::kCount},
                     {"mae", "Mean absolute error", Shown::kNumber3},
                     {"mae_low", "from", Shown::kNumber3},
                     {"mae_high", "to", Shown::kNumber3},
                     {"bias", "Bias", Shown::kNumber3},
                     {"largest", "Largest error", Shown::kNumber1}},
                    {}};
  std::vector<std::vector<double>> errors(data.grade.levels.size());
  for (std::size_t i = 0; i < pairs.row.size(); ++i) {
    const std::uint32_t level = data.grade.of_row[pairs.row[i]];
    if (level != kNoLevel) errors[level].push_back(pairs.predicted[i] - pairs.truth[i]);
  }
  for (std::size_t g = 0; g < errors.size(); ++g) {
    std::vector<double> absolute;
    for (const double e : errors[g]) absolute.push_back(std::abs(e));
    std::vector<Cell> row = {data.grade.levels[g], cell(errors[g].size())};
    add_cells(row, stats::compute_mean_t_interval(absolute, config.level));
    const double sum = std::accumulate(errors[g].begin(), errors[g].end(), 0.0);
    row.push_back(errors[g].empty() ? Cell() : cell(sum / double(errors[g].size())));
    row.push_back(absolute.empty() ? Cell()
                                   : cell(*std::max_element(absolute.begin(), absolute.end())));
    table.rows.push_back(std::move(row));
  }
  std::vector<chart::Drawing> panels;
  panels.push_back(draw(chart::make_boxes({"Error by grade",
                                           cat("n = ", chart::pretty_count(pairs.row.size()),
                                               ". Tukey's boxes of predicted - reference LVEF."),
                                           "no case"},
                                          "Grade", "Predicted - reference (points)",
                                          data.grade.levels, errors, true)));
  section.blocks.push_back(report.add_figure(std::move(panels), std::move(table)));
}

void add_coverage(Report& report, const EvaluationConfig& config, const LvefResult& r,
                  html::Section& section) {
  if (!r.coverage) return;
  ResultTable table{"lvef_interval_coverage",
                    cat("Share of reference values inside the interval that was given; ",
                        level_text(config), " interval by Wilson"),
                    {{"n", "n", Shown::kCount},
                     {"coverage", "Inside", Shown::kNumber3},
                     {"low", "from", Shown::kNumber3},
                     {"high", "to", Shown::kNumber3},
                     {"mean_width", "Mean width (points)", Shown::kNumber1}},
                    {}};
  std::vector<Cell> row = {cell(r.with_interval), cell(r.coverage)};
  add_cells(row, r.coverage_interval);
  row.push_back(cell(r.mean_width));
  table.rows.push_back(std::move(row));
  section.blocks.push_back(report.add(std::move(table)));
}

void add_rescan(Report& report, const EvaluationData& data, const EvaluationConfig& config,
                const LvefResults& results, html::Section& section) {
  if (data.rescan.name.empty()) return;
  if (!results.rescan) {
    report.warnings.push_back(
        cat("Scan-rescan: nobody by ", data.rescan.name, " has two predicted LVEF."));
    return;
  }
  const auto& r = *results.rescan;
  ResultTable table{
      "rescan",
      cat("Repeated scans, subjects by ", data.rescan.name,
          ": within-subject SD and repeatability coefficient (Bland and Altman 1996) with ",
          level_text(config),
          " chi-squared intervals, coefficient of variation by root mean square"),
      {{"quantity", "LVEF"},
       {"value", "Value", Shown::kNumber3},
       {"low", "from", Shown::kNumber3},
       {"high", "to", Shown::kNumber3},
       {"subjects", "Subjects", Shown::kCount}},
      {}};
  const auto add = [&](const char* name, std::optional<double> value,
                       const std::optional<stats::Interval>& interval) {
    std::vector<Cell> row = {std::string(name), cell(value)};
    add_cells(row, interval);
    row.push_back(cell(r.subjects));
    table.rows.push_back(std::move(row));
  };
  add("within-subject SD (points)", r.within_subject_sd.value, r.within_subject_sd.interval);
  add("repeatability coefficient (points)", r.repeatability_coefficient.value,
      r.repeatability_coefficient.interval);
  add("coefficient of variation", r.coefficient_of_variation, r.coefficient_of_variation_interval);
  // Each subject's first two scans.
  std::vector<double> first(data.rescan.levels.size(), kMissing), mean, difference;
  for (std::size_t i = 0; i < data.rows(); ++i) {
    const std::uint32_t s = data.rescan.of_row[i];
    const double value = data.measures.front().predicted[0][i];
    if (s == kNoLevel || std::isnan(value)) continue;
    if (std::isnan(first[s])) {
      first[s] = value;
    } else if (std::isfinite(first[s])) {
      mean.push_back((first[s] + value) / 2);
      difference.push_back(value - first[s]);
      first[s] = std::numeric_limits<double>::infinity();  // taken
    }
  }
  std::vector<double> zero(difference.size(), 0);
  std::optional<chart::Agreement> limits;
  if (const auto l = stats::compute_bland_altman_approximate(difference, zero, config.level))
    limits = {l->bias, l->lower, l->upper};
  std::vector<chart::Drawing> panels;
  panels.push_back(draw(chart::make_bland_altman(
      {"Second scan against the first",
       cat("Subjects: ", difference.size(), ". Predicted LVEF of the first two scans of each."),
       "no repeated scan"},
      "LVEF", "%", "Second - first", mean, difference, limits)));
  section.blocks.push_back(report.add_figure(std::move(panels), std::move(table)));
}

}  // namespace

html::Section make_trust_section(Report& report, const EvaluationData& data,
                                 const EvaluationConfig& config, const LvefResults& lvef) {
  html::Section section;
  if (!data.has_lvef) return section;
  add_coverage(report, config, lvef.models.front(), section);
  add_grades(report, data, config, section);
  add_risk_coverage(report, data, section);
  add_rescan(report, data, config, lvef, section);
  if (!section.blocks.empty()) section.title = "How far to trust an answer";
  return section;
}

html::Section make_efficiency_section(Report& report, const std::vector<EfficiencyPoint>& points) {
  html::Section section;
  if (points.empty()) return section;
  section.title = "Data efficiency";
  ResultTable table{"efficiency",
                    "Scores by number (or share) of training cases, as given",
                    {{"metric", "Metric"},
                     {"model", "Model"},
                     {"cases", "Training cases"},
                     {"value", "Score", Shown::kNumber3}},
                    {}};
  std::vector<std::string> metrics;
  for (const auto& p : points) {
    table.rows.push_back({p.metric, p.model, cell(p.cases), cell(p.value)});
    if (std::find(metrics.begin(), metrics.end(), p.metric) == metrics.end())
      metrics.push_back(p.metric);
  }
  std::vector<chart::Drawing> panels;
  for (const auto& metric : metrics) {
    std::vector<chart::Curve> curves;
    for (const auto& p : points) {
      if (p.metric != metric) continue;
      auto found = std::find_if(curves.begin(), curves.end(),
                                [&](const auto& c) { return c.label == p.model; });
      if (found == curves.end())
        found = curves.insert(curves.end(), chart::Curve{p.model, {}, {}, {}, {}});
      found->x.push_back(p.cases);
      found->y.push_back(p.value);
    }
    panels.push_back(draw(chart::make_data_efficiency(
        {cat("Data efficiency: ", metric), "Scores as given in the table.", ""}, metric,
        std::move(curves))));
  }
  section.blocks.push_back(report.add_figure(std::move(panels), std::move(table)));
  return section;
}

}  // namespace chordae::eval
