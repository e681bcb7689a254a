#pragma once
// The folder of a report: index.html, report.json, tables/*.csv, unmatched.csv, the checklists and
// the model card. Written beside its place and renamed, so half a report is never seen.

#include <filesystem>
#include <string>
#include <vector>

#include "chordae/eval/report.h"

namespace chordae {

/// Where --out leads: without a slash at its end, and behind a link (a link is never replaced).
/// Errors  kUsage: a link to nothing
std::filesystem::path resolve_report_folder(const std::string& out);

/// Errors  kUsage: it exists and `replace` is false, or it is no report (it is never replaced then)
void check_report_folder(const std::filesystem::path& folder, bool replace);

/// Errors  as check_report_folder; kIo
void write_report(const std::filesystem::path& folder, const eval::Report& report,
                  const eval::EvaluationData& data, const eval::EvaluationConfig& config,
                  const std::string& version, bool replace);

/// Columns metric, cases (or share), value, and model if there are several.
/// Errors  kIo, kFormat
std::vector<eval::EfficiencyPoint> read_efficiency(const std::string& path);

}  // namespace chordae
