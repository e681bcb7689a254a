#include "chordae/io/archive/input_files.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/io/archive/archive_reader.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

constexpr std::size_t kPrefix = 512;
constexpr std::size_t kChunk = std::size_t{1} << 20;

class Lister {
 public:
  Lister(std::vector<InputFile>& files, SkipLedger& ledger) : files_(files), ledger_(ledger) {}

  void add_input(const fs::path& input) {
    named_ = input.string();
    count_ = 0;
    std::error_code error;
    const auto status = fs::status(input, error);
    if (!fs::exists(status))
      throw Error(ErrorCode::kIo, cat("\"", named_, "\" does not exist or can't be read"));
    if (fs::is_directory(status)) {
      add_folder(input);
    } else {
      add_file(input, named_);
    }
  }

 private:
  void add_file(const fs::path& path, std::string where) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) return skip(std::move(where), "can't be opened");
    if (!seen_.insert(real).second) return;
    log_debug(cat(where, " is ", path.string()));
    files_.push_back({path, std::move(where)});
  }

  void add_folder(const fs::path& folder) {
    check_cancelled();
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (!error && !seen_.insert(real).second) return;  // a symbolic link back, or named twice
    std::vector<fs::path> names;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      names.push_back(it->path());
    }
    if (error) skip(cat(named_, ", a folder after file ", count_), "can't be listed");
    std::sort(names.begin(), names.end());
    for (const auto& path : names) {
      const auto status = fs::status(path, error);
      if (fs::is_directory(status)) {
        add_folder(path);
      } else if (fs::is_regular_file(status)) {
        add_file(path, cat(named_, ", file ", ++count_));
      } else {
        skip(cat(named_, ", file ", ++count_), "neither a file nor a folder, or a broken link");
      }
    }
  }

  void skip(std::string where, std::string reason) {
    ledger_.add({"file", std::move(where), std::move(reason), ErrorCode::kIo});
  }

  std::vector<InputFile>& files_;
  SkipLedger& ledger_;
  std::set<fs::path> seen_;
  std::string named_;
  std::int64_t count_ = 0;
};

std::vector<std::byte> read_prefix(const InputFile& file) {
  std::ifstream in(file.path, std::ios::binary);
  if (!in) throw Error(ErrorCode::kIo, system_error_text());
  std::vector<std::byte> prefix(kPrefix);
  in.read(reinterpret_cast<char*>(prefix.data()), static_cast<std::streamsize>(prefix.size()));
  prefix.resize(static_cast<std::size_t>(in.gcount()));
  return prefix;
}

void check_limit(std::uint64_t size, std::uint64_t limit, const char* what) {
  if (size <= limit) return;
  throw Error(ErrorCode::kFormat, cat(what, human_bytes(static_cast<double>(limit))));
}

/// Reads up to `wanted` bytes in all; a single read may stop short.
void read_up_to(ArchiveReader& reader, std::vector<std::byte>& bytes, std::size_t wanted) {
  while (bytes.size() < wanted && reader.read(bytes, wanted - bytes.size()) > 0) {
  }
}

std::uint64_t max_archive_bytes(const InputFile& file, const ReadLimits& limits) {
  std::error_code ignored;
  const std::uintmax_t packed = fs::file_size(file.path, ignored);  // the largest number on error
  const std::uint64_t grown =
      packed < limits.archive_bytes ? packed * limits.archive_ratio : limits.archive_bytes;
  return std::min(limits.archive_bytes, std::max(limits.small_archive_bytes, grown));
}

void for_each_archived(const InputFile& file, const ReadLimits& limits, const WantsEntry& wants,
                       const TakeEntry& take) {
  ArchiveReader reader(file.path, limits.archive_entries);
  const std::uint64_t most = max_archive_bytes(file, limits);
  std::uint64_t total = 0;
  while (reader.next()) {
    check_cancelled();
    FileEntry entry;
    entry.number = reader.number();
    entry.where = cat(file.where, ", entry ", entry.number);
    read_up_to(reader, entry.bytes, kPrefix);
    const bool wanted = wants(entry.number, entry.bytes);
    if (wanted) entry.name = reader.name();
    std::uint64_t size = entry.bytes.size();
    for (std::size_t got = 1; got > 0; size += got) {
      check_limit(size, limits.entry_bytes, "a file in the archive is larger than ");
      check_limit(total + size, most, "the archive decompresses to more than ");
      if (!wanted) entry.bytes.clear();
      got = reader.read(entry.bytes, kChunk);
    }
    total += size;
    if (wanted) take(std::move(entry));
  }
}

void for_plain_file(const InputFile& file, std::span<const std::byte> prefix,
                    const ReadLimits& limits, const WantsEntry& wants, const TakeEntry& take) {
  if (!wants(0, prefix)) return;
  std::vector<std::byte> bytes;
  try {
    bytes = read_file(file.path, limits.entry_bytes);
  } catch (const Error& e) {
    throw Error(e.code(), "can't be read, or too large");  // the original names the file
  }
  take({0, file.where, file.path.filename().string(), std::move(bytes)});
}

}  // namespace

std::vector<InputFile> list_input_files(const std::vector<fs::path>& inputs, SkipLedger& ledger) {
  std::vector<InputFile> files;
  Lister lister(files, ledger);
  for (const auto& input : inputs) lister.add_input(input);
  return files;
}

void for_each_entry(const InputFile& file, const ReadLimits& limits, const WantsEntry& wants,
                    const TakeEntry& take) {
  try {
    const std::vector<std::byte> prefix = read_prefix(file);
    if (looks_like_archive(prefix)) {
      for_each_archived(file, limits, wants, take);
    } else {
      for_plain_file(file, prefix, limits, wants, take);
    }
  } catch (Error& e) {
    e.add_context(file.where);
    throw;
  }
}

}  // namespace chordae
