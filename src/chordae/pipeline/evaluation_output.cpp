#include "chordae/pipeline/evaluation_output.h"

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/eval/checklists.h"
#include "chordae/eval/html_page.h"
#include "chordae/io/csv/csv.h"
#include "chordae/pipeline/evaluation_input.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;

std::string unmatched_csv(const eval::EvaluationData& data) {
  html::Table table{"", {"file", "line", "id", "reason"}, {}, ""};
  for (const auto& u : data.unmatched) {
    table.rows.push_back({u.file, u.line > 0 ? cat(u.line) : "", u.id, u.reason});
  }
  return html::to_csv(table);
}

}  // namespace

fs::path resolve_report_folder(const std::string& out) {
  fs::path folder = fs::path(out).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  std::error_code ignored;
  if (!fs::is_symlink(folder, ignored)) return folder;
  if (!fs::exists(folder, ignored)) {
    throw Error(ErrorCode::kUsage, cat(out, " is a link to nothing: name a folder"));
  }
  return fs::canonical(folder);
}

void check_report_folder(const fs::path& folder, bool replace) {
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) return;
  if (fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored)) return;
  if (!replace) {
    throw Error(ErrorCode::kUsage,
                cat(folder.string(),
                    " exists already: name a new folder, or add --force to replace a report"));
  }
  const bool is_report =
      fs::exists(folder / "report.json", ignored) &&
      read_text_file(folder / "report.json").starts_with("{\"format\":\"chordae-evaluation\"");
  if (!is_report) {
    throw Error(
        ErrorCode::kUsage,
        cat(folder.string(),
            " is not a report that evaluate wrote, so it is not replaced: name a new folder"));
  }
}

void write_report(const fs::path& folder, const eval::Report& report,
                  const eval::EvaluationData& data, const eval::EvaluationConfig& config,
                  const std::string& version, bool replace) {
  check_report_folder(folder, replace);
  TemporaryPath temporary(folder);
  const fs::path& out = temporary.path();
  make_folder(out / "tables");
  write_file(out / "index.html", html::render_page(report.page));
  write_file(out / "report.json", eval::report_json(report, data, config, version));
  for (const auto& table : report.tables)
    write_file(out / "tables" / (table.name + ".csv"), eval::to_csv(table));
  write_file(out / "unmatched.csv", unmatched_csv(data));
  for (const auto& list : eval::make_checklists(report, data, config)) {
    write_file(out / (list.name == "TRIPOD+AI" ? "tripod_ai.md" : "claim_2024.md"),
               eval::to_markdown(list));
  }
  write_file(out / "model_card.md", eval::make_model_card(report, data, config, version));
  // rename() replaces no folder with content: the old one steps aside first and is then removed.
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) {
    temporary.commit();
    return;
  }
  TemporaryPath old(folder);
  fs::rename(folder, old.path());
  temporary.commit();
}

std::vector<eval::EfficiencyPoint> read_efficiency(const std::string& path) {
  const CsvTable table = read_csv(path);
  const auto column = [&](const char* name) {
    if (const auto found = table.try_column(name)) return *found;
    throw Error(ErrorCode::kFormat, cat(path, ": there is no column ", name,
                                        ": --efficiency needs metric, cases and value"));
  };
  const std::size_t metric = column("metric"), value = column("value");
  const bool has_shares = table.try_column("share") && !table.try_column("cases");
  const std::size_t cases = column(has_shares ? "share" : "cases");
  const auto model = table.try_column("model");
  std::vector<eval::EfficiencyPoint> points;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& row = table.rows[i];
    const auto x = try_parse_table_number(trim(row[cases]), false),
               y = try_parse_table_number(trim(row[value]), false);
    if (!x || !y || *x <= 0) {
      throw Error(ErrorCode::kFormat,
                  cat(path, ": row ", i + 1, ": cases (above 0) and value must be numbers"));
    }
    points.push_back({row[metric], model ? row[*model] : "", *x, *y});
  }
  if (points.empty()) throw Error(ErrorCode::kFormat, cat(path, ": a header and no row"));
  return points;
}

}  // namespace chordae
