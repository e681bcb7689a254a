#pragma once
// One archive as a stream of entries (libarchive): tar and zip; gzip, bzip2, xz and zstd filters,
// and a single compressed file as one entry.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chordae {

/// True if the first bytes (512) are those of an archive or a compressed file.
bool looks_like_archive(std::span<const std::byte> prefix);

class ArchiveReader {
 public:
  /// `max_headers`: entries of any kind, folders and links too. Errors kFormat.
  ArchiveReader(const std::filesystem::path& path, std::int64_t max_headers);
  ~ArchiveReader();

  /// Moves to the next regular file; false at the end. Errors kFormat, kCancelled.
  bool next();
  std::int64_t number() const { return number_; }  ///< of the present entry, from 1
  std::string name() const;
  /// Appends up to `limit` bytes of the present entry to `out`; returns how many. 0 = end of the
  /// entry.
  std::size_t read(std::vector<std::byte>& out, std::size_t limit);

 private:
  struct Impl;
  [[noreturn]] void fail() const;
  std::unique_ptr<Impl> impl_;
  std::int64_t max_headers_, headers_ = 0, number_ = 0;
};

}  // namespace chordae
