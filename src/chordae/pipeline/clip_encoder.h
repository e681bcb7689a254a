#pragma once
// What embedding needs of an encoder: what its clips are, and one vector a clip. Two of them: the
// video tower, and the heart segmenter whose pooled features describe the beat that it outlines.

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "chordae/models/video_encoder.h"
#include "chordae/pipeline/heart_model.h"
#include "chordae/pipeline/study_clips.h"

namespace chordae {

struct ClipVectors {
  at::Tensor embedding;  ///< (D) float32, L2 norm 1
  at::Tensor features;   ///< (F) float32, before projection or scaling
};

class ClipEncoder {
 public:
  virtual ~ClipEncoder() = default;
  /// Model, hash, configurations and both widths; precision is the caller's.
  virtual EmbeddingProvenance provenance() const = 0;
  /// The clips of the accepted series of these views, with what encode() takes. One thread.
  virtual StudyClips make_clips(const Study& study, const std::vector<std::string>& views) const = 0;
  /// Called from several threads at once. Errors  kShape
  virtual ClipVectors encode(const at::Tensor& clip, bool bf16) const = 0;
};

std::unique_ptr<ClipEncoder> make_clip_encoder(VideoEncoder encoder);

/// The heart segmenter as an encoder: each clip is centred on the ventricle as it outlines it in
/// the stack (where the beat is, in long-axis views), and its vector is what the segmenter's
/// deepest scale shows, averaged over the picture: mean over the beat and reach during it.
std::unique_ptr<ClipEncoder> make_clip_encoder(HeartModel model);

/// The model's name in embedding stores and for `embed --model`.
inline constexpr const char* kHeartSegmenterName = "heart_segmenter";

/// Weights of either kind, by what the file says of itself. Errors  as their load()
std::unique_ptr<ClipEncoder> load_clip_encoder(const std::filesystem::path& path);

}  // namespace chordae
