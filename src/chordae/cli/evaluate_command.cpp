#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/base/version.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/table.h"
#include "chordae/pipeline/evaluation_embeddings.h"
#include "chordae/pipeline/evaluation_input.h"
#include "chordae/pipeline/evaluation_output.h"
#include "chordae/pipeline/evaluation_pictures.h"

namespace chordae {
namespace {

/// Of the hardest cases; each some 100 kB of the page.
constexpr std::size_t kPictures = 6;

/// `--by site,sex` is two names.
void split_at_commas(std::vector<std::string>& list) {
  std::vector<std::string> words;
  for (const auto& item : list) {
    for (const auto& word : split(item, ',')) {
      if (!trim(word).empty()) words.emplace_back(trim(word));
    }
  }
  list = std::move(words);
}

class EvaluateCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "evaluate",
            .summary =
                "predictions against truth: the tables and figures of a paper, as one page, CSV "
                "and JSON",
            .description =
                "Takes predictions of `predict` or anybody's (CSV) and a table of the truth, joins "
                "them by id, and writes a "
                "folder: index.html (self-contained: figures, each with n, positives, method and "
                "its numbers), report.json, "
                "tables as CSV, the rows that found no partner, TRIPOD+AI and CLAIM checklists "
                "filled with what is known, "
                "and a model card.\n\n"
                "Wide tables have a row a case; the columns that truth and predictions share are "
                "evaluated: labels 0 or 1 "
                "against probabilities, numbers (lvef_percent, ..._ml, ..._g) against numbers. "
                "Long tables have columns "
                "condition, id, probability and label. Other names are told with --map, "
                "--map-truth and --id. Blank, NA "
                "and NaN mean unknown.\n\n"
                "Rows that repeat patients need --cluster: intervals and tests then come from "
                "resampled patients.",
            .examples = {{"chordae evaluate predictions.csv --truth truth.csv --out report",
                          "LVEF and every condition of both tables"},
                         {"chordae evaluate ours.csv --truth truth.csv --compare "
                          "kinetics=kinetics.csv --by site,sex --cluster patient --out report",
                          "two models on the same cases, by subgroup, intervals by patient"},
                         {"chordae evaluate ef.csv --id MRN --map EF=lvef_percent --truth echo.csv "
                          "--map-truth LVEF=lvef_percent --out report",
                          "anybody's columns"},
                         {"chordae evaluate long.csv --out report --json",
                          "condition,id,label,probability in one file"}},
            .output = "A table of the main results; with --json the whole report.json."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "predictions",
             .help = "table (CSV) of the model that is judged",
             .positional = true,
             .required = true,
             .value_name = "PREDICTIONS"},
            files_.predictions);
    v.field({.name = "truth",
             .help = "table (CSV) of labels and reference numbers",
             .value_name = "FILE"},
            files_.truth);
    v.field({.name = "out", .help = "folder of the report", .required = true, .value_name = "DIR"},
            out_);
    v.field({.name = "compare",
             .help = "predictions of another model on the same cases; may be repeated",
             .value_name = "[NAME=]FILE"},
            files_.compare);
    v.field({.name = "name",
             .help = "what the first model is called; its file's name if not given",
             .value_name = "NAME"},
            files_.name);
    v.field({.name = "id",
             .help = "column that all tables are joined by; else study, id, case, row or study_uid",
             .value_name = "COLUMN"},
            files_.id);
    v.field({.name = "map",
             .help = "renames a column of predictions; may be repeated",
             .value_name = "COLUMN=NAME"},
            files_.map);
    v.field({.name = "map_truth",
             .help = "renames a column of the truth; may be repeated",
             .value_name = "COLUMN=NAME"},
            files_.map_truth);
    v.field({.name = "ignore",
             .help = "shared columns that are not evaluated",
             .value_name = "COLUMN,…"},
            files_.ignore);
    v.field({.name = "by", .help = "columns of subgroups", .value_name = "COLUMN,…"}, files_.by);
    v.field({.name = "cluster",
             .help = "column of patients, whose rows belong together",
             .value_name = "COLUMN"},
            files_.cluster);
    v.field({.name = "rescan",
             .help = "column of subjects who were scanned again under the same conditions",
             .value_name = "COLUMN"},
            files_.rescan);
    v.field({.name = "confidence",
             .help = "column of predictions by which cases are kept or referred, higher is surer",
             .value_name = "COLUMN"},
            files_.confidence);
    v.field({.name = "lvef",
             .help = "column of the predicted LVEF; else lvef_percent…",
             .value_name = "COLUMN"},
            files_.lvef);
    v.field({.name = "lvef_unit",
             .help = "of columns that hold LVEF between 0 and 1.5",
             .choices = {"", "percent", "fraction"},
             .value_name = "percent|fraction"},
            files_.lvef_unit);
    v.field(
        {.name = "duplicates",
         .help =
             "rows that repeat an id: an error, the first is kept, or all are dropped (and listed)",
         .choices = {"error", "first", "drop"},
         .value_name = "error|first|drop"},
        files_.duplicates);
    v.field({.name = "efficiency",
             .help = "table (CSV) of metric, cases, value, model: scores by training cases",
             .value_name = "FILE"},
            efficiency_);
    v.field(
        {.name = "embeddings",
         .help = "embeddings of the same studies (`embed`): drawn as a map by group and finding",
         .value_name = "FILE"},
        embeddings_);
    v.field({.name = "store",
             .help = "study store of the same studies: the hardest cases are shown",
             .value_name = "DIR"},
            store_);
    config_.fields(v);
  }

  int run(const GlobalOptions& global) override {
    split_at_commas(files_.by);
    split_at_commas(files_.ignore);
    config_.threads = global.threads;
    config_.seed = static_cast<std::uint64_t>(global.seed);
    const std::filesystem::path out = resolve_report_folder(out_);
    check_report_folder(out, global.force);
    eval::ReportExtras extras;
    extras.version = std::string(version());
    if (!efficiency_.empty()) extras.efficiency = read_efficiency(efficiency_);
    const eval::EvaluationData data = read_evaluation(files_);
    for (const auto& notice : data.notices) log_info(notice);
    if (!data.unmatched.empty()) {
      log_warning(cat(data.unmatched.size(), " rows found no partner or were left out: ",
                      (out / "unmatched.csv").string()));
    }
    if (!embeddings_.empty()) extras.embeddings = read_case_embeddings(embeddings_, data);
    if (!store_.empty()) {
      extras.pictures = draw_cases(store_, data, eval::find_hardest_lvef(data, kPictures));
    }
    const eval::Report report = eval::make_report(data, config_, extras);
    for (const auto& warning : report.warnings) log_warning(warning);
    write_report(out, report, data, config_, extras.version, global.force);
    if (global.json) {
      print(eval::report_json(report, data, config_, extras.version));
      return 0;
    }
    Table table({"what", "result"});
    for (const auto& [name, value] : report.summary) table.add({name, value});
    table.add({"Report", (out / "index.html").string()});
    print(table.text());
    return 0;
  }

 private:
  EvaluationFiles files_;
  eval::EvaluationConfig config_;
  std::string out_, efficiency_, embeddings_, store_;
};

}  // namespace

std::unique_ptr<Command> make_evaluate_command() { return std::make_unique<EvaluateCommand>(); }

}  // namespace chordae
