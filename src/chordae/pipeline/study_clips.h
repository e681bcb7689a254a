#pragma once
// The clips of a stored study, transformed for an encoder: the one way from the store to a tensor.

#include <ATen/core/Tensor.h>

#include <vector>

#include "chordae/store/embedding_store.h"
#include "chordae/store/study.h"
#include "chordae/tensor/transform_config.h"

namespace chordae {

struct StudyClips {
  std::vector<ClipEmbedding> clips;  ///< provenance of each clip; vectors still empty
  std::vector<at::Tensor> inputs;    ///< one a clip, (3, T, H, W) float32
};

/// All clips of all accepted series, ordered by series and slice. Slices without pixels are left out.
StudyClips make_study_clips(const Study& study, const TransformConfig& config);

}  // namespace chordae
