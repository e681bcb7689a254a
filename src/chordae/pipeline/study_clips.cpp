#include "chordae/pipeline/study_clips.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/data/transform.h"
#include "chordae/image/heart_finder.h"

namespace chordae {

std::int64_t clips_of_series(View view, std::int64_t slices) {
  return view == View::kSax ? slices : std::min<std::int64_t>(slices, 1);
}

StudyClips make_study_clips(const Study& study, const TransformConfig& config, const std::vector<std::string>& views) {
  StudyClips result;
  for (const auto& series : study.series) {
    const std::string view(view_name(series.verdict.view));
    if (!series.verdict.accepted || std::ranges::find(views, view) == views.end()) continue;
    const auto& slices = series.cine.slices;
    std::optional<std::vector<HeartLocation>> hearts;
    if (config.kind == "physical") hearts = try_find_heart(series.cine);
    const auto count =
        static_cast<std::size_t>(clips_of_series(series.verdict.view, static_cast<std::int64_t>(slices.size())));
    const std::size_t first = (slices.size() - count + 1) / 2;
    for (std::size_t s = first; s < first + count; ++s) {
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
      clip.view = view;
      clip.slice = static_cast<std::int64_t>(s);
      clip.frames = slice.frames;
      clip.slice_position_mm = slice.geometry.has_position ? slice.geometry.position_along_normal_mm() : 0;
      result.clips.push_back(std::move(clip));
    }
  }
  return result;
}

}  // namespace chordae
