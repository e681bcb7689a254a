#pragma once
// What a file or folder is, before it is opened as that.

#include <filesystem>
#include <optional>
#include <string>

namespace chordae {

/// A folder with a store's marker (which may still turn out damaged).
bool is_study_store(const std::filesystem::path& folder);

/// The `format` attribute of an HDF5 file that says one: "chordae-study", "chordae-embeddings".
/// Absent for anything that is not HDF5 or does not say. Errors kFormat for a damaged HDF5 file.
std::optional<std::string> try_chordae_format(const std::filesystem::path& file);

}  // namespace chordae
