#include "chordae/io/hdf5/storage.h"

#include <hdf5.h>

#include <algorithm>
#include <span>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/deflate.h"
#include "chordae/io/hdf5/library.h"

namespace chordae::hdf5 {
namespace {

// Small arrays may be constant; large ones of that kind are decompression bombs.
constexpr std::size_t kLargeArray = std::size_t{1} << 30;
constexpr std::size_t kLargeArrayRatio = 64;
constexpr std::size_t kMaxChunks = std::size_t{1} << 20;
constexpr std::size_t kChecksumBytes = 4;

Error too_large(const std::string& where) {
  return Error(ErrorCode::kFormat, cat(where, ": promises more data than the file holds"));
}

// Whether `stored` becomes `size` bytes. HDF5 leaves out filters that did not pay: the bits of
// `skipped`.
bool has_size(std::span<const std::byte> stored, const std::vector<int>& filters, unsigned skipped,
              std::size_t size) {
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (skipped >> i & 1) continue;
    if (filters[i] == H5Z_FILTER_FLETCHER32) size += kChecksumBytes;
    if (filters[i] != H5Z_FILTER_DEFLATE) continue;
    std::size_t sums = 0;  // over the deflated bytes
    for (std::size_t k = i + 1; k < filters.size(); ++k) {
      if (skipped >> k & 1) continue;
      if (filters[k] == H5Z_FILTER_DEFLATE) return false;
      if (filters[k] == H5Z_FILTER_FLETCHER32) sums += kChecksumBytes;
    }
    return sums <= stored.size() && inflate(stored.first(stored.size() - sums), size).has_value();
  }
  return stored.size() == size;
}

// Calls `visit` with the origin of each chunk.
template <class Visit>
void for_each_chunk(const Extents& extents, const Extents& chunk, const Visit& visit) {
  std::vector<hsize_t> origin(extents.size(), 0);
  if (std::find(extents.begin(), extents.end(), 0) != extents.end()) return;
  for (;;) {
    visit(origin);
    std::size_t axis = extents.size();
    while (axis-- > 0) {
      origin[axis] += static_cast<hsize_t>(chunk[axis]);
      if (origin[axis] < static_cast<hsize_t>(extents[axis])) break;
      origin[axis] = 0;
      if (axis == 0) return;
    }
  }
}

}  // namespace

std::size_t checked_size(const Extents& extents, std::size_t element_bytes,
                         const std::string& where) {
  std::size_t size = element_bytes;
  for (const auto extent : extents) {
    if (__builtin_mul_overflow(size, static_cast<std::size_t>(extent), &size)) {
      throw too_large(where);
    }
  }
  return size;
}

Storage describe_storage(const Handle& dataset, std::size_t rank, const std::string& where) {
  const Handle plan(H5Dget_create_plist(dataset.id()), where, "read how it is stored");
  Storage s;
  const H5D_layout_t layout = H5Pget_layout(plan.id());
  if (layout == H5D_VIRTUAL || H5Pget_external_count(plan.id()) > 0) {
    throw Error(ErrorCode::kUnsupported,
                cat(where, ": its data lie in another file; copy them into one (h5repack)"));
  }
  s.is_chunked = layout == H5D_CHUNKED;
  if (s.is_chunked) {
    std::vector<hsize_t> sizes(rank);
    check_status(H5Pget_chunk(plan.id(), static_cast<int>(rank), sizes.data()), ErrorCode::kFormat,
                 where, "read its chunk size");
    s.chunk.assign(sizes.begin(), sizes.end());
    if (rank == 0 || std::find(s.chunk.begin(), s.chunk.end(), 0) != s.chunk.end()) {
      throw Error(ErrorCode::kFormat, cat(where, ": chunks without extent"));
    }
  }
  const int filters = H5Pget_nfilters(plan.id());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = H5Pget_filter2(plan.id(), static_cast<unsigned>(i), &flags, &values,
                                               nullptr, 0, nullptr, nullptr);
    check_status(filter, ErrorCode::kFormat, where, "read its filters");
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE &&
        filter != H5Z_FILTER_FLETCHER32) {
      throw Error(ErrorCode::kUnsupported, cat(where, ": is compressed by HDF5 filter ", filter,
                                               "; convert the file: h5repack -f GZIP=1"));
    }
    s.filters.push_back(filter);
  }
  const Handle file(H5Iget_file_id(dataset.id()), where, "find its file");
  hsize_t file_bytes = 0;
  check_status(H5Fget_filesize(file.id(), &file_bytes), ErrorCode::kFormat, where, "size its file");
  s.stored_bytes =
      static_cast<std::size_t>(std::min<hsize_t>(H5Dget_storage_size(dataset.id()), file_bytes));
  return s;
}

void check_plausible(const Storage& s, std::size_t size, std::size_t element_bytes,
                     const std::string& where) {
  const std::size_t ratio = s.filters.empty()    ? 1
                            : size > kLargeArray ? kLargeArrayRatio
                                                 : kMaxDeflateRatio;
  if (size > 64 && (size - 64) / ratio > s.stored_bytes) throw too_large(where);
  constexpr std::size_t kSlack = std::size_t{1} << 20;
  if (!s.chunk.empty() && checked_size(s.chunk, element_bytes, where) / 2 > size + kSlack) {
    throw Error(ErrorCode::kFormat, cat(where, ": chunks larger than the array"));
  }
}

void check_chunks(const Handle& dataset, const Storage& s, const Extents& extents,
                  std::size_t element_bytes, const std::string& where) {
  if (!s.is_chunked) return;
  std::size_t chunks = 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const auto along = static_cast<std::size_t>((extents[i] - 1) / s.chunk[i] + 1);
    if (extents[i] > 0 && along > kMaxChunks / chunks) {
      throw Error(ErrorCode::kUnsupported,
                  cat(where, ": in more than ", kMaxChunks, " chunks; convert the file: h5repack"));
    }
    chunks *= std::max<std::size_t>(1, along);
  }
  const std::size_t size = checked_size(s.chunk, element_bytes, where);
  std::vector<std::byte> stored;
  for_each_chunk(extents, s.chunk, [&](const std::vector<hsize_t>& origin) {
    unsigned skipped = 0;
    haddr_t address = HADDR_UNDEF;
    hsize_t bytes = 0;
    check_status(
        H5Dget_chunk_info_by_coord(dataset.id(), origin.data(), &skipped, &address, &bytes),
        ErrorCode::kFormat, where, "find a chunk");
    if (address == HADDR_UNDEF) return;  // never written: the library fills it
    if (bytes > s.stored_bytes) throw too_large(where);
    stored.resize(bytes);
    check_status(H5Dread_chunk(dataset.id(), H5P_DEFAULT, origin.data(), &skipped, stored.data()),
                 ErrorCode::kFormat, where, "read a chunk");
    if (!has_size(stored, s.filters, skipped, size)) {
      throw Error(ErrorCode::kFormat, cat(where, ": a chunk is damaged"));
    }
  });
}

}  // namespace chordae::hdf5
