#pragma once
// What `inspect` can look at, one function a kind; inspect_command.cpp chooses.

#include <filesystem>
#include <string>

#include "chordae/cli/command.h"
#include "chordae/store/study.h"

namespace chordae {

struct InspectOptions {
  std::string study;    ///< a study of a store, by the first letters of its key
  std::string picture;  ///< .png or .gif to write, or empty
  std::string join, on = "study_uid", out;  ///< a table to join to a store's studies, see join_table
};

void inspect_store(const std::filesystem::path& path, const InspectOptions& options, const GlobalOptions& global);
void inspect_raw(const std::filesystem::path& path, const InspectOptions& options, const GlobalOptions& global);
void inspect_study_file(const std::filesystem::path& path, const InspectOptions& options,
                        const GlobalOptions& global);
void inspect_weights(const std::filesystem::path& path, const GlobalOptions& global);
void inspect_embeddings(const std::filesystem::path& path, const GlobalOptions& global);

/// Writes the table again with a first column `study`: the store's key of the study whose UID is in
/// column `on`, empty where the store doesn't hold it. Needs the store's own key file.
/// Errors kFormat (no such column), kUsage (existing output without --force).
void join_table(const std::filesystem::path& store, const InspectOptions& options, const GlobalOptions& global);

/// Contact sheet (.png) or beating picture (.gif) of all accepted series of a study.
/// Errors kUsage: another ending, no accepted series, existing file without --force.
void write_study_picture(const Study& study, const std::filesystem::path& path, bool force);

}  // namespace chordae
