#include "chordae/ingest/long_axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace chordae {
namespace {

/// Normal of the plane that contains `axis` and cuts the short axis at this many degrees past 12
/// o'clock.
Vec3 plane_at(double clock_degrees, const Vec3& axis) {
  const Vec3 up = normalized(Vec3{0, 0, 1} - axis[2] * axis);
  const double a = clock_degrees * std::numbers::pi / 180;
  return cross(axis, std::cos(a) * up + std::sin(a) * cross(up, axis));
}

TEST(LongAxis, PointsToTheApexWhicheverWayThePlaneFaces) {
  const Vec3 axis = typical_long_axis();
  EXPECT_GT(axis[0], 0);  // left
  EXPECT_LT(axis[1], 0);  // anterior
  EXPECT_LT(axis[2], 0);  // inferior
  EXPECT_EQ(towards_apex(axis), axis);
  EXPECT_EQ(towards_apex(-1.0 * axis), axis);
  EXPECT_NEAR(angle_to_typical_axis_degrees(-1.0 * axis), 0, 1e-9);
}

TEST(LongAxis, CardinalPlanesAreNoShortAxis) {
  for (const Vec3& normal : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}) {
    EXPECT_GT(angle_to_typical_axis_degrees(normal), 45);
  }
}

TEST(LongAxis, ClockTellsTheView) {
  // Three o'clock is the lateral wall: left and posterior.
  const Vec3 axis = typical_long_axis();
  const Vec3 lateral = cross(normalized(Vec3{0, 0, 1} - axis[2] * axis), axis);
  EXPECT_GT(lateral[0], 0.5);
  EXPECT_GT(lateral[1], 0.5);
  const std::vector<std::pair<double, View>> cases = {
      {0, View::kTwoChamber},   {170, View::kTwoChamber},   {60, View::kFourChamber},
      {80, View::kFourChamber}, {120, View::kThreeChamber}, {100, View::kThreeChamber}};
  for (const auto& [clock, view] : cases) {
    for (const double face : {1.0, -1.0}) {
      const auto guess = guess_long_axis_view(face * plane_at(clock, axis), axis);
      EXPECT_EQ(guess.view, view) << clock;
      EXPECT_NEAR(guess.clock_degrees, clock, 1e-9);
    }
  }
  EXPECT_NEAR(guess_long_axis_view(plane_at(60, axis), axis).confidence, 1, 1e-9);
  EXPECT_NEAR(guess_long_axis_view(plane_at(90.001, axis), axis).confidence, 0, 1e-3);
}

TEST(LongAxis, IsFoundWherePlanesMeet) {
  const Vec3 axis = normalized({0.7, -0.5, -0.5});
  const auto found = try_common_axis({plane_at(0, axis), plane_at(60, axis)});
  ASSERT_TRUE(found);
  EXPECT_NEAR(norm(*found - axis), 0, 1e-9);
  EXPECT_FALSE(try_common_axis({plane_at(0, axis), plane_at(5, axis)}));
  EXPECT_FALSE(try_common_axis({{0, 0, 1}, {1, 0, 0}}));  // they meet front to back
  EXPECT_NEAR(angle_off_axis_degrees(plane_at(33, axis), axis), 0, 1e-9);
  EXPECT_NEAR(angle_off_axis_degrees(axis, axis), 90, 1e-9);
}

}  // namespace
}  // namespace chordae
