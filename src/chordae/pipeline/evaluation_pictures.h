#pragma once
// The hardest cases of an evaluation as small pictures from the study store.

#include <filesystem>
#include <span>
#include <vector>

#include "chordae/eval/report.h"

namespace chordae {

/// Three slices of the longest short-axis stack (any accepted series if there is none) at four
/// phases. Cases that the store doesn't have, or that have nothing to draw, are left out.
/// Errors  kIo, kFormat
std::vector<eval::CasePicture> draw_cases(const std::filesystem::path& store,
                                          const eval::EvaluationData& data,
                                          std::span<const std::uint32_t> rows);

}  // namespace chordae
