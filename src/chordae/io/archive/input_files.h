#pragma once
// The files of what a user points at: one file, a folder tree, or an archive (.tar, .tar.gz, .zip,
// …), also archives inside a folder. An archive is read once, in memory, entry by entry; entry
// paths are never written to disk, so "../" in them is harmless. Archives within archives are not
// opened.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "chordae/base/ledger.h"

namespace chordae {

/// Against decompression bombs. Errors kFormat when exceeded. An archive may also grow no more than
/// `archive_ratio` times once it has grown to `small_archive_bytes`.
struct ReadLimits {
  std::uint64_t entry_bytes = std::uint64_t{2} << 30;
  std::uint64_t archive_bytes = std::uint64_t{256} << 30;  ///< decompressed, all entries
  std::int64_t archive_entries = 5'000'000;
  std::uint64_t small_archive_bytes = std::uint64_t{4} << 30;
  std::uint64_t archive_ratio = 100;
};

/// One file on disk, which may be an archive of many.
struct InputFile {
  std::filesystem::path path;  ///< may carry identity: for opening and for the debug log only
  std::string where;  ///< safe to show: what the user named, and "file 12" where that was a folder
};

/// All files under `inputs`, in a fixed order (names sorted, duplicates of the same file once).
/// Folders behind symbolic links are entered once. What can't be read is in the ledger. Errors kIo
/// if an input does not exist.
std::vector<InputFile> list_input_files(const std::vector<std::filesystem::path>& inputs,
                                        SkipLedger& ledger);

/// One plain file, or one entry of an archive.
struct FileEntry {
  std::int64_t number = 0;  ///< 0 for a plain file, 1, 2, … within an archive
  std::string where;        ///< safe to show: "study.tar.gz, entry 12"
  std::string name;         ///< may carry identity: for the debug log only
  std::vector<std::byte> bytes;
};

/// Whether a file's content is wanted, from its number and its first bytes (512, or all if fewer).
using WantsEntry = std::function<bool(std::int64_t number, std::span<const std::byte> prefix)>;
using TakeEntry = std::function<void(FileEntry&&)>;

/// Calls `wants` for each file and `take` for each wanted one. What `take` throws ends the reading
/// and passes through. Errors kIo; kFormat: a damaged archive (the entries before the damage were
/// taken), a limit exceeded; kUnsupported: an encrypted one.
void for_each_entry(const InputFile& file, const ReadLimits& limits, const WantsEntry& wants,
                    const TakeEntry& take);

}  // namespace chordae
