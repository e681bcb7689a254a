#include "chordae/io/archive/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <string_view>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {

constexpr std::int64_t kMaxOtherBytes = 1 << 20;  // of a folder, a link, a device

struct ArchiveReader::Impl {
  archive* handle = archive_read_new();
  archive_entry* entry = nullptr;
  ~Impl() { archive_read_free(handle); }
};

bool looks_like_archive(std::span<const std::byte> prefix) {
  const std::string_view text(reinterpret_cast<const char*>(prefix.data()), prefix.size());
  // A DICOM preamble is free space: it may look like anything (PS3.10 section 7.1).
  if (text.size() >= 132 && text.substr(128, 4) == "DICM") return false;
  using namespace std::string_view_literals;
  static constexpr std::array kMagic = {"\x1f\x8b"sv,
                                        "PK\x03\x04"sv,
                                        "PK\x05\x06"sv,
                                        "BZh"sv,
                                        "\xfd"
                                        "7zXZ\0"sv,
                                        "\x28\xb5\x2f\xfd"sv};
  for (const auto magic : kMagic) {
    if (text.starts_with(magic)) return true;
  }
  return text.size() >= 262 && text.substr(257, 5) == "ustar";
}

ArchiveReader::ArchiveReader(const std::filesystem::path& path, std::int64_t max_headers)
    : impl_(std::make_unique<Impl>()), max_headers_(max_headers) {
  archive* a = impl_->handle;
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_bzip2(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_zip_streamable(a);
  archive_read_support_format_zip_seekable(a);
  archive_read_support_format_raw(a);
  if (archive_read_open_filename(a, path.c_str(), std::size_t{1} << 18) != ARCHIVE_OK) fail();
  // libarchive would peel off 25 layers, each of which may grow a thousandfold. The last is "none".
  if (archive_filter_count(a) > 2) {
    throw Error(ErrorCode::kUnsupported, "the archive is compressed more than once: unpack it");
  }
}

ArchiveReader::~ArchiveReader() = default;

// libarchive's own text may hold entry names, so only its kind is passed on.
void ArchiveReader::fail() const {
  if (impl_->entry != nullptr && archive_entry_is_encrypted(impl_->entry)) {
    throw Error(ErrorCode::kUnsupported, "the archive is encrypted: unpack it first");
  }
  throw Error(ErrorCode::kFormat, cat("the archive is damaged or truncated after entry ", number_));
}

bool ArchiveReader::next() {
  bool is_file = false;
  while (!is_file) {
    check_cancelled();
    const int status = archive_read_next_header(impl_->handle, &impl_->entry);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      impl_->entry = nullptr;
      fail();
    }
    if (++headers_ > max_headers_) {
      throw Error(ErrorCode::kFormat, cat("more than ", max_headers_, " entries in one archive"));
    }
    const auto type = archive_entry_filetype(impl_->entry);
    is_file = type == AE_IFREG || type == 0;  // 0: the format has no types
    // Its content would be decompressed to be skipped, uncounted.
    if (!is_file && archive_entry_size(impl_->entry) > kMaxOtherBytes) fail();
  }
  ++number_;
  if (archive_entry_is_encrypted(impl_->entry)) fail();
  return true;
}

std::string ArchiveReader::name() const {
  const char* name = archive_entry_pathname(impl_->entry);
  return name != nullptr ? name : "";
}

std::size_t ArchiveReader::read(std::vector<std::byte>& out, std::size_t limit) {
  const std::size_t before = out.size();
  out.resize(before + limit);
  const auto got = archive_read_data(impl_->handle, out.data() + before, limit);
  out.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
  if (got < 0) fail();
  return static_cast<std::size_t>(got);
}

}  // namespace chordae
