#include "chordae/image/heart_finder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "chordae/base/rng.h"
#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

double distance(const HeartLocation& a, double row, double column) {
  return std::hypot(a.row - row, a.column - column);
}

/// A stack of beating discs whose centre drifts, with positions 8 mm apart.
Cine make_stack(int slices, bool positioned = true) {
  Cine cine;
  for (int i = 0; i < slices; ++i) {
    cine.slices.push_back(test::make_beating_disc(75 + i, 88 - 0.5 * i));
    cine.slices.back().geometry.has_position = positioned;
    cine.slices.back().geometry.origin_mm = {0, 0, 8.0 * i};
  }
  return cine;
}

TEST(HeartFinder, FindsTheDiscThatBeats) {
  const auto found = try_find_heart(test::make_beating_disc(70, 92));
  ASSERT_TRUE(found);
  EXPECT_LT(distance(*found, 70, 92), 1.5);
  EXPECT_NEAR(found->radius_mm, 30,
              3);  // a ring of 21 mm spreads as a full disc of sqrt(2) x 21 mm
  EXPECT_GT(found->confidence, 0.3);
  EXPECT_LE(found->confidence, 1);
}

TEST(HeartFinder, MovesWithTheHeart) {
  for (const double row : {60, 71, 85, 100}) {
    for (const double column : {62, 80, 97}) {
      const auto found = try_find_heart(test::make_beating_disc(row, column));
      ASSERT_TRUE(found);
      EXPECT_LT(distance(*found, row, column), 2) << row << ", " << column;
    }
  }
}

TEST(HeartFinder, TurnsWithThePicture) {
  const auto slice = test::make_beating_disc(66, 90, 150, 170);
  const auto straight = *try_find_heart(slice);
  const auto turned =
      *try_find_heart(test::make_slice(slice.frames, 170, 150, [&](auto t, auto h, auto w) {
        // A quarter turn: (h, w) of the new picture is (149 - w, h) of the old.
        std::uint16_t stored = 0;
        std::memcpy(&stored, slice.frame_bytes(t).data() + ((149 - w) * 170 + h) * 2, 2);
        return stored;
      }));
  EXPECT_NEAR(turned.row, straight.column, 0.5);
  EXPECT_NEAR(turned.column, 149 - straight.row, 0.5);
  EXPECT_NEAR(turned.radius_mm, straight.radius_mm, 0.5);
  EXPECT_NEAR(turned.confidence, straight.confidence, 0.02);
}

TEST(HeartFinder, BrightnessAndFirstFrameDoNotMatter) {
  auto slice = test::make_beating_disc(70, 85);
  const auto plain = *try_find_heart(slice);
  slice.rescale_slope = 7;
  slice.rescale_intercept = -20;
  EXPECT_LT(distance(*try_find_heart(slice), plain.row, plain.column), 0.01);
  const std::size_t frame = slice.pixels.size() / static_cast<std::size_t>(slice.frames);
  std::rotate(slice.pixels.begin(), slice.pixels.begin() + static_cast<std::ptrdiff_t>(5 * frame),
              slice.pixels.end());
  EXPECT_LT(distance(*try_find_heart(slice), plain.row, plain.column), 0.1);
}

TEST(HeartFinder, OrderAndDirectionOfAStackDoNotMatter) {
  const Cine cine = make_stack(7);
  const auto found = *try_find_heart(cine);
  ASSERT_EQ(found.size(), 7u);
  for (int i = 0; i < 7; ++i)
    EXPECT_LT(distance(found[static_cast<std::size_t>(i)], 75 + i, 88 - 0.5 * i), 3) << i;
  Cine backwards{.view = cine.view, .slices = {cine.slices.rbegin(), cine.slices.rend()}};
  const auto again = *try_find_heart(backwards);
  for (std::size_t i = 0; i < 7; ++i)
    EXPECT_LT(distance(again[6 - i], found[i].row, found[i].column), 0.2) << i;
}

TEST(HeartFinder, AStackOverrulesSlicesThatMislead) {
  Cine cine = make_stack(7);
  // The end slices show something else that beats, and nothing.
  cine.slices[0] = test::make_beating_disc(120, 40);
  cine.slices[0].geometry = make_stack(7).slices[0].geometry;
  for (auto& byte : cine.slices[6].pixels) byte = std::byte{3};
  const auto found = *try_find_heart(cine);
  for (int i = 0; i < 7; ++i)
    EXPECT_LT(distance(found[static_cast<std::size_t>(i)], 75 + i, 88 - 0.5 * i), 6) << i;
  EXPECT_EQ(found[6].confidence, 0);
}

TEST(HeartFinder, PositionsAreMillimetresInThePatient) {
  // The same heart in slices whose fields of view and pixels differ: cut out 20 columns later.
  Cine cine = make_stack(5);
  cine.slices[2] = test::crop(cine.slices[2], 10, 20, 140, 130);
  const auto found = *try_find_heart(cine);
  EXPECT_LT(distance(found[2], 77 - 10, 87 - 20), 3);
  EXPECT_LT(distance(found[3], 78, 86.5), 3);
}

TEST(HeartFinder, WorksWithoutPositionOrSpacing) {
  Cine cine = make_stack(5, false);
  for (auto& slice : cine.slices) slice.geometry = {};
  const auto found = try_find_heart(cine);
  ASSERT_TRUE(found);
  for (int i = 0; i < 5; ++i)
    EXPECT_LT(distance((*found)[static_cast<std::size_t>(i)], 75 + i, 88 - 0.5 * i), 4) << i;
}

TEST(HeartFinder, TwoFramesAreEnough) {
  const auto found = try_find_heart(test::make_beating_disc(72, 84, 160, 160, 2));
  ASSERT_TRUE(found);
  EXPECT_LT(distance(*found, 72, 84), 2);
}

TEST(HeartFinder, AbsentWhereNothingMoves) {
  EXPECT_FALSE(
      try_find_heart(test::make_slice(20, 30, 30, [](auto, auto h, auto w) { return h * w; })));
  EXPECT_FALSE(
      try_find_heart(test::make_slice(1, 30, 30, [](auto, auto h, auto w) { return h * w; })));
  EXPECT_FALSE(try_find_heart(Cine{}));
}

TEST(HeartFinder, AnySizeAndAnyGeometryGivesAPlaceInThePicture) {
  Rng rng(5);
  const double bad[] = {0,
                        1e-300,
                        1e300,
                        -4,
                        std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::infinity(),
                        1};
  const auto any = [&] { return bad[rng.integer(0, 6)]; };
  for (int round = 0; round < 300; ++round) {
    Cine cine;
    const auto slices = rng.integer(1, 4);
    for (std::int64_t i = 0; i < slices; ++i) {
      auto slice = test::make_slice(rng.integer(1, 5), rng.integer(1, 12), rng.integer(1, 12),
                                    [&](auto, auto, auto) { return rng.integer(0, 65535); });
      Geometry& g = slice.geometry;
      g.has_position = rng.integer(0, 1) == 1;
      if (round % 3 == 0) g.origin_mm = {any(), any(), any()};
      if (round % 3 == 1) g.row_direction = {any(), any(), any()};
      if (round % 2 == 0) g.row_spacing_mm = std::abs(bad[rng.integer(0, 3)]);
      if (round % 5 == 0) slice.rescale_slope = bad[rng.integer(1, 3)];
      cine.slices.push_back(std::move(slice));
    }
    const auto found = try_find_heart(cine);
    if (!found) continue;
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto& at = (*found)[i];
      EXPECT_TRUE(at.row >= 0 && at.row <= static_cast<double>(cine.slices[i].rows - 1))
          << round << ": " << at.row;
      EXPECT_TRUE(at.column >= 0 && at.column <= static_cast<double>(cine.slices[i].columns - 1))
          << round;
      EXPECT_TRUE(std::isfinite(at.radius_mm) && at.radius_mm >= 0) << round;
      EXPECT_TRUE(at.confidence >= 0 && at.confidence <= 1) << round;
    }
  }
}

}  // namespace
}  // namespace chordae
