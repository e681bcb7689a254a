// The body around the heart: organs where radiology says, smooth, bounded, the same every time.

#include "chordae/phantom/body/body_signal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "chordae/base/error.h"

namespace chordae {
namespace {

/// Tissues told apart by their signal: one bright, all others black.
SceneLook only(Tissue bright) {
  SceneLook look;
  look.texture = 0;
  look.palette[static_cast<std::size_t>(bright)] = 1;
  return look;
}

SceneLook cine_look() {
  SceneLook look;
  look.palette = {0,    .06F,  .95F, .26F, .33F, .4F,  1,   .9F,  .4F,
                  .25F, 1.15F, .45F, .55F, .4F,  1.1F, .5F, .05F, 0};
  return look;
}

struct Extent {
  double x = 0, y = 0, z = 0, volume_ml = 0;
  float top = -1000;
};

/// Centre, volume and top of a tissue within a box, on a 3 mm grid.
Extent measure(const BodyShape& body, Tissue tissue, Point low, Point high, float step = 3) {
  const SceneLook look = only(tissue);
  Extent e;
  for (float z = low.z; z <= high.z; z += step) {
    for (float y = low.y; y <= high.y; y += step) {
      for (float x = low.x; x <= high.x; x += step) {
        const float share = scene::body_signal(body, look, {x, y, z}, 1);
        if (share <= 0.5F) continue;
        e.x += x, e.y += y, e.z += z, e.volume_ml += 1;
        e.top = std::max(e.top, z);
      }
    }
  }
  e.x /= e.volume_ml, e.y /= e.volume_ml, e.z /= e.volume_ml;
  e.volume_ml *= static_cast<double>(step * step * step) / 1000;
  return e;
}

struct Subject {
  bool female;
  double height_cm, weight_kg;
  BodyShape body;
};

Subject subject(std::uint64_t seed) {
  Rng rng = Rng(seed).split("subject");
  Subject s;
  s.female = rng.chance(0.5);
  s.height_cm = rng.truncated_normal(s.female ? 163 : 176, 8, 145, 205);
  s.weight_kg = rng.uniform(17, 42) * s.height_cm * s.height_cm * 1e-4;
  s.body = draw_body(Rng(seed), s.female, s.height_cm, s.weight_kg);
  return s;
}

TEST(Body, AirAround) {
  const BodyShape body;
  const SceneLook look = cine_look();
  for (const Point p : {Point{0, -250, 0}, Point{0, 250, 0}, Point{330, 0, 0}, Point{-330, 0, 0},
                        Point{0, 10, 400}, Point{1e6F, 1e6F, 1e6F}, Point{-1e6F, 0, -1e6F}}) {
    EXPECT_EQ(scene::body_signal(body, look, p, 1.4F), 0.0F);
  }
}

TEST(Body, OrgansLieWhereTheyDo) {
  const Point low{-180, -140, -200}, high{180, 150, 100};
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const BodyShape body = seed == 0 ? BodyShape{} : subject(seed).body;
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Extent liver = measure(body, Tissue::kLiver, low, high, 4);
    EXPECT_LT(liver.x, -30);  // right
    EXPECT_GT(liver.volume_ml, 700);
    EXPECT_LT(liver.volume_ml, 3200);
    EXPECT_LT(liver.top, body.diaphragm_z_mm + 10);
    // Below z = -95 the kidneys have the spleen's tissue; look above them, on the left.
    const float left_top = body.diaphragm_z_mm + body.left_dome_mm;
    const Extent spleen = measure(body, Tissue::kSpleen, {70, -140, left_top - 110}, high, 4);
    EXPECT_GT(spleen.x, 70);
    EXPECT_GT(spleen.y, 5);  // behind
    EXPECT_GT(spleen.volume_ml, 50);
    EXPECT_LT(spleen.volume_ml, 500);
    const Extent stomach = measure(body, Tissue::kStomachWall, {20, -140, left_top - 80}, high, 4);
    EXPECT_GT(stomach.x, 30);
    const Extent spine = measure(body, Tissue::kMarrow, {-12, 20, -20}, {12, 95, 20}, 3);
    EXPECT_NEAR(spine.y, body.spine_y_mm, 20);
    // Fluid of the canal behind the bodies, with the cord in it.
    const Extent canal = measure(body, Tissue::kFluid, {-16, 20, -20}, {16, 120, 20}, 1.5F);
    EXPECT_NEAR(canal.y - body.spine_y_mm, 23, 6);
    EXPECT_GT(canal.volume_ml, 2);
    EXPECT_LT(canal.volume_ml, 8);
    const Extent aorta = measure(body, Tissue::kArterialBlood, {0, 20, -10}, {50, 100, 30}, 2);
    EXPECT_GT(aorta.x, body.scoliosis_mm + 14);  // left of the spine
    EXPECT_NEAR(aorta.y, body.spine_y_mm - 10, 14);
    const Extent lung = measure(body, Tissue::kLung, {-150, -100, 20}, {150, 120, 60}, 4);
    EXPECT_NEAR(lung.x, 0, 20);
    EXPECT_GT(lung.volume_ml, 500);
  }
}

TEST(Body, TheBreathMovesTheAbdomen) {
  BodyShape body;
  const Point low{-100, -60, -80}, high{-30, 60, 20};
  const auto dome = [&](float shift) {
    body.diaphragm_shift_mm = shift;
    return measure(body, Tissue::kLiver, low, high, 1).top;
  };
  const float rest = dome(0);
  EXPECT_EQ(dome(12), rest + 12);
  EXPECT_EQ(dome(-9), rest - 9);
  for (const Point p : {Point{-60, 0, -50}, Point{70, 10, -60}}) {
    body.diaphragm_shift_mm = 0;
    const float before = diaphragm_clearance_mm(body, p);
    body.diaphragm_shift_mm = 10;
    EXPECT_NEAR(diaphragm_clearance_mm(body, {p.x, p.y, p.z + 10}), before, 1e-4);
  }
  // Chest wall and spine stay.
  EXPECT_EQ(chest_clearance_mm(body, {60, 60, 10}), chest_clearance_mm(BodyShape{}, {60, 60, 10}));
}

TEST(Body, ClearancesAreDistances) {
  const BodyShape body;
  // Along a line through the wall, the distance falls by a millimetre a millimetre near it.
  for (float x = 60; x < 180; x += 0.5F) {
    const float d = chest_clearance_mm(body, {x, 15, 0});
    if (std::abs(d) > 8) continue;
    EXPECT_NEAR(chest_clearance_mm(body, {x + 1, 15, 0}), d - 1, 0.1) << x;
  }
  EXPECT_LT(chest_clearance_mm(body, {0, body.spine_y_mm, 30}), 0);  // within the spine
  EXPECT_LT(chest_clearance_mm(body, {0, body.chest_front_mm - 5, 0}), 0);
  EXPECT_GT(chest_clearance_mm(body, {0, body.chest_front_mm + 20, 0}), 10);
  EXPECT_GT(skin_depth_mm(body, {0, 0, 0}), 50);
  EXPECT_LT(skin_depth_mm(body, {0, -200, 0}), 0);
}

TEST(Body, GrowsAroundALargeHeart) {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    BodyShape body = subject(seed).body;
    // The surface of a ball as large as the largest hearts.
    std::vector<Point> heart;
    for (int i = 0; i < 400; ++i) {
      const float z = -1 + (static_cast<float>(i) + 0.5F) / 200,
                  a = 2.399963F * static_cast<float>(i);
      const float r = std::sqrt(1 - z * z);
      heart.push_back({35 + 66 * r * std::cos(a), -25 + 66 * r * std::sin(a), -25 + 66 * z});
    }
    ASSERT_TRUE(make_room(body, heart, 3)) << seed;
    for (const Point& p : heart) {
      EXPECT_GE(chest_clearance_mm(body, p), 3);
      EXPECT_GE(diaphragm_clearance_mm(body, p), 3);
    }
  }
  BodyShape body;
  const std::array<Point, 1> far{Point{0, -400, 0}};
  EXPECT_FALSE(make_room(body, far, 0));
}

TEST(Body, EveryDrawnBodyIsWhole) {
  const SceneLook look = cine_look();
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Subject s = subject(seed);
    const BodyShape& b = s.body;
    SCOPED_TRACE("seed " + std::to_string(seed));
    EXPECT_GT(chest_clearance_mm(b, {22, -8, 0}), 25);
    EXPECT_GT(b.spine_y_mm - b.vertebra_mm - b.chest_front_mm, 85);
    Rng rng = Rng(seed).split("points");
    for (int i = 0; i < 300; ++i) {
      const Point p{static_cast<float>(rng.uniform(-230, 230)),
                    static_cast<float>(rng.uniform(-200, 200)),
                    static_cast<float>(rng.uniform(-300, 250))};
      const float v = scene::body_signal(b, look, p, 1.4F);
      ASSERT_TRUE(std::isfinite(v) && v >= 0 && v < 1.7F)
          << v << " at " << p.x << " " << p.y << " " << p.z;
      // Skin is never inside the ribs: whatever is in the cavity is well below the skin.
      if (p.z > -200 && p.z < 100 && chest_clearance_mm(b, p) > 0) {
        ASSERT_GT(skin_depth_mm(b, p), 8) << p.x << " " << p.y << " " << p.z;
      }
    }
  }
}

TEST(Body, FiniteEverywhere) {
  const BodyShape body;
  for (const float background : {0.0F, 0.5F, 1.0F}) {
    SceneLook look = cine_look();
    look.random_background = background;
    for (const float x : {0.0F, -0.0F, 2.0F, 4.0F, 1e-20F, 1e3F, -1e5F, 1e6F}) {
      for (const float y : {0.0F, 14.0F, 62.0F, 86.0F, 1e3F, -1e5F}) {
        for (const float z : {0.0F, 5.0F, 30.0F, 45.0F, -38.0F, 118.0F, -1e4F, 1e6F}) {
          for (const float softness : {0.05F, 1.4F, 12.0F}) {
            ASSERT_TRUE(std::isfinite(scene::body_signal(body, look, {x, y, z}, softness)))
                << x << " " << y << " " << z;
          }
        }
      }
    }
  }
}

TEST(Body, NoSeams) {
  // A jump that stays however close one looks betrays a layer that was cut off. Lines through the
  // body in all directions; steps of 1 mm that change much are halved until they are short.
  int seams = 0;
  double metres = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const BodyShape body = subject(seed).body;
    SceneLook look = cine_look();
    look.texture = 0;
    Rng rng = Rng(seed).split("lines");
    const auto value = [&](const Point& p) { return scene::body_signal(body, look, p, 3); };
    for (int line = 0; line < 90; ++line) {
      Point p{static_cast<float>(rng.uniform(-120, 120)), static_cast<float>(rng.uniform(-90, 110)),
              static_cast<float>(rng.uniform(-110, 80))};
      float& along = line % 3 == 0 ? p.x : (line % 3 == 1 ? p.y : p.z);
      metres += 0.2;
      for (float from = -110; from < 90; from += 1) {
        float low = from, high = from + 1;
        along = low;
        float a = value(p);
        along = high;
        float b = value(p);
        while (std::abs(a - b) > 0.1F && high - low > 1e-3F) {
          const float middle = 0.5F * (low + high);
          along = middle;
          const float m = value(p);
          if (std::abs(a - m) > std::abs(b - m)) {
            high = middle, b = m;
          } else {
            low = middle, a = m;
          }
        }
        seams += std::abs(a - b) > 0.1F;
      }
    }
  }
  // What is left: twigs of vessels that end at their cells.
  RecordProperty("seams", seams);
  EXPECT_LT(seams, 0.15 * metres) << seams << " in " << metres << " m";
}

TEST(Body, FatInOpposedPhaseDrawsDarkBorders) {
  BodyShape body;
  body.arms = false;
  SceneLook look = cine_look();
  look.texture = 0;
  look.palette[static_cast<std::size_t>(Tissue::kFat)] *= -1;
  // From the skin's fat into the muscles under it: minus, nothing, plus.
  float least = 1, before = -1, after = -1;
  bool in_muscle = false;
  for (float x = body.chest_half_width_mm + 60; x > body.chest_half_width_mm + 10; x -= 0.05F) {
    const float v = scene::body_signal(body, look, {x, 30, 0}, 1.4F);
    if (v < -0.6F) before = v, least = 1, in_muscle = false;
    if (before < -0.6F && !in_muscle) least = std::min(least, std::abs(v));
    if (before < -0.6F && v > 0.2F) in_muscle = true, after = v;
  }
  EXPECT_LT(before, -0.6F);
  EXPECT_GT(after, 0.2F);
  EXPECT_LT(least, 0.1F);
}

TEST(Body, SameSeedSameBody) {
  const BodyShape a = draw_body(Rng(7), true, 165, 60), b = draw_body(Rng(7), true, 165, 60),
                  c = draw_body(Rng(8), true, 165, 60);
  EXPECT_EQ(a.chest_half_width_mm, b.chest_half_width_mm);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_NE(a.seed, c.seed);
  const SceneLook look = cine_look();
  for (float x = -150; x < 150; x += 3.7F) {
    EXPECT_EQ(scene::body_signal(a, look, {x, 20, -30}, 1.4F),
              scene::body_signal(b, look, {x, 20, -30}, 1.4F));
  }
}

TEST(Body, HeavierIsFatter) {
  double lean = 0, stout = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    lean += draw_body(Rng(seed), false, 176, 62).skin_fat_mm;
    stout += draw_body(Rng(seed), false, 176, 110).skin_fat_mm;
  }
  EXPECT_GT(stout, 2 * lean);
}

TEST(Body, RefusesNonsense) {
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(draw_body(Rng(1), false, bad, 70), Error);
    EXPECT_THROW(draw_body(Rng(1), false, 170, bad), Error);
  }
}

TEST(Body, RandomBackgroundKnowsNoAnatomy) {
  const BodyShape body;
  SceneLook look = cine_look();
  double mean_correlation = 0;
  std::array<int, 13> histogram{};
  int count = 0;
  constexpr int kLooks = 40;
  for (std::uint32_t seed = 1; seed <= kLooks; ++seed) {
    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0;
    look.seed = seed;
    for (float y = -110; y < 130; y += 5) {
      for (float x = -170; x < 170; x += 5) {
        look.random_background = 0;
        const double a = scene::body_signal(body, look, {x, y, -20}, 1.4F);
        look.random_background = 1;
        const double b = scene::body_signal(body, look, {x, y, -20}, 1.4F);
        ASSERT_TRUE(b >= 0 && b <= 1.3);
        ++histogram[static_cast<std::size_t>(std::min(b * 10, 12.0))];
        ++count;
        sa += a, sb += b, saa += a * a, sbb += b * b, sab += a * b, n += 1;
      }
    }
    mean_correlation += (n * sab - sa * sb) / std::sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
  }
  EXPECT_LT(std::abs(mean_correlation / kLooks), 0.1);
  for (const int h : histogram) EXPECT_GT(h, count / 150);  // dark, grey and bright alike
}

}  // namespace
}  // namespace chordae
