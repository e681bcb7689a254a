#include <map>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/inspect.h"
#include "chordae/cli/json.h"
#include "chordae/cli/series_table.h"
#include "chordae/draw/picture.h"
#include "chordae/ingest/ingest.h"
#include "chordae/store/study_store.h"

namespace chordae {
namespace {

Json study_json(const Study& study) {
  Json j;
  j["study"] = study.study_key;
  j["patient"] = study.patient_key;
  j["series"] = Json::array();
  for (const auto& series : study.series) j["series"].push_back(series_json(series));
  return j;
}

void print_study(const Study& study) {
  Table table = make_series_table();
  for (const auto& series : study.series) add_series(table, study.study_key, series);
  std::string text = cat("study ", study.study_key, ", patient ", study.patient_key, "\n");
  for (const auto& series : study.series) {
    const Acquisition& a = series.acquisition;
    if (!series.verdict.accepted) continue;
    text += cat(printable(a.manufacturer), " ", printable(a.model),
                a.field_strength_t > 0 ? cat(", ", a.field_strength_t, " T") : std::string(),
                a.heart_rate_bpm > 0 ? cat(", ", fixed(a.heart_rate_bpm, 0), " beats a minute") : std::string(),
                a.synthetic ? ", synthetic" : "", "\n");
    break;
  }
  print(text + "\n" + table.text());
}

}  // namespace

void write_study_picture(const Study& study, const std::filesystem::path& path, bool force) {
  std::vector<SheetSeries> sheet;
  double cycle_ms = 0;
  for (const auto& series : study.series) {
    if (!series.verdict.accepted || series.cine.slices.empty()) continue;
    sheet.push_back({cat(short_key(study.study_key), "  ", series.id, "  ", view_name(series.verdict.view), "  ",
                         cine_size_text(series.cine), series.acquisition.synthetic ? "  synthetic" : ""),
                     &series.cine});
    if (cycle_ms <= 0) cycle_ms = series.cine.slices.front().cycle_ms;
  }
  if (sheet.empty()) {
    throw Error(ErrorCode::kUsage, "the study has no accepted series to draw; `chordae inspect` without --picture says why");
  }
  const std::string ending = lower(path.extension().string());
  if (ending != ".png" && ending != ".gif") {
    throw Error(ErrorCode::kUsage, cat("--picture writes .png or .gif, not ", path.string()));
  }
  check_output_file(path, force);
  if (ending == ".png") {
    write_png(path, contact_sheet(sheet));
  } else {
    constexpr int kPhases = 20;
    write_gif(path, beating_sheet(sheet, kPhases), (cycle_ms > 0 ? cycle_ms : 1000) / kPhases);
  }
  log_info(cat("wrote ", path.string()));
}

void inspect_store(const std::filesystem::path& path, const InspectOptions& options, const GlobalOptions& global) {
  const StudyStore store = StudyStore::open_read_only(path);
  if (!options.study.empty()) {
    const std::string key = store.resolve(options.study);
    const Study study = options.picture.empty() ? store.read_header(key) : store.read_study(key);
    if (global.json) print_json(study_json(study));
    else print_study(study);
    if (!options.picture.empty()) write_study_picture(study, options.picture, global.force);
    return;
  }
  if (!options.picture.empty()) throw Error(ErrorCode::kUsage, "--picture draws one study: choose it with --study");
  const auto rows = store.studies();
  if (global.json) {
    Json list = Json::array();
    for (const auto& row : rows) {
      list.push_back({{"study", row.study_key},
                      {"patient", row.patient_key},
                      {"file", row.file},
                      {"source_hash", row.source_hash},
                      {"manufacturer", row.manufacturer},
                      {"field_strength_t", row.field_strength_t},
                      {"series", row.series},
                      {"accepted", row.accepted},
                      {"clips", row.clips},
                      {"synthetic", row.synthetic}});
    }
    print_json({{"store", path.string()}, {"studies", list}});
    return;
  }
  Table table({"study", "patient", "scanner", ">series", ">accepted", "views", ">clips", "synthetic"});
  std::map<std::string, std::int64_t> patients;
  std::int64_t clips = 0;
  for (const auto& row : rows) {
    std::string views;
    for (const auto& series : store.series(row.study_key)) {
      if (!series.accepted) continue;
      views += cat(views.empty() ? "" : " ", series.view);
      if (series.slices > 1) views += cat("(", series.slices, ")");
    }
    table.add({short_key(row.study_key), short_key(row.patient_key),
               cat(printable(row.manufacturer, 24), row.field_strength_t > 0 ? cat(" ", row.field_strength_t, " T") : ""),
               cat(row.series), cat(row.accepted), views, cat(row.clips), row.synthetic ? "yes" : ""});
    ++patients[row.patient_key];
    clips += row.clips;
  }
  print(table.text() + cat(rows.size(), " studies of ", patients.size(), " patients, ", clips, " clips\n"));
}

void inspect_raw(const std::filesystem::path& path, const InspectOptions& options, const GlobalOptions& global) {
  // Names of a look that stores nothing: a key that is thrown away afterwards.
  SkipLedger ledger;
  IngestConfig config;
  config.threads = global.threads;
  const auto studies = read_studies({path}, PseudonymKey::make_random(), config, ledger);
  for (const auto& skip : ledger.skips()) log_warning(cat("skipped ", skip.what, " ", skip.where, ": ", skip.reason));
  if (global.json) {
    Json list = Json::array();
    for (const auto& study : studies) list.push_back(study_json(study));
    print_json({{"path", path.string()}, {"studies", list}, {"skipped", skips_json(ledger.skips())}});
  } else {
    for (const auto& study : studies) print_study(study);
  }
  if (options.picture.empty()) return;
  if (studies.size() != 1) {
    throw Error(ErrorCode::kUsage, cat("--picture draws one study, and ", path.string(), " holds ", studies.size()));
  }
  write_study_picture(studies.front(), options.picture, global.force);
}

void inspect_study_file(const std::filesystem::path& path, const InspectOptions& options,
                        const GlobalOptions& global) {
  const Study study = options.picture.empty() ? read_study_header(path) : read_study_file(path);
  if (global.json) print_json(study_json(study));
  else print_study(study);
  if (!options.picture.empty()) write_study_picture(study, options.picture, global.force);
}

}  // namespace chordae
