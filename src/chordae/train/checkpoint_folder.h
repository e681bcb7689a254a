#pragma once
// The checkpoints of one run: their names, which are kept, and the newest that can be read.

#include <filesystem>
#include <memory>
#include <vector>

#include "chordae/train/checkpoint.h"

namespace chordae {

/// "update-00005000.safetensors"
std::filesystem::path checkpoint_path(const std::filesystem::path& folder, std::int64_t update);

/// Updates of which the folder has a checkpoint, newest first.
std::vector<std::int64_t> list_checkpoints(const std::filesystem::path& folder);

/// Removes all but the newest `keep` and the one of `best_update` (-1: none).
void prune_checkpoints(const std::filesystem::path& folder, std::int64_t keep,
                       std::int64_t best_update);

/// The newest that can be read. One that is damaged is renamed to "….damaged", with a warning in
/// the log, and the one before it is taken. Null if the folder has none. Errors  kFormat if it has
/// some and all are damaged
std::unique_ptr<Checkpoint> open_newest_checkpoint(const std::filesystem::path& folder);

}  // namespace chordae
