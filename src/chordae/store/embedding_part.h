#pragma once
// The unfinished embedding store: an append-only file of records, each its length, its bytes and
// their SHA-256. A process that is killed at any byte leaves whole records and at most one torn one
// at the end, which the next opening cuts off; a record that was damaged since is left out, with a
// warning. For the other files of this room.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chordae/store/embedding_store.h"

namespace chordae {

class EmbeddingPart {
 public:
  /// Creates or continues, and locks against other processes; kDiscard empties a part first. Errors
  /// kIo; kFormat if the file is no part; kConfig if it was made with another provenance.
  EmbeddingPart(const std::filesystem::path& path, const EmbeddingProvenance& provenance,
                PartPolicy policy);
  ~EmbeddingPart();
  EmbeddingPart(const EmbeddingPart&) = delete;
  EmbeddingPart& operator=(const EmbeddingPart&) = delete;

  std::vector<std::string> studies() const;  ///< complete ones, ascending
  bool has(const std::string& study_key) const { return records_.contains(study_key); }
  std::int64_t clips() const;

  /// On disk when it returns; after an error the file is as before.
  void append(const std::string& study_key, const std::vector<ClipEmbedding>& clips);
  /// The record stays on disk; a later one of the same study takes its place.
  void forget(const std::string& study_key) { records_.erase(study_key); }
  /// Reads one study's record back. Errors kFormat if it has changed on disk.
  std::vector<ClipEmbedding> read(const std::string& study_key) const;
  void remove();

 private:
  void write_record(std::span<const std::byte> payload);
  std::optional<std::int64_t> try_record_end(std::int64_t offset) const;
  std::optional<std::vector<std::byte>> try_read_record(std::int64_t offset) const;
  bool try_continue(const EmbeddingProvenance& provenance);
  void start(const EmbeddingProvenance& provenance);

  std::filesystem::path path_;
  int fd_ = -1;
  std::int64_t end_ = 0;
  struct Record {
    std::int64_t offset = 0, clips = 0;
  };
  std::map<std::string, Record> records_;  // by study key
};

}  // namespace chordae
