#pragma once
// One embedding a case for the map of an evaluation: the mean of a study's clips.

#include <filesystem>

#include "chordae/eval/report.h"

namespace chordae {

/// Cases are found by their study key, the id that `predict` and `embed` write; those without clips
/// are left out.
/// Errors  kIo, kFormat; kUsage: no case has an embedding
eval::EmbeddingInput read_case_embeddings(const std::filesystem::path& path,
                                          const eval::EvaluationData& data);

}  // namespace chordae
