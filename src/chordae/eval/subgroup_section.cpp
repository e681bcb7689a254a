// The first model by level of each grouping, each level against the other levels' cases (those
// without a level are in neither): AUC of every condition (unpaired DeLong), error of LVEF (Welch),
// share of positives and calibration in the large, by which a site's shift shows.

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/draw/chart_forest.h"
#include "chordae/draw/chart_matrix.h"
#include "chordae/eval/agreement_table.h"
#include "chordae/eval/sections.h"
#include "chordae/stats/multiplicity.h"

namespace chordae::eval {
namespace {

struct LevelResult {
  std::string group, level, outcome;
  std::size_t n = 0, positives = 0;
  std::optional<double> value, rest;
  std::optional<stats::Interval> interval;
  std::optional<double> difference, p, adjusted;
  std::optional<stats::Interval> difference_interval;
  std::optional<stats::Coefficient> in_the_large;
};

LevelResult compare_condition(const Condition& condition, const Grouping& group,
                              std::uint32_t level, double confidence) {
  const Known known = known_rows(condition, 0);
  Known in, out;
  for (std::size_t i = 0; i < known.row.size(); ++i) {
    const std::uint32_t of_row = group.of_row[known.row[i]];
    if (of_row == kNoLevel) continue;
    Known& part = of_row == level ? in : out;
    part.label.push_back(known.label[i]);
    part.probability.push_back(known.probability[i]);
  }
  LevelResult r{group.name,
                group.levels[level],
                condition.name,
                in.label.size(),
                0,
                {},
                {},
                {},
                {},
                {},
                {},
                {},
                {}};
  r.positives =
      static_cast<std::size_t>(std::count(in.label.begin(), in.label.end(), std::uint8_t{1}));
  if (r.n == 0) return r;
  if (const auto auc = stats::compute_delong(in.label, in.probability)) {
    r.value = auc->auc;
    r.interval = stats::compute_delong_logit_interval(*auc, confidence);
    if (const auto test = stats::compute_unpaired_delong_test(
            in.label, in.probability, out.label, out.probability,
            stats::Direction::kHigherIsPositive, confidence)) {
      r.rest = test->second.auc;
      r.difference = test->difference;
      r.difference_interval = test->interval;
      if (test->test) r.p = test->test->p;
    }
  }
  r.in_the_large = stats::compute_calibration_line(in.label, in.probability).in_the_large;
  return r;
}

LevelResult compare_lvef(const Measure& lvef, const Grouping& group, std::uint32_t level,
                         double confidence) {
  std::vector<double> in, out;
  const Pairs pairs = known_pairs(lvef, 0);
  for (std::size_t i = 0; i < pairs.row.size(); ++i) {
    const std::uint32_t of_row = group.of_row[pairs.row[i]];
    if (of_row == kNoLevel) continue;
    (of_row == level ? in : out).push_back(std::abs(pairs.predicted[i] - pairs.truth[i]));
  }
  LevelResult r{
      group.name, group.levels[level], "lvef_percent", in.size(), 0, {}, {}, {}, {}, {}, {}, {},
      {}};
  if (const auto mean = stats::compute_mean_t_interval(in, confidence)) {
    r.value = mean->value;
    r.interval = mean->interval;
    r.interval->low = std::max(0.0, r.interval->low);  // of absolute errors
  }
  if (const auto welch = stats::compute_welch_t(in, out, confidence)) {
    r.rest = stats::compute_mean_t_interval(out, confidence)->value;
    r.difference = welch->difference.value;
    r.difference_interval = welch->difference.interval;
    r.p = welch->test.p;
  }
  return r;
}

void adjust(std::vector<LevelResult>& results) {
  std::vector<double> p;
  for (const auto& r : results) {
    if (r.p) p.push_back(*r.p);
  }
  const auto adjusted = stats::compute_benjamini_hochberg(p);
  std::size_t next = 0;
  for (auto& r : results) {
    if (r.p) r.adjusted = adjusted[next++];
  }
}

chart::Forest make_forest(const std::string& title, const std::string& axis,
                          const std::string& caption,
                          const std::vector<const LevelResult*>& results, bool has_positives) {
  chart::Forest forest;
  forest.title = title;
  forest.caption = caption;
  forest.empty_reason = "undefined in every subgroup";
  forest.label_title = "Subgroup";
  forest.left_titles = {"n"};
  if (has_positives) forest.left_titles.push_back("Positives");
  forest.right_titles = {axis, "p", "BH"};
  forest.models = {"subgroup"};
  forest.axis.title = axis;
  std::string group;
  for (const LevelResult* r : results) {
    if (r->group != group) {
      group = r->group;
      forest.rows.push_back({group, {}, {}, {}, false});
    }
    chart::ForestRow row{r->level, {chart::pretty_count(r->n)}, {}, {{}}, false};
    if (has_positives) row.left.push_back(chart::pretty_count(r->positives));
    row.right = {shown_estimate(r->value, r->interval, 2), r->p ? shown_p(*r->p) : "-",
                 r->adjusted ? shown_p(*r->adjusted) : "-"};
    row.estimates[0].value = r->value;
    if (r->interval) {
      row.estimates[0].low = r->interval->low;
      row.estimates[0].high = r->interval->high;
    }
    forest.rows.push_back(std::move(row));
  }
  return forest;
}

chart::Drawing heat_map(const EvaluationData& data, const Grouping& group,
                        const std::vector<LevelResult>& results) {
  chart::Matrix matrix;
  matrix.title = cat("AUC by condition and ", group.name);
  matrix.caption = "Blank: one class only in that subgroup.";
  matrix.empty_reason = "no condition";
  matrix.row_title = "Condition";
  matrix.column_title = group.name;
  matrix.columns = group.levels;
  matrix.low = 0.5;
  matrix.high = 1;
  matrix.decimals = 2;
  for (const auto& condition : data.conditions) {
    matrix.rows.push_back(condition.name);
    for (const auto& level : group.levels) {
      const auto found = std::find_if(results.begin(), results.end(), [&](const auto& r) {
        return r.group == group.name && r.level == level && r.outcome == condition.name;
      });
      matrix.values.push_back(found != results.end() && found->value ? *found->value : kMissing);
    }
  }
  return draw(matrix);
}

}  // namespace

html::Section make_subgroup_section(Report& report, const EvaluationData& data,
                                    const EvaluationConfig& config) {
  html::Section section;
  if (data.groups.empty()) return section;
  section.title = "Subgroups and sites";
  struct Task {
    const Grouping* group;
    std::uint32_t level;
    std::size_t condition;  ///< data.conditions.size() is LVEF
  };
  std::vector<Task> tasks;
  const std::size_t conditions = data.conditions.size();
  for (std::size_t c = 0; c < conditions + (data.has_lvef ? 1 : 0); ++c) {
    for (const auto& group : data.groups) {
      for (std::uint32_t l = 0; l < group.levels.size(); ++l) tasks.push_back({&group, l, c});
    }
  }
  std::vector<LevelResult> results(tasks.size());
  parallel_for(
      static_cast<std::int64_t>(tasks.size()), thread_count(config.threads), [&](std::int64_t i) {
        const Task& t = tasks[static_cast<std::size_t>(i)];
        results[static_cast<std::size_t>(i)] =
            t.condition == conditions
                ? compare_lvef(data.measures.front(), *t.group, t.level, config.level)
                : compare_condition(data.conditions[t.condition], *t.group, t.level, config.level);
      });
  adjust(results);
  const auto few = std::count_if(results.begin(), results.end(), [](const LevelResult& r) {
    return r.outcome != "lvef_percent" && r.value &&
           std::min(r.positives, r.n - r.positives) < kFewCases;
  });
  if (few > 0) {
    report.warnings.push_back(
        cat(few, " AUCs of subgroups rest on fewer than ", kFewCases, " positives or negatives."));
  }

  ResultTable table{
      "subgroups",
      cat(data.models.front(),
          " in each subgroup against the cases of all others: AUC (DeLong, logit scale; unpaired "
          "DeLong "
          "test) or mean absolute error of LVEF (Student's and Welch's t); "
          "BH: Benjamini-Hochberg over this table; ",
          level_text(config),
          " intervals. In the large: calibration intercept with slope 1, above 0 where risks are "
          "predicted too low."),
      {{"group", "Group"},
       {"level", "Level"},
       {"outcome", "Outcome"},
       {"n", "n", Shown::kCount},
       {"positives", "Positives", Shown::kCount},
       {"value", "AUC or error", Shown::kNumber3},
       {"low", "from", Shown::kNumber3},
       {"high", "to", Shown::kNumber3},
       {"rest", "The others", Shown::kNumber3},
       {"difference", "Difference", Shown::kNumber3},
       {"difference_low", "from", Shown::kNumber3},
       {"difference_high", "to", Shown::kNumber3},
       {"p", "p", Shown::kP},
       {"benjamini_hochberg", "BH", Shown::kP},
       {"in_the_large", "In the large", Shown::kNumber3}},
      {}};
  for (const auto& r : results) {
    std::vector<Cell> row = {r.group,
                             r.level,
                             r.outcome,
                             cell(r.n),
                             r.outcome == "lvef_percent" ? Cell() : cell(r.positives),
                             cell(r.value)};
    add_cells(row, r.interval);
    row.push_back(cell(r.rest));
    row.push_back(cell(r.difference));
    add_cells(row, r.difference_interval);
    row.push_back(cell(r.p));
    row.push_back(cell(r.adjusted));
    row.push_back(r.in_the_large ? cell(r.in_the_large->value) : Cell());
    table.rows.push_back(std::move(row));
  }
  const auto rows_of = [&](const std::string& outcome) {
    std::vector<const LevelResult*> rows;
    for (const auto& r : results) {
      if (r.outcome == outcome) rows.push_back(&r);
    }
    return rows;
  };
  std::vector<chart::Drawing> forests;
  if (data.has_lvef) {
    forests.push_back(
        draw(make_forest("LVEF error by subgroup", "MAE (points)",
                         "Mean absolute error of LVEF; p: Welch's t against the other cases.",
                         rows_of("lvef_percent"), false)));
  }
  if (forests.empty()) {
    section.blocks.push_back(report.add(std::move(table)));
  } else {
    section.blocks.push_back(report.add_figure(std::move(forests), std::move(table)));
  }
  if (!data.conditions.empty()) {
    html::Figure maps;
    for (const auto& group : data.groups) maps.panels.push_back(heat_map(data, group, results));
    section.blocks.push_back(std::move(maps));
  }
  for (const auto& condition : data.conditions) {
    html::Section part;
    part.title = cat(condition.name, " by subgroup");
    part.folded = true;
    html::Figure figure;
    figure.panels.push_back(
        draw(make_forest(cat(condition.name, ": AUC by subgroup"), "AUC",
                         "DeLong, logit scale; p: unpaired DeLong test against the other cases.",
                         rows_of(condition.name), true)));
    figure.caption = figure.panels.front().caption + " The numbers are in the table of subgroups.";
    part.blocks.push_back(std::move(figure));
    section.parts.push_back(std::move(part));
  }
  return section;
}

}  // namespace chordae::eval
