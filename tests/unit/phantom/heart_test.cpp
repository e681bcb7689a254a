// The moving heart: volumes that the picture holds against volumes stated, for hearts of many kinds.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>
#include <numbers>

#include "chordae/phantom/anatomy/heart_sample.h"
#include "chordae/phantom/anatomy/segments.h"
#include "chordae/phantom/motion/beat.h"
#include "chordae/phantom/truth.h"
#include "support/test_support.h"

namespace chordae {
namespace {

Person somebody() {
  Person p;
  p.frame = HeartFrame::make({22, -8, 0}, {0.62, -0.54, -0.56}, {-0.72, -0.66, -0.10});
  return p;
}

std::map<std::string, HeartAnatomy> kinds_of_hearts() {
  std::map<std::string, HeartAnatomy> all;
  all["ordinary"] = {};
  HeartAnatomy& dilated = all["dilated"] = {};
  dilated.edv_ml = 400, dilated.esv_ml = 368, dilated.length_over_width = 1.3, dilated.wall_mm = 6;
  dilated.descent_mm = 5, dilated.rv_edv_ml = 260, dilated.rv_esv_ml = 200;
  HeartAnatomy& thick = all["thick septum"] = {};
  thick.edv_ml = 110, thick.esv_ml = 27;
  thick.wall_factor = {1.5, 2.4, 2.2, 1, 1, 1, 1.4, 2.2, 2, 1, 1, 1, 1.2, 1.4, 1, 1, 1};
  HeartAnatomy& small = all["small, 80 percent"] = {};
  small.edv_ml = 50, small.esv_ml = 10, small.wall_mm = 9, small.descent_mm = 10;
  small.rv_edv_ml = 60, small.rv_esv_ml = 20;
  HeartAnatomy& infarct = all["infarct"] = {};
  infarct.edv_ml = 200, infarct.esv_ml = 130, infarct.scar_share = 0.6;
  infarct.contraction = {1, .5, 1, 1, 1, 1, .1, 0, .4, 1, 1, 1, 0, 0, .3, .5, -.3};
  infarct.wall_factor = {1, 1, 1, 1, 1, 1, .7, .6, .9, 1, 1, 1, .55, .5, .7, .8, .5};
  HeartAnatomy& pressure = all["right pressure overload"] = {};
  pressure.rv_wall_mm = 9, pressure.septal_flattening_ed = 0.4, pressure.septal_flattening_es = 0.9;
  pressure.rv_edv_ml = 240, pressure.rv_esv_ml = 160;
  HeartAnatomy& blocked = all["left bundle branch block"] = {};
  blocked.delay_ms = {0, -40, -40, 0, 80, 80, 0, -40, -40, 0, 80, 80, 0, -30, 0, 60, 0};
  blocked.edv_ml = 220, blocked.esv_ml = 150;
  return all;
}

// No formula of the walls is used here: lattice points are asked what they are.
TEST(Heart, PicturesHoldTheVolumesThatAreStated) {
  for (const auto& [name, anatomy] : kinds_of_hearts()) {
    Person p = somebody();
    p.anatomy = anatomy;
    const Beat beat(p);
    for (const double share : {0.0, 0.5, 1.0}) {
      const double t = share * beat.curve().end_systole_ms();
      const ChamberVolumes stated = beat.volumes_at(t);
      const auto seen = count_volumes_ml(beat.pose_at(t), 1.0);
      const auto ml = [&](Label label) { return seen[static_cast<std::size_t>(label)]; };
      EXPECT_NEAR(ml(Label::kLvCavity) / stated.lv_ml, 1, 0.01) << name << " at " << t;
      EXPECT_NEAR(ml(Label::kLvMyocardium) / beat.myocardial_ml(), 1, 0.015) << name << " at " << t;
      EXPECT_NEAR(ml(Label::kRvCavity) / stated.rv_ml, 1, 0.04) << name << " at " << t;
      EXPECT_NEAR(ml(Label::kLeftAtrium) / stated.la_ml, 1, 0.06) << name << " at " << t;
      EXPECT_NEAR(ml(Label::kRightAtrium) / stated.ra_ml, 1, 0.06) << name << " at " << t;
    }
  }
}

/// Muscle within the outlined cavity: papillary muscles and trabeculae, mL.
double muscle_inside_ml(const HeartPose& pose) {
  SceneLook look;
  look.palette = {};
  look.palette[static_cast<std::size_t>(Tissue::kArterialBlood)] = 1;
  look.jet_darkness = 0;
  const float step = 1.5F;
  double ml = 0;
  for (float z = -25; z < 130; z += step) {
    for (float y = -65; y < 65; y += step) {
      for (float x = -65; x < 65; x += step) {
        const Paint p = heart_sample(pose, look, {.softness = 0.6F}, {}, {x, y, z});
        if (p.label == Label::kLvCavity) ml += static_cast<double>(step * step * step * (1 - p.signal)) / 1000;
      }
    }
  }
  return ml;
}

// Papillary muscles and trabeculae are some 23 % of the left ventricle's muscle (Chuang et al., JACC Cardiovasc
// Imaging 2012; approximate), and muscle is not lost as the ventricle empties.
TEST(Heart, MuscleInsideTheCavityKeepsItsVolume) {
  for (const auto& [name, anatomy] : kinds_of_hearts()) {
    Person p = somebody();
    p.anatomy = anatomy;
    const Beat beat(p);
    const double filled = muscle_inside_ml(beat.pose_at(0)), emptied = muscle_inside_ml(beat.pose_at(beat.curve().end_systole_ms()));
    const double share = filled / (filled + beat.myocardial_ml());
    EXPECT_GT(share, 0.10) << name;
    EXPECT_LT(share, 0.40) << name;
    // In a cavity that hardly holds them strands run into each other.
    EXPECT_GT(emptied, std::min(0.7 * filled, 0.6 * anatomy.esv_ml)) << name;
    EXPECT_LT(emptied / filled, 1.15) << name;
    std::cout << name << ": " << filled << " mL, " << emptied << " mL, share of all muscle " << share << "\n";
  }
}

TEST(Heart, TruthIsThatOfTheWalls) {
  for (const auto& [name, anatomy] : kinds_of_hearts()) {
    Person p = somebody();
    p.anatomy = anatomy;
    const HeartTruth truth = measure_truth(Beat(p), false);
    EXPECT_NEAR(truth.edv_ml, anatomy.edv_ml, 1e-3 * anatomy.edv_ml) << name;
    EXPECT_NEAR(truth.esv_ml, anatomy.esv_ml, 1e-3 * anatomy.edv_ml) << name;
    EXPECT_NEAR(truth.lvef_percent, anatomy.lvef_percent(), 0.1) << name;
    EXPECT_NEAR(truth.rvef_percent, anatomy.rvef_percent(), 0.3) << name;
    EXPECT_NEAR(truth.length_ed_mm - truth.length_es_mm, anatomy.descent_mm, 1e-3) << name;
  }
}

TEST(Heart, WallsThickenAsAHealthyHeartsDo) {
  const HeartTruth truth = measure_truth(Beat(somebody()), false);
  double ed = 0, thickening = 0;
  for (std::size_t s = 6; s < 12; ++s) ed += truth.wall_ed_mm[s] / 6, thickening += truth.thickening_percent[s] / 6;
  EXPECT_NEAR(ed, HeartAnatomy().wall_mm, 0.8);
  // Fractional thickening above 30 percent is normal (AHA).
  EXPECT_GT(thickening, 30);
  EXPECT_LT(thickening, 90);
  EXPECT_NEAR(truth.mass_g, 1.05 * 127, 12);
}

TEST(Heart, RegionsMoveByTheirOwnShare) {
  Person p = somebody();
  p.anatomy = kinds_of_hearts()["infarct"];
  const HeartTruth truth = measure_truth(Beat(p), false);
  EXPECT_LT(truth.inward_mm[7], 1.5);   // mid anteroseptal: akinetic
  EXPECT_GT(truth.inward_mm[10], 5);    // mid inferolateral: moves
  EXPECT_LT(truth.thickening_percent[13], truth.thickening_percent[10] - 20);
  EXPECT_LT(truth.wall_ed_mm[13], 0.85 * truth.wall_ed_mm[15]);
  Person q = somebody();
  q.anatomy.contraction.fill(1);
  q.anatomy.contraction[7] = -0.5;  // dyskinetic: outwards
  const HeartTruth bulging = measure_truth(Beat(q), false);
  EXPECT_LT(bulging.inward_mm[7], 0.25 * bulging.inward_mm[10]);
}

TEST(Heart, NamesImpossibleHearts) {
  const auto text = [](auto&& change) {
    Person p = somebody();
    change(p.anatomy);
    EXPECT_EQ(test::error_code_of([&] { Beat beat(p); }), ErrorCode::kConfig);
    return test::error_text_of([&] { Beat beat(p); });
  };
  EXPECT_NE(text([](HeartAnatomy& a) { a.esv_ml = 200; }).find("contradict"), std::string::npos);
  EXPECT_NE(text([](HeartAnatomy& a) { a.wall_mm = 29; a.wall_factor.fill(3); }).find("thicker than the cavity allows"), std::string::npos);
  EXPECT_NE(text([](HeartAnatomy& a) { a.contraction.fill(0); a.esv_ml = 40; }).find("move too little"), std::string::npos);
  EXPECT_NE(text([](HeartAnatomy& a) { a.delay_ms[3] = 900; }).find("basal inferior"), std::string::npos);
  text([](HeartAnatomy& a) { a.edv_ml = std::nan(""); });
  text([](HeartAnatomy& a) { a.rv_esv_ml = -3; });
}

// The bounds that let the renderer skip voxels must not cut anything off, and must be of use.
TEST(Heart, NothingLiesOutsideItsBounds) {
  SceneLook look;
  look.palette.fill(1);
  for (const auto& [name, anatomy] : kinds_of_hearts()) {
    Person p = somebody();
    p.anatomy = anatomy;
    p.anatomy.effusion_mm = name == "ordinary" ? 25 : 0;
    const Beat beat(p);
    for (const double t : {0.0, beat.curve().end_systole_ms()}) {
      const HeartPose pose = beat.pose_at(t);
      int points = 0, skipped = 0;
      for (float z = -140; z < 200; z += 4) {
        for (float y = -160; y < 160; y += 4) {
          for (float x = -160; x < 200; x += 4) {
            const Point q{x, y, z};
            const bool near = is_near_heart(pose, q, 0);
            ++points;
            skipped += near ? 0 : 1;
            if (near) continue;
            const Paint paint = heart_sample(pose, look, {1, 1, 1}, {}, q);
            ASSERT_EQ(paint.signal, 0.0F) << name << ": " << x << " " << y << " " << z;
            ASSERT_EQ(paint.label, Label::kBackground);
          }
        }
      }
      EXPECT_GT(skipped, points / 2);
    }
  }
}

TEST(Segments, MiddlesGiveTheirValueAndNeighboursBlend) {
  SegmentValues v{};
  for (std::size_t s = 0; s < v.size(); ++s) v[s] = static_cast<double>(s + 1);
  const double right = std::numbers::pi / 180;
  EXPECT_NEAR(segment_value(v, -90 * right, 0.9), 1, 1e-9);   // basal anterior
  EXPECT_NEAR(segment_value(v, 30 * right, 0.84), 3, 1e-9);   // basal inferoseptal
  EXPECT_NEAR(segment_value(v, 90 * right, 0.52), 10, 1e-9);  // mid inferior
  EXPECT_NEAR(segment_value(v, 180 * right, 0.24), 16, 1e-9);  // apical lateral
  EXPECT_NEAR(segment_value(v, 12.3, 0.0), 17, 1e-9);
  EXPECT_NEAR(segment_value(v, 60 * right, 0.52), 9.5, 1e-9);  // between inferoseptal and inferior
  EXPECT_NEAR(segment_value(v, 90 * right, 0.68), 0.5 * (10 + 4), 1e-9);
  EXPECT_EQ(segment_at(-90 * right, 0.9), 0u);
  EXPECT_EQ(segment_at(150 * right, 0.5), 10u);
  EXPECT_EQ(segment_at(-100 * right, 0.2), 12u);
  EXPECT_EQ(segment_at(0, 0.05), 16u);
  EXPECT_EQ(segment_name(10), "mid inferolateral");
}

// A hemisphere of radius 50 on a cylinder, as radii: 2/3 pi r^3 + pi r^2 h.
TEST(WallTable, VolumeOfAKnownSolid) {
  WallTable table;
  const double length = 100;
  for (int j = 0; j < WallTable::kLevels; ++j) {
    const double z = WallTable::height(j) * length;
    const double square = z < 50 ? 50 * 50 - (50 - z) * (50 - z) : 50 * 50;
    for (int i = 0; i < WallTable::kAngles; ++i) {
      table.at(i, j).endo = static_cast<float>(std::copysign(std::sqrt(std::abs(square)), square));
    }
  }
  const double expected = std::numbers::pi * (2.0 / 3 * 125000 + 2500 * 50) / 1000;
  EXPECT_NEAR(wall_volume_ml(table, &WallNode::endo, length, 1) / expected, 1, 0.004);
  const WallPlace place = wall_at(table, 1.234F, 0.75F);
  EXPECT_NEAR(place.value[0], 50, 1e-4);
  EXPECT_NEAR(place.rise[0], 0, 1e-3);
}

TEST(SceneMath, AnglesDistancesAndWaves) {
  for (double a = -3.14; a < 3.14; a += 0.01) {
    EXPECT_NEAR(scene::angle_of(static_cast<float>(7 * std::sin(a)), static_cast<float>(7 * std::cos(a))), a, 2e-4);
    EXPECT_NEAR(scene::wave(static_cast<float>(a)), std::sin(2 * std::numbers::pi * a), 2e-3);
  }
  EXPECT_EQ(scene::angle_of(0, 0), 0.0F);
  const scene::Ellipsoid e{{1, 2, 3}, {10, 20, 30}};
  EXPECT_NEAR(scene::inside_mm(e, {11, 2, 3}), 0, 1e-4);
  EXPECT_NEAR(scene::inside_mm(e, {1, 2, 34}), -1, 0.05);
  EXPECT_NEAR(scene::inside_mm(e, {1, 2, 3}), 10, 1e-4);
  const scene::Capsule c{{0, 0, 0}, {10, 0, 0}, 2, 4};
  EXPECT_NEAR(scene::inside_mm(c, {5, 0, 0}), 3, 1e-5);
  EXPECT_NEAR(scene::inside_mm(c, {-5, 0, 0}), -3, 1e-5);
  EXPECT_EQ(scene::coverage(0, 1), 0.5F);
  EXPECT_EQ(scene::coverage(2, 1), 1.0F);
}

}  // namespace
}  // namespace chordae
