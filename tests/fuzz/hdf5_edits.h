#pragma once
// A well-formed HDF5 file with hostile contents: a good one, changed through the library as the
// fuzzer's bytes say. Other attributes, other arrays, other links. (Files that are damaged below
// that level are fuzz_hdf5's; docs/robustness.md says what is known of them.)

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace chordae::fuzz {

/// A copy of `good` with up to eight changes.
std::filesystem::path edited_hdf5(const std::filesystem::path& good,
                                  std::span<const std::uint8_t> data);

}  // namespace chordae::fuzz
