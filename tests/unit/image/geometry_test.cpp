#include "chordae/image/geometry.h"

#include <gtest/gtest.h>

#include "support/test_support.h"

namespace chordae {
namespace {

TEST(Vec3, Algebra) {
  const Vec3 a{1, 2, 3}, b{4, -5, 6};
  EXPECT_EQ(a + b, (Vec3{5, -3, 9}));
  EXPECT_EQ(a - b, (Vec3{-3, 7, -3}));
  EXPECT_EQ(2.0 * a, (Vec3{2, 4, 6}));
  EXPECT_EQ(dot(a, b), 12);
  EXPECT_EQ(cross(a, b), (Vec3{27, 6, -13}));
  EXPECT_EQ(norm(Vec3{2, 3, 6}), 7);
  EXPECT_EQ(normalized(Vec3{0, 0, -5}), (Vec3{0, 0, -1}));
  EXPECT_EQ(test::error_code_of([] { normalized({0, 0, 0}); }), ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] {
              normalized({1e308, 1e308, 0.0 / 0.0});
            }),
            ErrorCode::kNumeric);
}

// DICOM PS3.3 C.7.6.2.1.1: P = S + X di i + Y dj j with X, Y the row's and the column's direction,
// i the column index with the column spacing, j the row index with the row spacing.
TEST(Geometry, PixelsInThePatient) {
  Geometry g;
  g.origin_mm = {10, 20, 30};
  g.row_direction = {0, 1, 0};
  g.column_direction = {0, 0, -1};
  g.row_spacing_mm = 2;
  g.column_spacing_mm = 0.5;
  EXPECT_EQ(g.point_mm(0, 0), (Vec3{10, 20, 30}));
  EXPECT_EQ(g.point_mm(3, 4), (Vec3{10, 22, 24}));
  EXPECT_EQ(g.point_mm(0.5, 1), (Vec3{10, 20.5, 29}));
  EXPECT_EQ(g.normal(), (Vec3{-1, 0, 0}));
  EXPECT_EQ(g.position_along_normal_mm(), -10);
  g.column_direction = {0, 1, 0};
  EXPECT_EQ(test::error_code_of([&] { g.normal(); }), ErrorCode::kNumeric);
}

TEST(Geometry, AnglesBetweenPlanes) {
  Geometry a, b;
  EXPECT_EQ(angle_between_planes_degrees(a, b), 0);
  b.column_direction = {0, 0, 1};
  EXPECT_NEAR(angle_between_planes_degrees(a, b), 90, 1e-12);
  b.column_direction = {0, -1, 0};  // seen from behind
  EXPECT_EQ(angle_between_planes_degrees(a, b), 0);
  b.column_direction = {0, 1, 1};
  EXPECT_NEAR(angle_between_planes_degrees(a, b), 45, 1e-12);
}

}  // namespace
}  // namespace chordae
