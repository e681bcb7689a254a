#pragma once
// Texts of any length, as h5py writes them: the array holds references into heaps elsewhere in the
// file. Not for other rooms.
//
// Note [Texts of any length]
// HDF5 1.10 takes memory for the length that a reference claims, then copies as many bytes as the
// heap says: a hostile file makes it allocate gigabytes, or write past the end. So references are
// read as they lie in the file, and the heaps are walked here, every size checked.
// Source: HDF5 file format specification 3.0, III.E (global heap) and IV.A.2.d (class 9).

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "chordae/io/hdf5/hdf5.h"

namespace chordae::hdf5 {

inline constexpr std::size_t kTextReferenceBytes = 16;  // length, heap address, index

/// The memory type that leaves references as they are in the file.
Handle text_reference_type(const std::string& where);

/// The texts that `references` name, in the file of `object`, each up to its first NUL. Call under
/// the lock. Errors kFormat: outside the file or its heaps, more than 256 MiB.
std::vector<std::string> read_referenced_texts(const Handle& object,
                                               std::span<const std::byte> references,
                                               const std::string& where);

}  // namespace chordae::hdf5
