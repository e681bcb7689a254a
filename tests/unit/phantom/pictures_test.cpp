// What the scene, the planes and the stream give: that pictures hold the heart that was stated.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/thread_pool.h"
#include "chordae/phantom/known_heart.h"
#include "chordae/phantom/render.h"
#include "chordae/phantom/stream.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// Volume (mL) of a label over a stack of slices `gap_mm` apart, at a frame.
double stack_ml(const std::vector<const std::vector<std::uint8_t>*>& labels, std::size_t pixels, std::size_t frame,
                double pixel_mm, double gap_mm, Label label) {
  double count = 0;
  for (const auto* slice : labels) {
    const auto first = slice->begin() + static_cast<std::ptrdiff_t>(frame * pixels);
    count += static_cast<double>(std::count(first, first + static_cast<std::ptrdiff_t>(pixels), static_cast<std::uint8_t>(label)));
  }
  return count * pixel_mm * pixel_mm * gap_mm / 1000;
}

ViewSettings settings_of(std::int64_t slices, double gap_mm, std::int64_t size, double pixel_mm) {
  ViewSettings s;
  s.sax_slices = slices;
  s.slice_gap_mm = gap_mm;
  s.thickness_mm = gap_mm;
  s.rows = s.columns = size;
  s.pixel_mm = pixel_mm;
  return s;
}

TEST(KnownHeart, MasksOfAFineStackSumToTheVolumes) {
  const KnownHeart heart = make_known_heart(settings_of(28, 4.5, 96, 1.5), 8, 3, 2);
  ASSERT_EQ(heart.views.size(), 4u);
  EXPECT_EQ(heart.views[0].view, View::kSax);
  EXPECT_EQ(heart.views[3].view, View::kFourChamber);
  std::vector<const std::vector<std::uint8_t>*> labels;
  for (const auto& slice : heart.labels) labels.push_back(&slice);
  double largest = 0, smallest = 1e9;
  for (std::size_t t = 0; t < 8; ++t) {
    const double ml = stack_ml(labels, 96 * 96, t, 1.5, 4.5, Label::kLvCavity);
    largest = std::max(largest, ml);
    smallest = std::min(smallest, ml);
  }
  EXPECT_NEAR(largest, 150, 4);
  EXPECT_NEAR(smallest, 60, 5);  // eight frames don't hit end-systole exactly
  const double muscle = stack_ml(labels, 96 * 96, 0, 1.5, 4.5, Label::kLvMyocardium);
  EXPECT_NEAR(1.05 * muscle / heart.truth.mass_g, 1, 0.08);
  for (const Cine& view : heart.views) {
    for (const CineSlice& slice : view.slices) check_slice(slice);
  }
}

TEST(KnownHeart, SamePixelsOnAnyNumberOfThreads) {
  const auto one = make_known_heart(settings_of(4, 20, 40, 5), 3, 7, 1), three = make_known_heart(settings_of(4, 20, 40, 5), 3, 7, 3);
  for (std::size_t v = 0; v < one.views.size(); ++v) {
    for (std::size_t s = 0; s < one.views[v].slices.size(); ++s) {
      EXPECT_EQ(one.views[v].slices[s].pixels, three.views[v].slices[s].pixels);
    }
  }
}

TEST(Stream, StudiesDependOnTheirNumberOnly) {
  StreamConfig config;
  config.rows = config.columns = 48;
  config.pixel_mm = 3;
  config.frames = 4;
  config.slices = 2;
  const HeartStream stream(config, 11), other(config, 12);
  std::vector<StreamStudy> in_order, in_parallel(6);
  for (std::uint64_t i = 0; i < 6; ++i) in_order.push_back(stream.study(i));
  parallel_for(6, 3, [&](std::int64_t i) { in_parallel[static_cast<std::size_t>(5 - i)] = HeartStream(config, 11).study(static_cast<std::uint64_t>(5 - i)); });
  for (std::size_t i = 0; i < 6; ++i) {
    ASSERT_EQ(in_order[i].slices.size(), 2u);
    EXPECT_EQ(in_order[i].truth.edv_ml, in_parallel[i].truth.edv_ml);
    for (std::size_t s = 0; s < 2; ++s) {
      EXPECT_EQ(in_order[i].slices[s].picture.signal, in_parallel[i].slices[s].picture.signal);
      EXPECT_EQ(in_order[i].slices[s].picture.labels, in_parallel[i].slices[s].picture.labels);
    }
  }
  EXPECT_NE(in_order[0].slices[0].picture.signal, in_order[1].slices[0].picture.signal);
  EXPECT_NE(in_order[0].slices[0].picture.signal, other.study(0).slices[0].picture.signal);
}

// Masks of the whole stack, summed as a reader would, against the volumes that come with it.
TEST(Stream, MasksAndVolumesAgree) {
  StreamConfig config;
  config.frames = 6;
  config.rows = config.columns = 80;
  config.pixel_mm = 2;
  config.pixel_spread = 0;
  config.offset_mm = 0;
  const HeartStream stream(config, 5);
  double worst = 0, sum = 0;
  const int studies = 12;
  for (std::uint64_t i = 0; i < studies; ++i) {
    const StreamStudy study = stream.study(i);
    std::vector<const std::vector<std::uint8_t>*> labels;
    for (const auto& slice : study.slices) labels.push_back(&slice.picture.labels);
    ASSERT_EQ(study.lv_ml.size(), 6u);
    const double ml = stack_ml(labels, 80 * 80, 0, study.pixel_mm, study.slice_gap_mm, Label::kLvCavity);
    EXPECT_NEAR(study.lv_ml[0], study.truth.edv_ml, 0.01 * study.truth.edv_ml);
    const double error = ml / study.lv_ml[0] - 1;
    worst = std::max(worst, std::abs(error));
    sum += error / studies;
    EXPECT_GT(study.slices.front().height, 1.0);  // begins above the base
    EXPECT_LT(study.slices.back().height, 0.15);  // reaches the apex
    for (const auto& slice : study.slices) {
      for (const float v : slice.picture.signal) ASSERT_TRUE(std::isfinite(v));
      for (const auto l : slice.picture.labels) ASSERT_LT(l, kLabelCount);
    }
  }
  // Partial volume at base and apex, and slices that breathe, are all that is between them.
  EXPECT_LT(worst, 0.15);
  EXPECT_NEAR(sum, 0, 0.05);
}

TEST(Stream, EveryEjectionFractionOccurs) {
  StreamConfig config;
  config.rows = config.columns = 16;
  config.pixel_mm = 6;
  config.frames = 1;
  config.slices = 1;
  const HeartStream stream(config, 1);
  std::array<int, 4> quarter{};
  for (std::uint64_t i = 0; i < 60; ++i) {
    const double ef = stream.study(i).truth.lvef_percent;
    EXPECT_GE(ef, 7.5);
    EXPECT_LE(ef, 80.5);
    ++quarter[static_cast<std::size_t>(std::clamp((ef - 8) / 18, 0.0, 3.99))];
  }
  for (const int n : quarter) EXPECT_GE(n, 5);
}

TEST(Render, RefusesWhatCantBe) {
  const Person person;
  const Beat beat(person);
  const auto poses = beat.poses(1);
  Geometry g = centred_plane({0, 0, 0}, {1, 0, 0}, {0, 1, 0}, settings_of(1, 8, 16, 4));
  EXPECT_EQ(test::error_code_of([&] { render_scene(person, poses, {}, g, 0, 4); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { render_scene(person, {}, {}, g, 4, 4); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { render_scene(person, poses, {}, g, 4, 4, {}, 17); }), ErrorCode::kShape);
  g.slice_thickness_mm = 0;
  EXPECT_EQ(test::error_code_of([&] { render_scene(person, poses, {}, g, 4, 4); }), ErrorCode::kNumeric);
}

TEST(Views, PlanesCutTheHeartAsTheyShould) {
  Person person;
  person.frame = HeartFrame::make({22, -8, 0}, {0.62, -0.54, -0.56}, {-0.72, -0.66, -0.10});
  ViewSettings s = settings_of(9, 10, 64, 4);
  s.planning_error = 0;
  s.extra = {SeriesKind::kAxialStack, SeriesKind::kRvStack, SeriesKind::kLateEnhancement, SeriesKind::kFlow,
             SeriesKind::kPerfusion, SeriesKind::kT1Map, SeriesKind::kT2Map};
  const auto plans = plan_views(person, s, Rng(4));
  ASSERT_EQ(plans.size(), 12u);
  EXPECT_EQ(plans[0].kind, SeriesKind::kScout);
  const auto& sax = plans[1].planes;
  ASSERT_EQ(sax.size(), 9u);
  const Vec3& axis = person.frame.apical;
  for (const auto& g : sax) EXPECT_NEAR(std::abs(dot(g.normal(), axis)), 1, 1e-9);
  EXPECT_LT(dot(sax.front().origin_mm, axis), dot(sax.back().origin_mm, axis));  // base first
  for (std::size_t v = 2; v < 5; ++v) EXPECT_NEAR(dot(plans[v].planes[0].normal(), axis), 0, 1e-9);
  EXPECT_NEAR(angle_between_planes_degrees(plans[2].planes[0], plans[3].planes[0]), 60, 1e-6);
  EXPECT_NEAR(angle_between_planes_degrees(plans[3].planes[0], plans[4].planes[0]), 60, 1e-6);
  for (const auto& plan : plans) {
    EXPECT_FALSE(plan.planes.empty()) << series_kind_name(plan.kind);
    for (const auto& g : plan.planes) {
      EXPECT_NEAR(norm(g.row_direction), 1, 1e-9);
      EXPECT_NEAR(dot(g.row_direction, g.column_direction), 0, 1e-9);
    }
  }
}

}  // namespace
}  // namespace chordae
