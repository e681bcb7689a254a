#include "chordae/store/embedding_part.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/store/byte_record.h"

namespace chordae {
namespace {

constexpr std::string_view kMagic = "chordae-embedding-part-1\n";
constexpr std::int64_t kLengthBytes = 8;
constexpr std::int64_t kHashBytes = 32;
constexpr std::int64_t kRecordBytes = kLengthBytes + kHashBytes;  // beside the payload

Error io_error(const std::filesystem::path& path, std::string_view doing) {
  return Error(ErrorCode::kIo,
               cat("cannot ", doing, " ", path.string(), ": ", system_error_text()));
}

// False at the end of the file.
bool read_exactly(int fd, std::int64_t offset, std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t n = pread(fd, out.data(), out.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
  return true;
}

bool write_exactly(int fd, std::int64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = pwrite(fd, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
  return true;
}

std::int64_t file_size(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 ? status.st_size : 0;
}

std::string to_text(const EmbeddingProvenance& p) {
  const nlohmann::ordered_json json = {{"model", p.model},
                                       {"model_hash", p.model_hash},
                                       {"model_config", p.model_config},
                                       {"transform_config", p.transform_config},
                                       {"precision", p.precision},
                                       {"random_init", p.random_init},
                                       {"chordae_version", p.chordae_version},
                                       {"embedding_width", p.embedding_width},
                                       {"feature_width", p.feature_width}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// Study, then clips, each a study's part of a row.
std::vector<std::byte> encode(const std::string& study_key,
                              const std::vector<ClipEmbedding>& clips) {
  ByteWriter out;
  out.text(study_key);
  out.number(static_cast<std::int64_t>(clips.size()));
  for (const ClipEmbedding& c : clips) {
    out.text(c.patient_key);
    out.text(c.series_id);
    out.text(c.source_hash);
    out.text(c.view);
    out.number(c.slice);
    out.number(c.frames);
    out.number(c.slice_position_mm);
    out.floats(c.embedding);
    out.floats(c.features);
  }
  return out.bytes();
}

std::pair<std::string, std::vector<ClipEmbedding>> decode(std::span<const std::byte> payload) {
  ByteReader in(payload);
  const std::string study_key = in.text();
  const auto count = in.number<std::int64_t>();
  if (count < 0) throw Error(ErrorCode::kFormat, "a record of fewer than no clips");
  std::vector<ClipEmbedding> clips;
  for (std::int64_t i = 0; i < count; ++i) {
    ClipEmbedding c;
    c.study_key = study_key;
    c.patient_key = in.text();
    c.series_id = in.text();
    c.source_hash = in.text();
    c.view = in.text();
    c.slice = in.number<std::int64_t>();
    c.frames = in.number<std::int64_t>();
    c.slice_position_mm = in.number<double>();
    c.embedding = in.floats();
    c.features = in.floats();
    clips.push_back(std::move(c));
  }
  if (!in.at_end()) throw Error(ErrorCode::kFormat, "a record is too long");
  return {study_key, std::move(clips)};
}

}  // namespace

EmbeddingPart::EmbeddingPart(const std::filesystem::path& path,
                             const EmbeddingProvenance& provenance, PartPolicy policy)
    : path_(path) {
  fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) throw io_error(path_, "open");
  try {
    struct stat status {};
    if (flock(fd_, LOCK_EX | LOCK_NB) != 0 || fstat(fd_, &status) != 0 || status.st_nlink == 0) {
      throw Error(ErrorCode::kIo, cat(path_.string(),
                                      " is being written by another process: wait "
                                      "for it, or name another output"));
    }
    std::string magic(kMagic.size(), '\0');
    magic.resize(std::min(magic.size(), static_cast<std::size_t>(status.st_size)));
    if (!read_exactly(fd_, 0, std::as_writable_bytes(std::span(magic))))
      throw io_error(path_, "read");
    if (!kMagic.starts_with(magic)) {
      throw Error(
          ErrorCode::kFormat,
          cat(path_.string(), " is in the way and no unfinished embedding store: remove it"));
    }
    if (policy == PartPolicy::kDiscard && ftruncate(fd_, 0) != 0) throw io_error(path_, "empty");
    if (!try_continue(provenance)) start(provenance);
  } catch (...) {
    close(fd_);
    throw;
  }
}

EmbeddingPart::~EmbeddingPart() { close(fd_); }

// Absent where the file ends earlier: nothing there, or a record that was torn.
std::optional<std::int64_t> EmbeddingPart::try_record_end(std::int64_t offset) const {
  std::int64_t length = 0;
  if (!read_exactly(fd_, offset, std::as_writable_bytes(std::span(&length, 1))) || length < 0 ||
      length > file_size(fd_) - offset - kRecordBytes) {
    return std::nullopt;
  }
  return offset + length + kRecordBytes;
}

// Absent where there is no whole and undamaged record.
std::optional<std::vector<std::byte>> EmbeddingPart::try_read_record(std::int64_t offset) const {
  const auto record_end = try_record_end(offset);
  if (!record_end) return std::nullopt;
  const std::int64_t length = *record_end - offset - kRecordBytes;
  offset += kLengthBytes;
  std::vector<std::byte> payload(static_cast<std::size_t>(length));
  Sha256Digest stored{};
  if (!read_exactly(fd_, offset, payload) ||
      !read_exactly(fd_, offset + length, std::as_writable_bytes(std::span(stored))) ||
      sha256(payload) != stored) {
    return std::nullopt;
  }
  return payload;
}

void EmbeddingPart::start(const EmbeddingProvenance& provenance) {
  const std::string header = to_text(provenance);
  const auto header_end = static_cast<std::int64_t>(kMagic.size() + header.size()) + kRecordBytes;
  if (file_size(fd_) > header_end) {
    throw Error(ErrorCode::kFormat, cat(path_.string(), " has a damaged beginning: remove it"));
  }
  if (ftruncate(fd_, 0) != 0 || !write_exactly(fd_, 0, bytes_of(kMagic))) {
    throw io_error(path_, "write");
  }
  end_ = static_cast<std::int64_t>(kMagic.size());
  write_record(bytes_of(header));
}

// False if not even the first record, the provenance, is whole.
bool EmbeddingPart::try_continue(const EmbeddingProvenance& provenance) {
  end_ = static_cast<std::int64_t>(kMagic.size());
  const auto header = try_read_record(end_);
  if (!header) return false;
  const std::string_view text(reinterpret_cast<const char*>(header->data()), header->size());
  const auto found = nlohmann::ordered_json::parse(text, nullptr, false);
  const auto wanted = nlohmann::ordered_json::parse(to_text(provenance));
  for (const auto& [name, value] : wanted.items()) {
    if (!found.is_object() || found.value(name, nlohmann::ordered_json()) != value) {
      throw Error(ErrorCode::kConfig,
                  cat("the unfinished ", path_.string(), " was made with another ", name,
                      ": continue with the same, or remove it"));
    }
  }
  end_ += static_cast<std::int64_t>(header->size()) + kRecordBytes;
  std::int64_t offset = end_;
  int damaged = 0;
  while (const auto next = try_record_end(offset)) {
    if (const auto payload = try_read_record(offset)) {
      const auto [study_key, clips] = decode(*payload);
      records_[study_key] = {offset, static_cast<std::int64_t>(clips.size())};
      end_ = *next;
    } else {
      ++damaged;
    }
    offset = *next;
  }
  if (damaged > 0) {
    log_warning(cat(path_.string(), ": ", damaged, " damaged records are left out"));
  }
  if (offset < file_size(fd_)) {
    log_warning(cat(path_.string(), ": ", file_size(fd_) - offset,
                    " bytes at its end are no whole record and are cut off"));
  }
  if (ftruncate(fd_, end_) != 0) throw io_error(path_, "cut");
  return true;
}

void EmbeddingPart::write_record(std::span<const std::byte> payload) {
  const auto length = static_cast<std::int64_t>(payload.size());
  const Sha256Digest hash = sha256(payload);
  const std::int64_t offset = end_ + kLengthBytes;
  if (!write_exactly(fd_, end_, std::as_bytes(std::span(&length, 1))) ||
      !write_exactly(fd_, offset, payload) ||
      !write_exactly(fd_, offset + length, std::as_bytes(std::span(hash))) || fdatasync(fd_) != 0) {
    const Error error = io_error(path_, "write");
    if (ftruncate(fd_, end_) != 0) end_ = -1;  // unknown: `append` refuses from now on
    throw error;
  }
  end_ = offset + length + kHashBytes;
}

std::vector<std::string> EmbeddingPart::studies() const {
  std::vector<std::string> keys;
  for (const auto& entry : records_) keys.push_back(entry.first);
  return keys;
}

std::int64_t EmbeddingPart::clips() const {
  std::int64_t clips = 0;
  for (const auto& entry : records_) clips += entry.second.clips;
  return clips;
}

void EmbeddingPart::append(const std::string& study_key, const std::vector<ClipEmbedding>& clips) {
  if (end_ < 0) throw Error(ErrorCode::kIo, cat(path_.string(), " could not be written before"));
  const std::int64_t offset = end_;
  write_record(encode(study_key, clips));
  records_[study_key] = {offset, static_cast<std::int64_t>(clips.size())};
}

std::vector<ClipEmbedding> EmbeddingPart::read(const std::string& study_key) const {
  const auto payload = try_read_record(records_.at(study_key).offset);
  if (!payload) {
    throw Error(ErrorCode::kFormat, cat(path_.string(), " has changed on disk: remove it"));
  }
  return decode(*payload).second;
}

void EmbeddingPart::remove() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace chordae
