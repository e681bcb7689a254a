#include "chordae/pipeline/study_clips.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/data/transform.h"
#include "chordae/image/heart_finder.h"

namespace chordae {

StudyClips make_study_clips(const Study& study, const TransformConfig& config) {
  StudyClips result;
  for (const auto& series : study.series) {
    if (!series.verdict.accepted) continue;
    const auto& slices = series.cine.slices;
    std::optional<std::vector<HeartLocation>> hearts;
    if (config.kind == "physical") hearts = try_find_heart(series.cine);
    const bool is_stack = series.verdict.view == View::kSax;
    const std::size_t first = is_stack || slices.empty() ? 0 : slices.size() / 2;
    const std::size_t last = is_stack ? slices.size() : std::min(first + 1, slices.size());
    for (std::size_t s = first; s < last; ++s) {
      const CineSlice& slice = slices[s];
      try {
        result.inputs.push_back(
            transform_clip(slice, config, hearts ? std::optional((*hearts)[s]) : std::nullopt));
      } catch (Error& e) {
        throw e.add_context(cat("transforming series ", series.id, ", slice ", s));
      }
      ClipEmbedding clip;
      clip.study_key = study.study_key;
      clip.patient_key = study.patient_key;
      clip.series_id = series.id;
      clip.view = view_name(series.verdict.view);
      clip.slice = static_cast<std::int64_t>(s);
      clip.frames = slice.frames;
      clip.slice_position_mm = slice.geometry.has_position ? slice.geometry.position_along_normal_mm() : 0;
      result.clips.push_back(std::move(clip));
    }
  }
  return result;
}

}  // namespace chordae
