#pragma once
// Training studies of the phantom's stream as plain arrays, for whoever trains elsewhere.

#include <cstdint>
#include <filesystem>
#include <functional>

#include "chordae/phantom/stream.h"

namespace chordae {

/// Writes studies 0 to `studies` - 1 to a new folder:
///   <n>_signal.npy  (S, T, H, W) float32, arterial blood about 1
///   <n>_labels.npy  (S, T, H, W) uint8, Label of every pixel
///   stream.csv      one row a study: volumes, spacing, conditions; lv_ml one a frame
/// Written aside and renamed as a whole.
/// Errors kUsage (`out` holds something), kIo, kConfig, kCancelled
void export_stream(const std::filesystem::path& out, const StreamConfig& config, std::uint64_t seed,
                   std::int64_t studies, int threads, const std::function<void()>& on_study = {});

}  // namespace chordae
