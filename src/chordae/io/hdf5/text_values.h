#pragma once
// Text arrays of attributes and datasets: fixed width as written here, or of any length as h5py
// writes them. Not for other rooms.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "chordae/io/hdf5/hdf5.h"

namespace chordae::hdf5 {

/// Reads `elements` texts of the type `type_id` from the attribute or dataset `object`; `read`
/// fills a buffer of a given memory type. Call under the lock.
/// Errors kFormat: more than 256 MiB of text.
std::vector<std::string> read_text_values(
    const Handle& object, std::int64_t type_id, std::size_t elements, const std::string& where,
    const std::function<void(std::int64_t memory_type, void* out)>& read);

/// Width of the longest, at least 1.
std::size_t text_width(std::span<const std::string> values);
/// (N, width) bytes, each text cut or padded with zeros to `width`.
std::vector<char> pack_texts(std::span<const std::string> values, std::size_t width);
/// The reverse: trailing zeros go.
std::vector<std::string> unpack_texts(std::span<const char> packed, std::size_t width);

}  // namespace chordae::hdf5
