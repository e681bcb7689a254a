#pragma once
// Text arrays of attributes and datasets: fixed width as written here, or of any length as h5py
// writes them. Not for other rooms.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace chordae::hdf5 {

/// Fills a buffer of a given memory type. Where that holds texts of any length, HDF5 is to take
/// memory for them as the transfer property list `plan` says.
using ReadTexts = std::function<void(std::int64_t memory_type, std::int64_t plan, void* out)>;

/// Reads `elements` texts of the file type `type_id`. Call under the lock.
/// Errors kFormat: more than 256 MiB of text.
std::vector<std::string> read_text_values(std::int64_t type_id, std::size_t elements,
                                          const std::string& where, const ReadTexts& read);

/// Width of the longest, at least 1.
std::size_t text_width(std::span<const std::string> values);
/// (N, width) bytes, each text cut or padded with zeros to `width`.
std::vector<char> pack_texts(std::span<const std::string> values, std::size_t width);
/// The reverse: trailing zeros go.
std::vector<std::string> unpack_texts(std::span<const char> packed, std::size_t width);

}  // namespace chordae::hdf5
