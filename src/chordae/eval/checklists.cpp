#include "chordae/eval/checklists.h"

#include <map>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_axis.h"
#include "chordae/eval/condition_results.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

/// What both checklists ask and an evaluation knows.
struct Answers {
  std::string flow, missing, sample, measures, uncertainty, subgroups, results, failures, software,
      threshold;
};

Answers make_answers(const Report& report, const EvaluationData& data,
                     const EvaluationConfig& config) {
  const auto see = [&](const char* table) {
    return report.try_table(table) != nullptr ? cat(" (table ", table, ")") : std::string();
  };
  Answers a;
  a.flow = cat(chart::pretty_count(data.flow.cases), " cases by id, ",
               chart::pretty_count(data.flow.matched), " with prediction and truth; flow diagram",
               see("flow"));
  a.missing =
      "cases without label or prediction are left out of that outcome alone; n is given with every "
      "number";
  a.sample = cat(chart::pretty_count(data.rows()), " cases evaluated; positives a condition",
                 see("conditions"));
  a.measures = cat(
      data.conditions.empty()
          ? ""
          : "AUC, average precision, Brier score, calibration slope and intercept, net benefit; ",
      data.has_lvef
          ? "mean absolute error, limits of agreement, ICC(2,1), weighted kappa of LVEF bands"
          : "");
  a.uncertainty =
      cat(level_text(config), " intervals",
          resamples_of(data, config) > 0
              ? cat(", ", resamples_of(data, config), " bootstrap resamples, seed ", config.seed)
              : ", DeLong for AUC",
          data.models.size() > 1 ? "; Holm and Benjamini-Hochberg over conditions" : "");
  if (!data.groups.empty()) {
    a.subgroups = "by";
    for (const auto& g : data.groups) a.subgroups += cat(" ", g.name);
    a.subgroups += see("subgroups");
  }
  a.results = cat("tables", see("conditions"), see("lvef_agreement"), see("calibration"));
  if (config.hardest > 0)
    a.failures = cat("largest errors", see("hardest_lvef"), see("hardest_conditions"));
  a.software = "statistics and report: chordae, version in the footer";
  if (!data.conditions.empty()) {
    a.threshold = "thresholds:";
    for (const double t : config.thresholds) a.threshold += cat(" ", shortest(t));
    a.threshold += " as given, and Youden's";
  }
  return a;
}

Checklist make_checklist(std::string name, std::string source,
                         const std::vector<std::pair<const char*, const char*>>& items,
                         const std::map<std::string, std::string>& answers) {
  Checklist list{std::move(name), std::move(source), {}};
  for (const auto& [number, item] : items) {
    const auto found = answers.find(number);
    list.items.push_back({number, item, found == answers.end() ? "" : found->second});
  }
  return list;
}

const std::vector<std::pair<const char*, const char*>> kTripodAi = {
    {"1", "Title"},
    {"2", "Abstract"},
    {"3a", "Clinical context"},
    {"3b", "Intended population, use and users"},
    {"3c", "Known inequalities"},
    {"4", "Objectives"},
    {"5a", "Sources of data"},
    {"5b", "Dates of the data"},
    {"6a", "Setting and centres"},
    {"6b", "Eligibility"},
    {"6c", "Treatments received"},
    {"7", "Preparation of data"},
    {"8a", "Outcome: definition"},
    {"8b", "Outcome: who judged it"},
    {"8c", "Outcome: blinding"},
    {"9a", "Predictors: choice"},
    {"9b", "Predictors: definition and measurement"},
    {"9c", "Predictors: who judged them"},
    {"10", "Sample size"},
    {"11", "Missing data"},
    {"12a", "How data were used and divided"},
    {"12b", "Handling of predictors"},
    {"12c", "Kind of model and how it was built"},
    {"12d", "Heterogeneity between clusters"},
    {"12e", "Measures of performance"},
    {"12f", "Updating of the model"},
    {"12g", "How predictions were made"},
    {"13", "Class imbalance"},
    {"14", "Fairness"},
    {"15", "Output of the model, thresholds"},
    {"16", "Differences of training and evaluation"},
    {"17", "Ethical approval"},
    {"18a", "Funding"},
    {"18b", "Conflicts of interest"},
    {"18c", "Protocol"},
    {"18d", "Registration"},
    {"18e", "Availability of data"},
    {"18f", "Availability of code"},
    {"19", "Involvement of patients and public"},
    {"20a", "Flow of participants"},
    {"20b", "Characteristics of participants"},
    {"20c", "Comparison with the development data"},
    {"21", "Participants and events in each analysis"},
    {"22", "Full specification of the model"},
    {"23a", "Performance with intervals, subgroups included"},
    {"23b", "Heterogeneity of performance"},
    {"24", "Results of updating"},
    {"25", "Interpretation"},
    {"26", "Limitations"},
    {"27a", "Use: poor or missing input"},
    {"27b", "Use: what users must do and know"},
    {"27c", "Next steps of research"}};

const std::vector<std::pair<const char*, const char*>> kClaim2024 = {
    {"1", "Title names the AI method"},
    {"2", "Structured abstract"},
    {"3", "Background and intended role"},
    {"4", "Aims and hypotheses"},
    {"5", "Prospective or retrospective"},
    {"6", "Goal of the study"},
    {"7", "Sources of data"},
    {"8", "Inclusion and exclusion"},
    {"9", "Preprocessing"},
    {"10", "Choice of data subsets"},
    {"11", "De-identification"},
    {"12", "Missing data"},
    {"13", "Image acquisition"},
    {"14", "Reference standard: definition"},
    {"15", "Reference standard: why this one"},
    {"16", "Reference standard: who annotated"},
    {"17", "Annotation of the test set"},
    {"18", "Variability within and between raters"},
    {"19", "Assignment to partitions"},
    {"20", "Level at which partitions are disjoint"},
    {"21", "Intended sample size"},
    {"22", "Description of the model"},
    {"23", "Software"},
    {"24", "Initial parameters"},
    {"25", "Training"},
    {"26", "Choice of the final model"},
    {"27", "Ensembles"},
    {"28", "Measures of performance"},
    {"29", "Significance and uncertainty"},
    {"30", "Robustness and sensitivity"},
    {"31", "Explainability"},
    {"32", "Evaluation on internal data"},
    {"33", "Testing on external data"},
    {"34", "Trial registration"},
    {"35", "Cases included and excluded"},
    {"36", "Characteristics of cases by partition"},
    {"37", "Performance with uncertainty"},
    {"38", "Diagnostic performance and its precision"},
    {"39", "Analysis of failures"},
    {"40", "Limitations"},
    {"41", "Implications for practice"},
    {"42", "Protocol and technical details"},
    {"43", "Availability of software, model and data"},
    {"44", "Funding"}};

}  // namespace

std::vector<Checklist> make_checklists(const Report& report, const EvaluationData& data,
                                       const EvaluationConfig& config) {
  const Answers a = make_answers(report, data, config);
  return {make_checklist("TRIPOD+AI", "Collins et al., BMJ 2024;385:e078378", kTripodAi,
                         {{"10", a.sample},
                          {"11", a.missing},
                          {"12d", a.subgroups},
                          {"12e", cat(a.measures, "; ", a.uncertainty)},
                          {"14", a.subgroups},
                          {"15", a.threshold},
                          {"20a", a.flow},
                          {"21", a.sample},
                          {"23a", a.results},
                          {"23b", a.subgroups},
                          {"27a", data.flow.withheld > 0 ? cat("LVEF withheld or blank in ",
                                                               data.flow.withheld, " cases")
                                                         : ""}}),
          make_checklist(
              "CLAIM 2024",
              "Tejani et al., Radiology: Artificial Intelligence 2024;6:e240300; compare the "
              "item numbers with the paper before submission",
              kClaim2024,
              {{"12", a.missing},
               {"23", a.software},
               {"28", a.measures},
               {"29", a.uncertainty},
               {"30", a.subgroups},
               {"35", a.flow},
               {"37", a.results},
               {"38", a.results},
               {"39", a.failures}})};
}

html::Section make_checklist_section(const Report& report, const EvaluationData& data,
                                     const EvaluationConfig& config) {
  html::Section section;
  section.title = "Checklists";
  section.blocks.push_back(
      html::Paragraph{"Filled with what this evaluation knows; what is blank is for the authors. "
                      "The items' full texts are in the sources."});
  for (const auto& list : make_checklists(report, data, config)) {
    html::Section part;
    part.title = list.name;
    part.folded = true;
    html::Table table{cat(list.name, " (", list.source, ")"),
                      {"Item", "Asks for", "Known here"},
                      {},
                      file_stem(list.name) + ".csv"};
    for (const auto& item : list.items) table.rows.push_back({item.number, item.name, item.answer});
    part.blocks.push_back(std::move(table));
    section.parts.push_back(std::move(part));
  }
  return section;
}

std::string to_markdown(const Checklist& checklist) {
  std::string text = cat("# ", checklist.name, "\n\n", checklist.source,
                         ". Short names of our own; the items' full texts are there.\n\n| item | "
                         "asks for | known here |\n| --- | --- | --- |\n");
  for (const auto& item : checklist.items)
    text += cat("| ", item.number, " | ", item.name, " | ", item.answer, " |\n");
  return text;
}

std::string make_model_card(const Report& report, const EvaluationData& data,
                            const EvaluationConfig& config, const std::string& version) {
  std::string text =
      cat("# Model card: ", data.models.front(), "\n\n## Model\n\nName: ", data.models.front(),
          "\nVersion, architecture, training data, licence: \n\n## Intended use\n\nResearch use. "
          "Not a medical device.\n\n## Data of this evaluation\n\n");
  for (const auto& f : data.flow.files)
    text += cat("- ", f.name, ": ", f.rows, " rows, ", f.unmatched, " without partner\n");
  text += cat("\n", data.flow.matched, " cases with prediction and truth.\n\n## Results\n\n");
  for (const auto& [name, value] : report.summary) text += cat("- ", name, ": ", value, "\n");
  text += cat("\nIntervals ", level_text(config),
              "; every number in report.json and tables/.\n\n## Limits\n\n");
  for (const auto& w : report.warnings) text += cat("- ", w, "\n");
  if (report.warnings.empty()) text += "- none found by the evaluation itself\n";
  return text + cat("\n## Made by\n\nchordae ", version, ", seed ", config.seed, "\n");
}

}  // namespace chordae::eval
