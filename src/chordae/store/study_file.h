#pragma once
// The layout of one study in HDF5 (docs/formats/study-store.md), for the other files of this room.
// The public functions are in study_store.h.

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "chordae/store/study.h"

namespace chordae {

inline constexpr std::string_view kStudyFormat = "chordae-study";
inline constexpr std::int64_t kStudyVersion = 1;

/// Order of series ids: s99 before s100.
inline bool series_comes_before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// Writes the bytes of a study file to `path` itself, a temporary name.
/// Errors   kIo; kShape and kNumeric of `check_slice`; kUsage if series ids are not in order.
void save_study(const std::filesystem::path& path, const Study& study);

}  // namespace chordae
