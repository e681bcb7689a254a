#pragma once
// The clips of a stored study, transformed for an encoder: the one way from the store to a tensor.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/store/embedding_store.h"
#include "chordae/store/study.h"
#include "chordae/tensor/transform_config.h"

namespace chordae {

struct StudyClips {
  std::vector<ClipEmbedding> clips;  ///< provenance of each clip; vectors still empty
  std::vector<at::Tensor> inputs;    ///< one a clip, (3, T, H, W) float32
};

/// Long-axis series give one clip (their middle slice), a short-axis stack one a slice.
std::int64_t clips_of_series(View view, std::int64_t slices);

/// What the clips of the accepted series of these views ("SAX", "2CH", …) are, ordered by series and
/// slice. A study without pixels will do.
std::vector<ClipSource> clips_of_study(const Study& study, const std::vector<std::string>& views);

/// The same clips with their tensors.
StudyClips make_study_clips(const Study& study, const TransformConfig& config, const std::vector<std::string>& views);

}  // namespace chordae
