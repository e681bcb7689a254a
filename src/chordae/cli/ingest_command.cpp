#include <algorithm>
#include <filesystem>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/series_table.h"
#include "chordae/ingest/ingest.h"

namespace chordae {
namespace {

class IngestCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "ingest",
            .summary = "reads DICOM folders, .tar.gz and .zip into a study store; every series gets a verdict",
            .description =
                "Instances are grouped into series by their content, not by their file names: slices are ordered by "
                "position along the normal, frames by time. Each series is accepted as a view (SAX, 2CH, 3CH, 4CH) "
                "or refused, with the rule that decided and the numbers behind it.\n\n"
                "Patients and studies appear under a keyed hash; the key is in STORE/pseudonym.key, readable by its "
                "owner only. A second run does only what is new. Files that cannot be used are listed at the end.",
            .examples = {{"chordae ingest /data/cmr --store hearts", "a folder tree"},
                         {"chordae ingest a.tar.gz b.zip --store hearts --json", "archives, verdicts as JSON"}},
            .output = "A table of all series: study, view or refusal, size, rule, reason. With --json also the "
                      "evidence in numbers."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "inputs", .help = "files, folders, .tar.gz or .zip archives", .positional = true,
             .required = true, .value_name = "STUDIES"},
            inputs_);
    v.field({.name = "store", .help = "the study store; created if it does not exist", .required = true,
             .value_name = "DIR"},
            store_);
    config_.fields(v);
  }

  int run(const GlobalOptions& global) override {
    config_.threads = global.threads;
    config_.force = global.force;
    for (const auto& input : inputs_) {
      if (!std::filesystem::exists(input)) throw Error(ErrorCode::kIo, cat("there is no file or folder ", input));
    }
    SkipLedger ledger;
    StudyStore store = StudyStore::create_or_open(store_);
    const IngestReport report = ingest({inputs_.begin(), inputs_.end()}, store, config_, ledger);
    const auto skips = ledger.skips();
    for (const auto& skip : skips) log_warning(cat("skipped ", skip.what, " ", skip.where, ": ", skip.reason));
    std::int64_t failed = 0, fresh = 0;
    for (const auto& study : report.studies) {
      if (!study.error.empty()) {
        ++failed;
        log_error(cat("study ", short_key(study.study_key), ": ", study.error));
      }
      if (study.is_new) ++fresh;
    }
    if (global.json) {
      print_result_json(report, skips);
    } else {
      print_result(report);
    }
    log_info(cat(fresh, " new of ", report.studies.size(), " studies; ", report.dicom_files, " DICOM files of ",
                 report.files, " read, ", human_bytes(static_cast<double>(report.bytes)), "; ", skips.size(),
                 " skipped"));
    // How much a damaged archive held beyond the damage is unknown, so no share can excuse it.
    const bool lost_archive = std::ranges::any_of(skips, [](const Skip& skip) { return skip.what == "archive"; });
    if (lost_archive) {
      log_error("an archive could not be read to its end, and what follows is missing: get a whole copy and ingest it "
                "with --force");
    }
    return failed > 0 || lost_archive ? 5 : 0;
  }

 private:
  static void print_result(const IngestReport& report) {
    Table table = make_series_table();
    for (const auto& study : report.studies) {
      for (const auto& series : study.series) add_series(table, study.study_key, series);
    }
    print(table.text());
  }

  void print_result_json(const IngestReport& report, const std::vector<Skip>& skips) const {
    Json studies = Json::array();
    for (const auto& study : report.studies) {
      Json j;
      j["study"] = study.study_key;
      j["new"] = study.is_new;
      if (!study.error.empty()) j["error"] = study.error;
      j["seconds"] = study.seconds;
      j["series"] = Json::array();
      for (const auto& series : study.series) j["series"].push_back(series_json(series));
      studies.push_back(std::move(j));
    }
    print_json({{"store", store_},
                {"files", report.files},
                {"dicom_files", report.dicom_files},
                {"bytes", report.bytes},
                {"studies", studies},
                {"skipped", skips_json(skips)}});
  }

  std::vector<std::string> inputs_;
  std::string store_;
  IngestConfig config_;
};

}  // namespace

std::unique_ptr<Command> make_ingest_command() { return std::make_unique<IngestCommand>(); }

}  // namespace chordae
