#include "chordae/ingest/scan.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "chordae/base/cancel.h"
#include "chordae/base/log.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/io/dicom/byte_layout.h"

namespace chordae {
namespace {

using Kinds = std::map<std::string, std::int64_t>;

/// What a file is that is not DICOM, for people.
std::string kind_of(std::span<const std::byte> prefix) {
  const std::string_view text(reinterpret_cast<const char*>(prefix.data()), prefix.size());
  if (text.empty()) return "empty file";
  if (text.starts_with("\x89PNG") || text.starts_with("\xff\xd8\xff") || text.starts_with("GIF8"))
    return "picture";
  if (text.starts_with("\x89HDF")) return "HDF5 file";
  if (text.size() >= 348 && (text.substr(344, 3) == "n+1" || text.substr(344, 3) == "ni1"))
    return "NIfTI file";
  if (text.starts_with("%PDF")) return "PDF";
  const bool is_text = std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 32 || byte == '\n' || byte == '\r' || byte == '\t';
  });
  return is_text ? "text file" : "file of another kind";
}

struct InputScan {
  SourceFiles files;
  std::vector<Skip> skips;
  Kinds others;
  std::int64_t file_count = 0;
  bool is_archive = false;
  std::int64_t dicom_like = 0;
};

void scan_one(const InputFile& input, std::size_t index, InputScan& out) {
  const auto wants = [&](std::int64_t number, std::span<const std::byte> prefix) {
    ++out.file_count;
    out.is_archive = number > 0;
    if (looks_like_dicom(prefix)) return true;
    ++out.others[kind_of(prefix)];
    return false;
  };
  const auto take = [&](FileEntry&& entry) {
    ++out.dicom_like;
    try {
      SourceFile file{
          .input = index,
          .entry = entry.number,
          .where = entry.where,
          .folder =
              (entry.number > 0 ? input.path / entry.name : input.path).parent_path().string(),
          .digest = sha256(entry.bytes),
          .header = read_dicom_header(entry.bytes)};
      if (file.header.study_uid.empty() && file.header.patient_id.empty()) {
        throw Error(ErrorCode::kFormat, "it names neither a study nor a patient");
      }
      if (entry.number > 0) log_debug(cat(entry.where, " is ", entry.name));
      out.files.push_back(std::move(file));
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled || e.code() == ErrorCode::kIo) throw;
      out.skips.push_back({"file", entry.where, e.message(), e.code()});
    }
  };
  try {
    for_each_entry(input, ReadLimits{}, wants, take);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    out.skips.push_back({out.is_archive ? "archive" : "file", input.where, e.message(), e.code()});
    ++out.dicom_like;
  }
}

std::string describe(const Kinds& others) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : others) {
    parts.push_back(cat(count, " ", count == 1 || kind.starts_with("file") ? kind : kind + "s"));
  }
  return parts.empty() ? "nothing" : join(parts, ", ");
}

}  // namespace

Scan scan_inputs(const std::vector<std::filesystem::path>& inputs, int threads,
                 double max_skipped_share, SkipLedger& ledger) {
  Scan scan;
  scan.inputs = list_input_files(inputs, ledger);
  std::vector<InputScan> parts(scan.inputs.size());
  {
    Progress progress("read headers", static_cast<std::int64_t>(parts.size()), "inputs");
    parallel_for(static_cast<std::int64_t>(parts.size()), threads, [&](std::int64_t i) {
      check_cancelled();
      const auto index = static_cast<std::size_t>(i);
      scan_one(scan.inputs[index], index, parts[index]);
      progress.advance();
    });
  }
  SkipLedger failures;
  Kinds others;
  for (const auto& input : scan.inputs) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(input.path, unknown);
    if (!unknown) scan.bytes += size;
  }
  for (auto& part : parts) {
    scan.is_archive.push_back(part.is_archive);
    scan.file_count += part.file_count;
    scan.dicom_like += part.dicom_like;
    for (const auto& [kind, count] : part.others) others[kind] += count;
    for (auto& skip : part.skips) {
      ledger.add(skip);
      failures.add(std::move(skip));
    }
    std::move(part.files.begin(), part.files.end(), std::back_inserter(scan.files));
  }
  if (scan.files.empty()) {
    std::string message = cat("no readable DICOM image in the input; found ", describe(others));
    if (failures.size() > 0) {
      const Skip first = failures.skips().front();
      message += cat("; ", failures.size(), " could not be read, the first (", first.where,
                     "): ", first.reason);
    }
    throw Error(ErrorCode::kFormat, message);
  }
  failures.check_share(static_cast<std::size_t>(scan.dicom_like), max_skipped_share);
  return scan;
}

}  // namespace chordae
