#include "chordae/eval/report.h"

#include <algorithm>
#include <cctype>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_axis.h"
#include "chordae/eval/checklists.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {

html::Table Report::add(ResultTable table) {
  const std::string stem = table.name;  // two conditions may have one stem
  for (int i = 2; try_table(table.name) != nullptr; ++i) table.name = cat(stem, "_", i);
  tables.push_back(std::move(table));
  return to_html(tables.back());
}

html::Figure Report::add_figure(std::vector<chart::Drawing> panels, ResultTable numbers) {
  return {std::move(panels), "", add(std::move(numbers))};
}

const ResultTable* Report::try_table(const std::string& name) const {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const auto& t) { return t.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

std::string level_text(const EvaluationConfig& config) {
  return cat(shortest(config.level * 100), " %");
}

std::string file_stem(const std::string& name) {
  std::string stem;
  for (const char c : name) {
    stem += std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128
                ? c
            : c == '-' ? '-'
                       : '_';
  }
  return stem.substr(0, 80);
}

html::Section make_flow_section(Report& report, const EvaluationData& data) {
  html::Section section;
  section.title = "Flow of cases";
  ResultTable table{"flow",
                    "Rows of each file, and what became of them",
                    {{"file", "File"},
                     {"rows", "Rows", Shown::kCount},
                     {"repeated", "Repeated ids", Shown::kCount},
                     {"unmatched", "Without partner", Shown::kCount}},
                    {}};
  for (const auto& f : data.flow.files)
    table.rows.push_back({f.name, cell(f.rows), cell(f.repeated), cell(f.unmatched)});
  html::Flow flow;
  flow.caption = "Cases by id; rows left out are listed in unmatched.csv";
  std::size_t unmatched = data.flow.cases - data.flow.matched;
  html::FlowStep all{"Cases in any file", data.flow.cases, {}};
  if (unmatched > 0) {
    all.left_out.push_back({"without prediction or truth, or left out as repeated", unmatched});
  }
  flow.steps.push_back(std::move(all));
  html::FlowStep matched{"With prediction and truth", data.flow.matched, {}};
  if (data.has_lvef && data.flow.withheld > 0) {
    matched.left_out.push_back({"LVEF withheld or blank", data.flow.withheld});
    flow.steps.push_back(matched);
    flow.steps.push_back({"With predicted LVEF", data.flow.matched - data.flow.withheld, {}});
  } else {
    flow.steps.push_back(matched);
  }
  section.blocks.push_back(std::move(flow));
  section.blocks.push_back(report.add(std::move(table)));
  return section;
}

Report make_report(const EvaluationData& data, const EvaluationConfig& config,
                   const ReportExtras& extras) {
  Report report;
  report.summary.push_back({"Cases", chart::pretty_count(data.rows())});
  report.summary.push_back({"Models", join(data.models, ", ")});
  std::vector<html::Section> sections;
  const auto add = [&](html::Section section) {
    if (!section.title.empty()) sections.push_back(std::move(section));
  };
  add(make_flow_section(report, data));
  const LvefResults lvef = compute_lvef(data, config);
  add(make_lvef_section(report, data, config, lvef));
  add(make_measures_section(report, data, config, compute_measures(data, config)));
  {
    const auto conditions = compute_conditions(data, config);
    add(make_conditions_section(report, data, config, conditions));
    add(make_calibration_section(report, data, config, conditions));
  }
  add(make_subgroup_section(report, data, config));
  add(make_trust_section(report, data, config, lvef));
  add(make_efficiency_section(report, extras.efficiency));
  add(make_embedding_section(report, data, config, extras.embeddings));
  add(make_hardest_section(report, data, config, extras.pictures));
  add(make_checklist_section(report, data, config));

  if (!data.cluster.name.empty() && data.cluster.levels.size() < data.rows()) {
    report.warnings.push_back(cat(
        "Rows repeat by ", data.cluster.name, " (", data.cluster.levels.size(), " of ", data.rows(),
        "): AUC, average precision, Brier score, mean errors of LVEF and the "
        "comparisons of models are resampled by it; all other intervals and tests take rows as "
        "independent."));
  }
  html::Section summary;
  summary.title = "Summary";
  summary.blocks.push_back(html::Facts{report.summary});
  if (!report.warnings.empty()) {
    summary.blocks.push_back(
        html::Notice{html::NoticeKind::kWarning, "To be read with care:", report.warnings});
  }
  if (!data.notices.empty()) {
    summary.blocks.push_back(
        html::Notice{html::NoticeKind::kNote, "How the files were read:", data.notices});
  }
  sections.insert(sections.begin(), std::move(summary));
  report.page.title = config.title;
  report.page.subtitle =
      cat(join(data.models, " and "), ", ", chart::pretty_count(data.rows()), " cases");
  report.page.sections = std::move(sections);
  report.page.footer = cat("chordae ", extras.version, ". Seed ", config.seed, ", level ",
                           level_text(config), ". Research use; not a medical device.");
  return report;
}

std::string report_json(const Report& report, const EvaluationData& data, EvaluationConfig config,
                        const std::string& version) {
  const auto texts = [](const std::vector<std::string>& list) {
    std::string text = "[";
    for (std::size_t i = 0; i < list.size(); ++i) text += (i == 0 ? "" : ",") + json_text(list[i]);
    return text + "]";
  };
  std::string text =
      cat("{\"format\":\"chordae-evaluation\",\"version\":", json_text(version),
          ",\n\"options\":", to_json(fields_of(config)), ",\n\"seed\":", config.seed,
          ",\n\"models\":", texts(data.models), ",\n\"cases\":", data.rows(), ",\n\"summary\":{");
  for (std::size_t i = 0; i < report.summary.size(); ++i) {
    text += cat(i == 0 ? "" : ",", json_text(report.summary[i].first), ":",
                json_text(report.summary[i].second));
  }
  text += cat("},\n\"warnings\":", texts(report.warnings), ",\n\"notices\":", texts(data.notices),
              ",\n\"unmatched\":", data.unmatched.size(), ",\n\"tables\":{");
  for (std::size_t i = 0; i < report.tables.size(); ++i) {
    text += cat(i == 0 ? "" : ",", "\n", json_text(report.tables[i].name), ":",
                to_json(report.tables[i]));
  }
  return text + "}}\n";
}

}  // namespace chordae::eval
