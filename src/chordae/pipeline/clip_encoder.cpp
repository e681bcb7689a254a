#include "chordae/pipeline/clip_encoder.h"

#include <torch/torch.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/version.h"
#include "chordae/image/heart_finder.h"
#include "chordae/pipeline/segment_stack.h"
#include "chordae/train/autocast.h"

namespace chordae {
namespace {

class VideoClips : public ClipEncoder {
 public:
  explicit VideoClips(VideoEncoder encoder) : encoder_(std::move(encoder)) {}

  EmbeddingProvenance provenance() const override {
    VideoEncoderConfig model = encoder_.config();
    EmbeddingProvenance p;
    p.model = model.name;
    p.model_hash = encoder_.weights_hash();
    p.model_config = to_json(fields_of(model));
    p.transform_config = to_json(fields_of(model.transform));
    p.random_init = encoder_.is_random();
    p.chordae_version = version();
    p.embedding_width = model.projection_width;
    p.feature_width = mvit_shape(model.mvit).width_out;
    return p;
  }

  StudyClips make_clips(const Study& study, const std::vector<std::string>& views) const override {
    return make_study_clips(study, encoder_.config().transform, views);
  }

  ClipVectors encode(const at::Tensor& clip, bool bf16) const override {
    const VideoEmbedding result = encoder_.embed(clip.unsqueeze(0), bf16);
    return {result.embedding.select(0, 0), result.features.select(0, 0)};
  }

 private:
  VideoEncoder encoder_;
};

class SegmenterClips : public ClipEncoder {
 public:
  explicit SegmenterClips(HeartModel model) : model_(std::move(model)) {
    // To find the ventricle, not to measure it: one look, and another about what it showed.
    look_.passes = 2;
    look_.rotations = 1;
    look_.fine_beat = false;
    look_.precision = "fp32";
    look_.threads = 1;
  }

  EmbeddingProvenance provenance() const override {
    HeartSegmenterConfig config = model_.config();
    EmbeddingProvenance p;
    p.model = kHeartSegmenterName;
    p.model_hash = model_.weights_hash();
    p.model_config = to_json(fields_of(config));
    SegmentConfig look = look_;
    p.transform_config = to_json(fields_of(look));
    p.random_init = model_.is_random();
    p.chordae_version = version();
    p.embedding_width = p.feature_width = model_.network().feature_width();
    return p;
  }

  StudyClips make_clips(const Study& study, const std::vector<std::string>& views) const override {
    StudyClips result;
    std::string placed;
    std::vector<ClipGrid> grids;
    for (auto& clip : clips_of_study(study, views)) {
      const Cine& cine = std::ranges::find(study.series, clip.series_id, &StudySeries::id)->cine;
      try {
        if (clip.series_id != placed) grids = place_clips(cine);
        placed = clip.series_id;
        const auto s = static_cast<std::size_t>(clip.slice);
        result.inputs.push_back(make_segmenter_clip(cine.slices[s], grids[s], model_.config().frames));
      } catch (Error& e) {
        throw e.add_context(cat("preparing series ", clip.series_id, ", slice ", clip.slice));
      }
      result.clips.push_back({std::move(clip), {}, {}});
    }
    return result;
  }

  ClipVectors encode(const at::Tensor& clip, bool bf16) const override {
    const c10::InferenceMode inference;
    const Autocast products(bf16, c10::DeviceType::CPU);
    const at::Tensor features = model_.network().encode(clip.unsqueeze(0)).select(0, 0);
    return {features / features.norm().clamp_min(1e-12), features};
  }

 private:
  /// One grid a slice: about the ventricle where the stack shows one, else where it beats, else the middle.
  std::vector<ClipGrid> place_clips(const Cine& cine) const {
    const auto hearts = try_find_heart(cine);
    std::vector<ClipGrid> grids;
    for (std::size_t s = 0; s < cine.slices.size(); ++s) {
      const CineSlice& slice = cine.slices[s];
      const auto [row_mm, column_mm] = pixel_spacing_mm(slice);
      const double row = hearts ? (*hearts)[s].row : 0.5 * static_cast<double>(slice.rows - 1);
      const double column = hearts ? (*hearts)[s].column : 0.5 * static_cast<double>(slice.columns - 1);
      grids.push_back({model_.config().size, model_.config().pixel_mm, row, column, row_mm, column_mm});
    }
    if (cine.view != View::kSax) return grids;
    const SaxStack stack = arrange_stack(cine);
    if (stack.slices.empty()) return grids;
    if (const auto seen = segment_stack(stack, model_, look_)) {
      for (std::size_t i = 0; i < stack.slices.size(); ++i) grids[stack.slices[i].index] = seen->maps[i].grid;
    }
    return grids;
  }

  HeartModel model_;
  SegmentConfig look_;
};

}  // namespace

std::unique_ptr<ClipEncoder> make_clip_encoder(VideoEncoder encoder) {
  return std::make_unique<VideoClips>(std::move(encoder));
}

std::unique_ptr<ClipEncoder> make_clip_encoder(HeartModel model) {
  return std::make_unique<SegmenterClips>(std::move(model));
}

std::unique_ptr<ClipEncoder> load_clip_encoder(const std::filesystem::path& path) {
  if (is_heart_model(path)) return make_clip_encoder(HeartModel::load(path));
  return make_clip_encoder(VideoEncoder::load(path));
}

}  // namespace chordae
