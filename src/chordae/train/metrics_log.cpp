#include "chordae/train/metrics_log.h"

#include <nlohmann/json.hpp>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

std::string lines_until(const std::filesystem::path& path, std::int64_t last_update) {
  if (!std::filesystem::exists(path)) return "";
  std::string kept;
  for (const auto& line : split(read_text_file(path), '\n')) {
    const auto record = nlohmann::json::parse(line, nullptr, false);
    if (!record.is_object() || !record.contains("update")) continue;
    const auto& update = record["update"];
    if (update.is_number_integer() && update.get<std::int64_t>() <= last_update)
      kept += line + "\n";
  }
  return kept;
}

}  // namespace

MetricsLog::MetricsLog(const std::filesystem::path& folder, std::int64_t resumed_at)
    : path_(folder / "metrics.jsonl"), events_(folder / "tensorboard", resumed_at + 1) {
  write_file(path_, lines_until(path_, resumed_at));
  lines_.open(path_, std::ios::app);
}

void MetricsLog::add(const std::string& kind, std::int64_t update,
                     const std::map<std::string, double>& values) {
  nlohmann::ordered_json record;
  record["kind"] = kind;
  record["update"] = update;
  std::map<std::string, double> scalars;
  for (const auto& [name, value] : values) {
    record[name] = value;
    scalars[cat(kind, "/", name)] = value;
  }
  lines_ << record.dump() << std::endl;
  if (!lines_)
    throw Error(ErrorCode::kIo, cat("cannot write ", path_.string(), ": ", system_error_text()));
  events_.add(update, scalars);
}

}  // namespace chordae
