#pragma once
// How a file says that an array is stored, and whether that can be true: HDF5 1.10 takes memory for
// what is promised, and reads past the end of a chunk that holds less than it should. Not for other
// rooms; all under the lock.

#include <cstddef>
#include <string>
#include <vector>

#include "chordae/io/hdf5/hdf5.h"

namespace chordae::hdf5 {

struct Storage {
  bool is_chunked = false;
  Extents chunk;
  std::vector<int> filters;  ///< H5Z_FILTER_SHUFFLE, _DEFLATE or _FLETCHER32
  std::size_t stored_bytes = 0;
};

/// Errors kUnsupported: data in other files, other filters.
Storage describe_storage(const Handle& dataset, std::size_t rank, const std::string& where);

/// Bytes of an array. Errors kFormat on overflow.
std::size_t checked_size(const Extents& extents, std::size_t element_bytes,
                         const std::string& where);

/// Errors kFormat: an array larger than what its stored bytes can inflate to, or a huge chunk.
void check_plausible(const Storage& s, std::size_t size, std::size_t element_bytes,
                     const std::string& where);

/// Inflates every chunk to see that it has its size. Errors kFormat; kUnsupported: over 2^20
/// chunks.
void check_chunks(const Handle& dataset, const Storage& s, const Extents& extents,
                  std::size_t element_bytes, const std::string& where);

}  // namespace chordae::hdf5
