// Arrays: whole compressed chunks outside the lock, everything else through the library.
#include <hdf5.h>

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/deflate.h"
#include "chordae/io/hdf5/library.h"
#include "chordae/io/hdf5/storage.h"
#include "chordae/io/hdf5/text_heap.h"
#include "chordae/io/hdf5/text_values.h"

namespace chordae::hdf5 {
namespace {

bool is_shuffled(const Storage& s) {
  return s.filters == std::vector<int>{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
}

bool is_one_deflated_chunk(const Storage& s, const Extents& extents) {
  return s.is_chunked && s.chunk == extents &&
         (is_shuffled(s) || s.filters == std::vector<int>{H5Z_FILTER_DEFLATE});
}

}  // namespace

Dataset::Dataset(Handle handle, std::string where) : Node(std::move(handle), std::move(where)) {
  const LibraryLock lock;
  const Handle type(H5Dget_type(handle_.id()), where_, "read its type");
  const Handle space(H5Dget_space(handle_.id()), where_, "read its extents");
  type_ = describe_type(type.id());
  extents_ = describe_space(space.id(), where_);
}

std::size_t Dataset::byte_size() const {
  if (!type_)
    throw Error(ErrorCode::kFormat, cat(where_, ": elements of another kind than numbers"));
  return checked_size(extents_, type_->bytes, where_);
}

std::vector<std::byte> Dataset::read(std::size_t limit) const {
  const std::size_t size = byte_size();
  if (size > limit) {
    throw Error(ErrorCode::kFormat,
                cat(where_, ": ", human_bytes(static_cast<double>(size)), ", more than the ",
                    human_bytes(static_cast<double>(limit)), " read here"));
  }
  if (auto bytes = read_single_chunk(size)) return std::move(*bytes);
  const LibraryLock lock;
  check_stored();
  std::vector<std::byte> bytes(size);
  const Handle type = make_type(*type_, where_);
  check_status(H5Dread(handle_.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()),
               ErrorCode::kFormat, where_, "read its values");
  return bytes;
}

// Absent if the array is stored in another way, which the library reads.
std::optional<std::vector<std::byte>> Dataset::read_single_chunk(std::size_t size) const {
  std::vector<std::byte> stream;
  bool shuffled = false;
  {
    const LibraryLock lock;
    const Storage s = describe_storage(handle_, extents_.size(), where_);
    check_plausible(s, size, type_->bytes, where_);
    const Handle type(H5Dget_type(handle_.id()), where_, "read its type");
    if (!is_one_deflated_chunk(s, extents_) ||
        H5Tequal(type.id(), make_type(*type_, where_).id()) <= 0) {
      return std::nullopt;
    }
    shuffled = is_shuffled(s);
    const std::vector<hsize_t> origin(extents_.size(), 0);
    hsize_t chunk_bytes = 0;
    check_status(H5Dget_chunk_storage_size(handle_.id(), origin.data(), &chunk_bytes),
                 ErrorCode::kFormat, where_, "size its chunk");
    if (chunk_bytes > s.stored_bytes) {
      throw Error(ErrorCode::kFormat, cat(where_, ": promises more data than the file holds"));
    }
    stream.resize(chunk_bytes);
    std::uint32_t skipped_filters = 0;
    check_status(
        H5Dread_chunk(handle_.id(), H5P_DEFAULT, origin.data(), &skipped_filters, stream.data()),
        ErrorCode::kFormat, where_, "read its chunk");
    if (skipped_filters != 0) return std::nullopt;
  }
  auto bytes = inflate(stream, size);
  if (!bytes) {
    throw Error(ErrorCode::kFormat, cat(where_, ": the compressed values are damaged"));
  }
  if (shuffled && type_->bytes > 1) *bytes = unshuffle_bytes(*bytes, type_->bytes);
  return bytes;
}

void Dataset::check_rows(std::int64_t first, std::int64_t count, std::size_t bytes) const {
  const std::size_t size = byte_size();
  if (extents_.empty() || first < 0 || count < 0 || first > extents_[0] ||
      count > extents_[0] - first ||
      (extents_[0] > 0 &&
       bytes != size / static_cast<std::size_t>(extents_[0]) * static_cast<std::size_t>(count))) {
    throw Error(ErrorCode::kShape,
                cat(where_, ": rows ", first, " to ", first + count, " of ",
                    extents_.empty() ? 0 : extents_[0], " in ", bytes, " bytes"));
  }
}

namespace {

// Calls `transfer` with the memory and file selections of some rows. Call under the lock.
template <class Transfer>
void with_rows(const Handle& dataset, const Extents& extents, const std::string& where,
               std::int64_t first, std::int64_t count, Transfer transfer) {
  Extents sizes = extents;
  sizes[0] = count;
  std::vector<hsize_t> start(extents.size(), 0);
  start[0] = static_cast<hsize_t>(first);
  const std::vector<hsize_t> block(sizes.begin(), sizes.end());
  const Handle memory = make_space(sizes, where);
  const Handle file(H5Dget_space(dataset.id()), where, "read its extents");
  check_status(
      H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr),
      ErrorCode::kFormat, where, "select rows");
  transfer(memory.id(), file.id());
}

}  // namespace

void Dataset::read_rows(std::int64_t first, std::int64_t count, std::span<std::byte> out) const {
  check_rows(first, count, out.size());
  if (out.empty()) return;
  const LibraryLock lock;
  check_stored();
  const Handle type = make_type(*type_, where_);
  with_rows(handle_, extents_, where_, first, count, [&](hid_t memory, hid_t file) {
    check_status(H5Dread(handle_.id(), type.id(), memory, file, H5P_DEFAULT, out.data()),
                 ErrorCode::kFormat, where_, "read its values");
  });
}

void Dataset::write_rows(std::int64_t first, std::int64_t count, std::span<const std::byte> rows) {
  check_rows(first, count, rows.size());
  if (rows.empty()) return;
  const LibraryLock lock;
  const Handle type = make_type(*type_, where_);
  with_rows(handle_, extents_, where_, first, count, [&](hid_t memory, hid_t file) {
    check_status(H5Dwrite(handle_.id(), type.id(), memory, file, H5P_DEFAULT, rows.data()),
                 ErrorCode::kIo, where_, "write its values");
  });
}

void Dataset::check_stored() const {
  if (is_checked_) return;
  const LibraryLock lock;
  const std::size_t element_bytes = type_ ? type_->bytes : kTextReferenceBytes;
  const Storage s = describe_storage(handle_, extents_.size(), where_);
  check_plausible(s, checked_size(extents_, element_bytes, where_), element_bytes, where_);
  check_chunks(handle_, s, extents_, element_bytes, where_);
  is_checked_ = true;
}

std::vector<std::string> Dataset::read_texts() const {
  const LibraryLock lock;
  const Handle type(H5Dget_type(handle_.id()), where_, "read its type");
  if (extents_.size() != 1 || H5Tget_class(type.id()) != H5T_STRING) {
    throw Error(ErrorCode::kFormat, cat(where_, ": is not a list of texts"));
  }
  check_stored();
  return read_text_values(
      handle_, type.id(), static_cast<std::size_t>(extents_[0]), where_,
      [&](hid_t memory_type, void* out) {
        check_status(H5Dread(handle_.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out),
                     ErrorCode::kFormat, where_, "read its texts");
      });
}

}  // namespace chordae::hdf5
