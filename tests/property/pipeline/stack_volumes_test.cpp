// Volumes from maps, on a heart whose volumes are known: whatever happens to the stack, as long as
// the maps are right the numbers must be.

#include "chordae/pipeline/stack_volumes.h"

#include <gtest/gtest.h>

#include <iostream>

#include "chordae/base/strings.h"
#include "chordae/pipeline/volumetry.h"
#include "support/label_maps.h"
#include "support/test_support.h"

namespace chordae {
namespace {

constexpr double kMost = 0.03;  // relative error of volumes

struct Stacked {
  Cine sax;
  std::vector<std::vector<std::uint8_t>> labels;
};

const KnownHeart& known() {
  static const KnownHeart heart = [] {
    ViewSettings s;
    s.sax_slices = 22;
    s.slice_gap_mm = s.thickness_mm = 6;
    s.rows = s.columns = 96;
    s.pixel_mm = 1.6;
    return make_known_heart(s, 12, 5, 2);
  }();
  return heart;
}

Stacked whole() { return {known().views.front(), known().labels}; }

StackVolumes measure(const Stacked& s) {
  const SaxStack stack = arrange_stack(s.sax);
  return compute_stack_volumes(stack, test::maps_of_labels(stack, s.labels));
}

Stacked choose(const std::vector<std::size_t>& slices) {
  Stacked out{{View::kSax, {}}, {}};
  for (const auto i : slices) {
    out.sax.slices.push_back(known().views.front().slices[i]);
    out.labels.push_back(known().labels[i]);
  }
  return out;
}

void expect_true(const StackVolumes& v, const std::string& what, double most = kMost) {
  const HeartTruth& truth = known().truth;
  std::cout << what << ": EDV " << v.edv_ml << " of " << truth.edv_ml << ", ESV " << v.esv_ml
            << " of " << truth.esv_ml << ", mass " << v.mass_g << " of " << truth.mass_g << "\n";
  EXPECT_NEAR(v.edv_ml, truth.edv_ml, most * truth.edv_ml) << what;
  EXPECT_NEAR(v.esv_ml, truth.esv_ml, most * truth.edv_ml) << what;
  EXPECT_NEAR(v.lvef_percent, truth.lvef_percent, 100 * most) << what;
}

TEST(StackVolumes, AreTheTruthOfACompleteStack) {
  const StackVolumes v = measure(whole());
  expect_true(v, "whole");
  EXPECT_TRUE(v.ed <= 1 || v.ed == 11) << v.ed;  // volume stands still before it is ejected
  EXPECT_NEAR(v.mass_g, known().truth.mass_g, 0.1 * known().truth.mass_g);
}

TEST(StackVolumes, DoNotDependOnTheOrderOrTheSideUp) {
  const StackVolumes v = measure(whole());
  std::vector<std::size_t> order(known().labels.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
  const StackVolumes reversed = measure(choose(order));
  Rng(4).shuffle(std::span(order));
  const StackVolumes shuffled = measure(choose(order));
  EXPECT_NEAR(reversed.edv_ml, v.edv_ml, 1e-6);
  EXPECT_NEAR(shuffled.esv_ml, v.esv_ml, 1e-6);

  // Directions negated: the same slices seen from the other side.
  Stacked turned = whole();
  for (std::size_t s = 0; s < turned.labels.size(); ++s) {
    CineSlice& slice = turned.sax.slices[s];
    Geometry& g = slice.geometry;
    g.origin_mm = g.point_mm(0, static_cast<double>(slice.columns - 1));
    g.row_direction = -1.0 * g.row_direction;
    auto& labels = turned.labels[s];
    for (std::size_t row = 0; row < labels.size(); row += static_cast<std::size_t>(slice.columns)) {
      const auto first = labels.begin() + static_cast<std::ptrdiff_t>(row);
      std::reverse(first, first + slice.columns);
    }
  }
  EXPECT_NEAR(measure(turned).edv_ml, v.edv_ml, 1e-3 * v.edv_ml);
}

TEST(StackVolumes, SurviveMissingAndRepeatedSlices) {
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < known().labels.size(); ++i) {
    if (i != 8 && i != 13) some.push_back(i);
  }
  expect_true(measure(choose(some)), "two slices missing");
  std::vector<std::size_t> doubled;
  for (std::size_t i = 0; i < known().labels.size(); ++i) {
    doubled.push_back(i);
    if (i % 3 == 0) doubled.push_back(i);
  }
  expect_true(measure(choose(doubled)), "every third doubled");
  std::vector<std::size_t> sparse;
  for (std::size_t i = 0; i < known().labels.size(); i += 2) sparse.push_back(i);
  expect_true(measure(choose(sparse)), "every other", 0.05);
}

TEST(StackVolumes, SurviveMisplacedSlices) {
  // A breath-hold that shifts slices in the plane.
  Stacked shifted = whole();
  Rng rng(3);
  for (CineSlice& slice : shifted.sax.slices) {
    Geometry& g = slice.geometry;
    g.origin_mm =
        g.origin_mm + rng.normal(0, 4) * g.row_direction + rng.normal(0, 4) * g.column_direction;
  }
  expect_true(measure(shifted), "shifted");
  // One slice across the others, one far away.
  Stacked odd = whole();
  std::swap(odd.sax.slices[6].geometry.column_direction, odd.sax.slices[6].geometry.row_direction);
  odd.sax.slices[6].geometry.row_direction = odd.sax.slices[0].geometry.normal();
  CineSlice& far = odd.sax.slices[15];
  far.geometry.origin_mm = far.geometry.origin_mm + 200.0 * far.geometry.normal();
  const SaxStack stack = arrange_stack(odd.sax);
  EXPECT_EQ(stack.left_out.size(), 2u);
  expect_true(measure(odd), "one tilted, one far");
}

TEST(StackVolumes, RejectWhatDoesNotBelong) {
  const SaxStack stack = arrange_stack(known().views.front());
  const auto clean = compute_stack_volumes(stack, test::maps_of_labels(stack, known().labels));
  // The right ventricle taken for the left in three slices.
  auto maps = test::maps_of_labels(stack, known().labels);
  for (const std::size_t s : {9u, 10u, 11u}) {
    for (std::size_t i = 0; i < maps[s].cavity.size(); ++i) {
      maps[s].cavity[i] += maps[s].right_ventricle[i];
    }
  }
  const auto with_rv = compute_stack_volumes(stack, maps);
  EXPECT_NEAR(with_rv.edv_ml, clean.edv_ml, 0.01 * clean.edv_ml);
  // A stomach beside the heart, and something beyond the apex.
  maps = test::maps_of_labels(stack, known().labels);
  for (std::size_t s = 4; s < 9; ++s) test::plant_disc(maps[s].cavity, maps[s], 57, 57, 6);
  bool front_is_empty = clean.regions.front().is_empty;
  test::plant_disc(front_is_empty ? maps.front().cavity : maps.back().cavity, maps.front(), 8, 8,
                   7);
  const auto with_stomach = compute_stack_volumes(stack, maps);
  EXPECT_NEAR(with_stomach.edv_ml, clean.edv_ml, 0.005 * clean.edv_ml);
}

TEST(StackVolumes, DoubtfulPresenceAndSilenceCountLess) {
  const SaxStack stack = arrange_stack(known().views.front());
  auto maps = test::maps_of_labels(stack, known().labels);
  const double before = compute_stack_volumes(stack, maps).edv_ml;
  for (auto& m : maps) m.presence.assign(m.presence.size(), 0.25f);
  EXPECT_NEAR(compute_stack_volumes(stack, maps).edv_ml, 0.5 * before, 1e-6 * before);
  for (auto& m : maps) m.cavity.assign(m.cavity.size(), 0.0f);
  const auto nothing = compute_stack_volumes(stack, maps);
  EXPECT_EQ(nothing.slices_used, 0u);
  EXPECT_EQ(nothing.lvef_percent, 0);
  EXPECT_EQ(test::error_code_of([&] {
              maps.pop_back();
              compute_stack_volumes(stack, maps);
            }),
            ErrorCode::kShape);
}

TEST(JudgeVolumes, GradesAndWithholds) {
  const SaxStack stack = arrange_stack(known().views.front());
  StackMaps maps;
  maps.maps = test::maps_of_labels(stack, known().labels);
  const StackVolumes volumes = compute_stack_volumes(stack, maps.maps);
  const auto judge = [&](const SaxStack& s, const StackVolumes& v,
                         const std::optional<Calibration>& calibration = {}) {
    Volumetry out;
    out.slices = s.slices.size();
    judge_volumes(s, maps, v, calibration, {}, out);
    return out;
  };
  const Volumetry good = judge(stack, volumes);
  EXPECT_TRUE(good.answered()) << good.withheld;
  EXPECT_EQ(good.grade, 'A') << join(good.concerns, ", ");
  EXPECT_FALSE(good.lvef_interval);
  EXPECT_FALSE(good.interval_withheld.empty());

  Calibration calibration;
  calibration.lvef_error_quantile = {{'A', 4}, {'B', 6}};
  const Volumetry with = judge(stack, volumes, calibration);
  ASSERT_TRUE(with.lvef_interval);
  EXPECT_NEAR((*with.lvef_interval)[1] - with.lvef_percent, 1.5 * 4, 1e-9);
  EXPECT_NE(headline(with).find(" to "), std::string::npos);
  calibration.feature_range["edge_blur_mm"] = {90, 95};  // surer than any: no harm
  EXPECT_TRUE(judge(stack, volumes, calibration).answered());
  calibration.feature_range["edge_blur_mm"] = {0.1, 0.2};
  EXPECT_NE(judge(stack, volumes, calibration).withheld.find("outlines are uncertain"),
            std::string::npos);

  StackVolumes tiny = volumes;
  tiny.edv_ml = 2;
  EXPECT_FALSE(judge(stack, tiny).answered());
  StackVolumes none = volumes;
  none.slices_used = 3;
  EXPECT_NE(judge(stack, none).withheld.find("3 slices"), std::string::npos);

  SaxStack unknown = stack;
  unknown.spacing_known = false;
  const Volumetry only_fraction = judge(unknown, volumes);
  EXPECT_TRUE(only_fraction.answered());
  EXPECT_FALSE(only_fraction.volumes_withheld.empty());
  EXPECT_EQ(headline(only_fraction).find("EDV"), std::string::npos);

  for (auto& m : maps.maps) m.lvef_percent = 20;
  EXPECT_EQ(judge(stack, volumes).grade, 'B');
}

}  // namespace
}  // namespace chordae
