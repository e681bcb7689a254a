#include "chordae/pipeline/study_clips.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/data/transform.h"
#include "chordae/image/heart_finder.h"

namespace chordae {

std::int64_t clips_of_series(View view, std::int64_t slices) {
  return view == View::kSax ? slices : std::min<std::int64_t>(slices, 1);
}

namespace {

bool is_wanted(const StudySeries& series, const std::vector<std::string>& views) {
  return series.verdict.accepted && std::ranges::find(views, view_name(series.verdict.view)) != views.end();
}

std::vector<ClipSource> describe_clips(const Study& study, const StudySeries& series) {
  const auto& slices = series.cine.slices;
  const auto count =
      static_cast<std::size_t>(clips_of_series(series.verdict.view, static_cast<std::int64_t>(slices.size())));
  const std::size_t first = (slices.size() - count + 1) / 2;
  std::vector<ClipSource> clips;
  for (std::size_t s = first; s < first + count; ++s) {
    const Geometry& g = slices[s].geometry;
    clips.push_back({.study_key = study.study_key,
                     .patient_key = study.patient_key,
                     .series_id = series.id,
                     .source_hash = series.source_hash,
                     .view = std::string(view_name(series.verdict.view)),
                     .slice = static_cast<std::int64_t>(s),
                     .frames = slices[s].frames,
                     .slice_position_mm = g.has_position ? g.position_along_normal_mm() : 0});
  }
  return clips;
}

}  // namespace

std::vector<ClipSource> clips_of_study(const Study& study, const std::vector<std::string>& views) {
  std::vector<ClipSource> clips;
  for (const auto& series : study.series) {
    if (is_wanted(series, views)) std::ranges::move(describe_clips(study, series), std::back_inserter(clips));
  }
  return clips;
}

StudyClips make_study_clips(const Study& study, const TransformConfig& config, const std::vector<std::string>& views) {
  StudyClips result;
  for (const auto& series : study.series) {
    if (!is_wanted(series, views)) continue;
    std::optional<std::vector<HeartLocation>> hearts;
    if (config.kind == "physical") hearts = try_find_heart(series.cine);
    for (auto& clip : describe_clips(study, series)) {
      const auto s = static_cast<std::size_t>(clip.slice);
      try {
        result.inputs.push_back(
            transform_clip(series.cine.slices[s], config, hearts ? std::optional((*hearts)[s]) : std::nullopt));
      } catch (Error& e) {
        throw e.add_context(cat("transforming series ", series.id, ", slice ", s));
      }
      result.clips.push_back({std::move(clip), {}, {}});
    }
  }
  return result;
}

}  // namespace chordae
