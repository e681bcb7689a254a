#include "chordae/phantom/heart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "chordae/phantom/person.h"
#include "support/test_support.h"

namespace chordae {
namespace {

struct Volumes {
  double cavity_ml = 0, muscle_ml = 0;
};

/// Counts lattice points of the tissue function itself: no formula of the left ventricle is used.
Volumes voxel_volumes(const HeartShape& shape, double emptied, double step_mm) {
  const HeartPose pose = heart_pose(shape, {emptied, false});
  Volumes v;
  const auto step = static_cast<float>(step_mm);
  for (float z = -10.03F; z < 150; z += step) {
    for (float y = -75.01F; y < 75; y += step) {
      for (float x = -75.02F; x < 75; x += step) {
        const Tissue tissue = heart_tissue(pose, {x, y, z});
        if (is_lv_cavity(tissue)) v.cavity_ml += 1;
        if (tissue == Tissue::kMyocardium && z >= pose.base_z && pose.outer.contains({x, y, z}))
          v.muscle_ml += 1;
      }
    }
  }
  const double voxel_ml = step_mm * step_mm * step_mm / 1000;
  return {v.cavity_ml * voxel_ml, v.muscle_ml * voxel_ml};
}

TEST(Heart, TruncatedEllipsoidAtItsLimits) {
  // Cut at the equator: half of 4/3 pi r^2 b; at the far pole of the other side: all of it.
  EXPECT_NEAR(truncated_ellipsoid_ml(30, 60, 0), 2.0 / 3.0 * std::numbers::pi * 54.0, 1e-9);
  EXPECT_NEAR(truncated_ellipsoid_ml(30, 60, 60), 4.0 / 3.0 * std::numbers::pi * 54.0, 1e-9);
  EXPECT_NEAR(truncated_ellipsoid_ml(30, 60, -60), 0, 1e-9);
}

TEST(Heart, VoxelsOfTheSceneHoldTheVolumesThatTheTruthNames) {
  std::vector<HeartShape> shapes{
      {},
      {.edv_ml = 280, .esv_ml = 238, .aspect = 2.0, .wall_mm = 6.5, .descent_mm = 4},
      {.edv_ml = 80, .esv_ml = 20, .wall_mm = 12, .descent_mm = 14}};
  shapes.push_back(draw_person(Rng(3)).heart);
  for (const auto& shape : shapes) {
    const Volumes diastole = voxel_volumes(shape, 0, 1.0), systole = voxel_volumes(shape, 1, 1.0);
    EXPECT_NEAR(diastole.cavity_ml / shape.edv_ml, 1, 0.01);
    EXPECT_NEAR(systole.cavity_ml / shape.esv_ml, 1, 0.01);
    const double ef = 100 * (diastole.cavity_ml - systole.cavity_ml) / diastole.cavity_ml;
    EXPECT_NEAR(ef, shape.lvef_percent(), 0.5);
    EXPECT_NEAR(systole.muscle_ml / diastole.muscle_ml, 1, 0.01);
    EXPECT_NEAR(voxel_volumes(shape, 0.5, 1.0).cavity_ml / (0.5 * (shape.edv_ml + shape.esv_ml)), 1,
                0.01);
  }
}

TEST(Heart, MuscleIsConservedTheBaseDescendsTheApexStays) {
  const HeartShape shape;
  const LeftVentricle start = left_ventricle(shape, 0);
  EXPECT_NEAR(start.cavity_ml(), 150, 1e-9);
  EXPECT_NEAR(start.wall_mm(), 9, 1e-9);
  for (double emptied = 0; emptied <= 1; emptied += 0.05) {
    const LeftVentricle lv = left_ventricle(shape, emptied);
    EXPECT_NEAR(lv.cavity_ml(), 150 - 90 * emptied, 1e-9);
    EXPECT_NEAR(lv.muscle_ml(), start.muscle_ml(), 1e-9);
    EXPECT_NEAR(lv.base_z, 12 * emptied, 1e-12);
    EXPECT_NEAR(lv.outer_apex_z(), start.outer_apex_z(), 1e-9);
    EXPECT_GE(lv.wall_mm(), start.wall_mm() - 1e-9);
  }
  // A normal wall thickens by a third to two thirds (AHA: fractional thickening above 30 percent).
  const double thickening = left_ventricle(shape, 1).wall_mm() / start.wall_mm() - 1;
  EXPECT_GT(thickening, 0.30);
  EXPECT_LT(thickening, 0.70);
}

TEST(Heart, EveryDrawnPersonHasAPossibleHeartInRange) {
  double least_ef = 100, largest_ef = 0, least_edv = 1000, largest_edv = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Person p = draw_person(Rng(seed));
    const double ef = p.heart.lvef_percent();
    EXPECT_GE(p.heart.edv_ml, 80);
    EXPECT_LE(p.heart.edv_ml, 280);
    EXPECT_GE(ef, 15 - 1e-9);
    EXPECT_LE(ef, 75 + 1e-9);
    for (const double emptied : {0.0, 0.3, 0.7, 1.0}) {
      const LeftVentricle lv = left_ventricle(p.heart, emptied);  // throws if it can't be
      EXPECT_NEAR(lv.cavity_ml(), p.heart.edv_ml - emptied * (p.heart.edv_ml - p.heart.esv_ml),
                  1e-6);
      EXPECT_GT(lv.wall_mm(), 4);
      EXPECT_GT(lv.outer_half_length - lv.cavity_half_length, 2);
      EXPECT_LT(lv.centre_z - lv.base_z, lv.cavity_half_length);
    }
    EXPECT_NO_THROW(VolumeCurve(p.cycle_ms, p.early_share));
    least_ef = std::min(least_ef, ef), largest_ef = std::max(largest_ef, ef);
    least_edv = std::min(least_edv, p.heart.edv_ml),
    largest_edv = std::max(largest_edv, p.heart.edv_ml);
  }
  EXPECT_LT(least_ef, 20);
  EXPECT_GT(largest_ef, 72);
  EXPECT_LT(least_edv, 95);
  EXPECT_GT(largest_edv, 260);
}

TEST(Heart, RefusesImpossibleShapes) {
  HeartShape shape;
  shape.esv_ml = 200;
  EXPECT_EQ(test::error_code_of([&] { left_ventricle(shape, 0); }), ErrorCode::kConfig);
  shape = {};
  shape.wall_mm = 200;
  EXPECT_EQ(test::error_code_of([&] { left_ventricle(shape, 1); }), ErrorCode::kConfig);
}

// The bounds that let the scanner skip voxels must not cut anything off, and must be of use.
TEST(Heart, NothingLiesOutsideItsBounds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const double emptied : {0.0, 1.0}) {
      const HeartPose pose = heart_pose(draw_person(Rng(seed)).heart, {emptied, false});
      int points = 0, skipped = 0;
      for (float z = -140; z < 200; z += 4) {
        for (float y = -160; y < 160; y += 4) {
          for (float x = -160; x < 200; x += 4) {
            const bool near = is_near_heart(pose, {x, y, z}, 0);
            ++points;
            skipped += near ? 0 : 1;
            ASSERT_TRUE(near || heart_tissue(pose, {x, y, z}) == Tissue::kNothing)
                << x << " " << y << " " << z;
          }
        }
      }
      EXPECT_GT(skipped, points / 2);
    }
  }
}

TEST(Heart, LiesInTheChestAsHeartsDo) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const HeartFrame f = draw_person(Rng(seed)).frame;
    EXPECT_NEAR(norm(f.apical), 1, 1e-12);
    EXPECT_NEAR(dot(f.apical, f.septal), 0, 1e-12);
    EXPECT_NEAR(dot(cross(f.septal, f.inferior), f.apical), 1, 1e-12);  // right-handed
    // Left, anterior, inferior; the right ventricle to the right and in front; the diaphragm below.
    EXPECT_GT(f.apical[0], 0.3);
    EXPECT_LT(f.apical[1], -0.2);
    EXPECT_LT(f.apical[2], -0.2);
    EXPECT_LT(f.septal[0], 0);
    EXPECT_LT(f.septal[1], 0);
    EXPECT_LT(f.inferior[2], -0.5);
  }
}

TEST(Heart, LiesWithinTheChest) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Person p = draw_person(Rng(seed));
    EXPECT_LT(p.body.half_depth_mm, 190);
    const HeartPose pose = heart_pose(p.heart, {0, false});
    for (float z = 0; z < 150; z += 5) {
      for (float y = -60; y < 60; y += 5) {
        for (float x = -50; x < 90; x += 5) {
          const Tissue tissue = heart_tissue(pose, {x, y, z});
          if (tissue == Tissue::kNothing || tissue == Tissue::kFat) continue;
          const Vec3 q = p.frame.to_patient({x, y, z});
          const Point there{static_cast<float>(q[0]), static_cast<float>(q[1]),
                            static_cast<float>(q[2])};
          ASSERT_TRUE(is_within_trunk(p.body, there, p.body.skin_fat_mm)) << "person " << seed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace chordae
