#pragma once
// What makes a folder a study store: `chordae-store.json` with the format version and the
// fingerprint of the key whose pseudonyms the store holds. For the other files of this room.

#include <filesystem>

#include "chordae/store/pseudonym.h"

namespace chordae {

inline constexpr const char* kMarkerName = "chordae-store.json";
inline constexpr const char* kKeyName = "pseudonym.key";
inline constexpr const char* kCatalogueName = "catalogue.sqlite";
inline constexpr const char* kStudiesFolder = "studies";

/// The key of an existing store, or of a new one in an absent or empty folder (a key that already
/// lies there is taken). Errors   kFormat if the folder holds something else; kConfig if the key is
/// not the store's; kIo if the store has lost its key; kUnsupported if it is of a newer version.
PseudonymKey open_or_mark_store(const std::filesystem::path& folder);

/// Returns the fingerprint. Errors kIo if there is no store; kFormat and kUnsupported as above.
std::string check_store_marker(const std::filesystem::path& folder);

}  // namespace chordae
