// What long-axis views say about a stack, from maps that are right.
#include "chordae/pipeline/long_axis_views.h"

#include <gtest/gtest.h>

#include <iostream>

#include "chordae/base/strings.h"
#include "chordae/phantom/stream.h"
#include "chordae/pipeline/default_model.h"
#include "support/label_maps.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// A study of all views, seen perfectly.
struct Seen {
  Study study;
  SaxStack stack;
  StackMaps maps;
  StackVolumes volumes;
  std::vector<LongAxisView> views;
};

SliceMaps maps_of(const StackSlice& place, const ScenePicture& truth) {
  SliceMaps m;
  m.grid = {96,
            2,
            0.5 * static_cast<double>(truth.rows - 1),
            0.5 * static_cast<double>(truth.columns - 1),
            place.row_mm,
            place.column_mm};
  m.frames = truth.frames;
  const auto share = [&](Label label) {
    return test::label_share(truth.labels, *place.cine, m.grid, label);
  };
  m.cavity = share(Label::kLvCavity);
  m.myocardium = share(Label::kLvMyocardium);
  m.right_ventricle = share(Label::kRvCavity);
  m.outflow = share(Label::kLeftAtrium);
  const auto aorta = share(Label::kAorta);
  for (std::size_t i = 0; i < aorta.size(); ++i) m.outflow[i] += aorta[i];
  m.presence.assign(static_cast<std::size_t>(m.frames), 1.0f);
  return m;
}

/// The stack's first `left_out` slices are missing.
Seen look(std::size_t left_out) {
  static const StreamStudy made = [] {
    StreamConfig config;
    config.rows = config.columns = 112;
    config.frames = 8;
    config.pixel_mm = 1.8;
    config.realism = 1;
    config.offset_mm = 0;
    config.long_axis = true;
    return HeartStream(config, 6).study(1);
  }();
  Seen out;
  out.study = synthetic_study(made);
  auto& sax = out.study.series.front().cine.slices;
  sax.erase(sax.begin(), sax.begin() + static_cast<std::ptrdiff_t>(left_out));
  out.stack = arrange_stack(out.study.series.front().cine);
  for (const StackSlice& s : out.stack.slices) {
    out.maps.maps.push_back(maps_of(s, made.slices[s.index + left_out].picture));
  }
  out.volumes = compute_stack_volumes(out.stack, out.maps.maps);
  std::size_t at = sax.size() + left_out;
  for (std::size_t v = 1; v < out.study.series.size(); ++v, ++at) {
    const CineSlice& cine = out.study.series[v].cine.slices.front();
    StackSlice place;
    place.cine = &cine;
    place.row_mm = cine.geometry.row_spacing_mm;
    place.column_mm = cine.geometry.column_spacing_mm;
    out.views.push_back({out.study.series[v].id, &cine, maps_of(place, made.slices[at].picture)});
  }
  return out;
}

TEST(LongAxisViews, SayWhereTheBaseIs) {
  const Seen whole = look(0);
  ASSERT_EQ(whole.views.size(), 3u);
  const auto said = compare_long_axis(whole.stack, whole.maps, whole.volumes, whole.views);
  EXPECT_EQ(said.views, 3u);
  ASSERT_TRUE(said.base_beyond_stack_mm);
  std::cout << "gap " << whole.stack.gap_mm << " mm, base beyond the stack "
            << *said.base_beyond_stack_mm << " mm\n";
  EXPECT_LT(std::abs(*said.base_beyond_stack_mm), whole.stack.gap_mm);
  // Slices of the body are ventricle at every moment; the share never rises towards the atrium.
  const auto& areas = whole.volumes.cavity_mm2;
  double largest = 0;
  for (const auto& slice : areas) largest = std::max(largest, slice[0]);
  std::size_t body = 0, atrial = 0;
  for (std::size_t s = 0; s < areas.size(); ++s) {
    for (std::size_t t = 0; t < areas[s].size(); ++t) {
      const double share = said.ventricle_share[s][t];
      if (share < 0) continue;
      if (areas[s][t] > 0.7 * largest) {
        ++body;
        EXPECT_GT(share, 0.5) << "slice " << s << " moment " << t;
      }
      if (areas[s][t] == 0) {
        ++atrial;
        EXPECT_LT(share, 0.5) << "slice " << s << " moment " << t;
      }
    }
  }
  EXPECT_GT(body, 10u);
  EXPECT_GT(atrial, 3u);

  // Without its basal slices the stack does not cover the base, and the views know by how much.
  std::size_t first = whole.stack.slices.size();  // in the series, base first
  for (std::size_t s = 0; s < whole.stack.slices.size(); ++s) {
    if (!whole.volumes.regions[s].is_empty) first = std::min(first, whole.stack.slices[s].index);
  }
  const Seen cut = look(first + 2);
  const auto missing = compare_long_axis(cut.stack, cut.maps, cut.volumes, cut.views);
  ASSERT_TRUE(missing.base_beyond_stack_mm);
  EXPECT_NEAR(*missing.base_beyond_stack_mm, *said.base_beyond_stack_mm + 2 * whole.stack.gap_mm,
              4);
}

TEST(LongAxisViews, SayNothingOfAnotherHeartOrWithoutPositions) {
  Seen seen = look(0);
  for (LongAxisView& view : seen.views) {
    std::fill(view.maps.cavity.begin(), view.maps.cavity.end(), 0.0f);
  }
  EXPECT_EQ(compare_long_axis(seen.stack, seen.maps, seen.volumes, seen.views).views, 0u);
  const HeartModel model = HeartModel::make_random({}, 1);
  for (CineSlice& slice : seen.study.series.front().cine.slices)
    slice.geometry.has_position = false;
  seen.stack = arrange_stack(seen.study.series.front().cine);
  EXPECT_TRUE(
      segment_long_axis(seen.study, seen.stack, seen.maps, seen.volumes, model, {}).empty());
}

TEST(StackVolumes, TrustWeighsSlicesAtTheirMoments) {
  const Seen seen = look(0);
  std::vector<std::vector<double>> trust(
      seen.maps.maps.size(),
      std::vector<double>(static_cast<std::size_t>(seen.maps.maps[0].frames), 1));
  EXPECT_EQ(compute_stack_volumes(seen.stack, seen.maps.maps, trust).edv_ml, seen.volumes.edv_ml);
  for (auto& slice : trust) slice[0] = 0.5;
  EXPECT_DOUBLE_EQ(compute_stack_volumes(seen.stack, seen.maps.maps, trust).raw_curve_ml[0],
                   0.5 * seen.volumes.raw_curve_ml[0]);
  trust.pop_back();
  EXPECT_EQ(test::error_code_of([&] { compute_stack_volumes(seen.stack, seen.maps.maps, trust); }),
            ErrorCode::kShape);
}

}  // namespace
}  // namespace chordae
