#pragma once
// Files: reading whole ones, and writing so that nothing half-written is ever seen: under a
// temporary name in the same folder, flushed to disk, then renamed.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

/// A name beside `target` to write to. `commit()` renames it to `target`; destruction without commit
/// removes it (a file or a whole folder). Stale temporaries of dead processes are removed by
/// `remove_stale_temporaries`.
class TemporaryPath {
 public:
  explicit TemporaryPath(std::filesystem::path target);
  ~TemporaryPath();
  TemporaryPath(const TemporaryPath&) = delete;
  TemporaryPath& operator=(const TemporaryPath&) = delete;

  const std::filesystem::path& path() const { return temporary_; }
  /// Flushes and renames over `target`. Errors kIo.
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  bool committed_ = false;
};

/// Removes the temporaries of this machine's processes that no longer run, in one folder.
void remove_stale_temporaries(const std::filesystem::path& folder);

/// Writes the whole file under a temporary name and renames. Errors kIo (disk full is named).
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

/// Whole file. Errors kIo; kFormat if larger than `limit`.
std::vector<std::byte> read_file(const std::filesystem::path& path,
                                 std::uintmax_t limit = std::uintmax_t{1} << 40);
std::string read_text_file(const std::filesystem::path& path,
                           std::uintmax_t limit = std::uintmax_t{1} << 30);

/// Whether a file may be written to `path`; touches nothing (writing replaces by renaming).
/// Errors kUsage: it exists and `force` is false (--force is named), or it is a folder.
void check_output_file(const std::filesystem::path& path, bool force);

/// Creates a folder and its parents. Errors kIo.
void make_folder(const std::filesystem::path& path);

/// A read-only memory map of a file. Errors kIo.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The cause of the last failed system call as words ("No space left on device").
std::string system_error_text();

}  // namespace chordae
