#pragma once
// Below the diaphragm: liver with its veins, gallbladder, stomach, spleen, colon, and the fat
// between them. All of it moves with the breath.

#include "chordae/phantom/body/brush.h"
#include "chordae/phantom/body/outline.h"
#include "chordae/phantom/body/thorax.h"

namespace chordae::scene {

/// Gas in front, the rest behind a level (supine), lumpy where there is food.
CHORDAE_SCENE float content_signal(const Filling& f, Point p, float front, float back,
                                   std::uint32_t seed, const Brush& brush) {
  const float level = lerp(front, back, f.gas);
  const float lumps = smoothstep(2.2F * tissue_noise(seed, p, 7.5F) - 0.6F);
  const float rest = brush.of(Tissue::kFluid) * lerp(1.0F, 0.18F + 0.62F * lumps, f.food);
  return lerp(brush.of(Tissue::kAir), rest, brush.cover(p.y - level));
}

/// Inside of the liver: the right half below the diaphragm, thinning out to the left and downwards.
CHORDAE_SCENE float liver_mm(const BodyShape& b, Point p, float below, float cavity) {
  // Right of a border that runs from the tip of the left lobe in front to the cava behind.
  const float front = clamp01((40.0F - p.y) / 90.0F);
  const float border =
      lerp(2.0F, b.left_lobe_x_mm, smoothstep(front)) - 0.35F * larger(below - 20.0F, 0.0F);
  const float lower = b.diaphragm_z_mm - b.liver_mm + 0.55F * (p.x + 0.5F * b.chest_half_width_mm) +
                      7.0F * wave(p.y / 120.0F);
  float inside = smooth_intersection(0.85F * (border - p.x), 0.86F * (p.z - lower), 22.0F);
  inside = smooth_intersection(inside, below - 2.2F, 4.0F);
  return smooth_intersection(inside, cavity - 0.5F - 2.0F * b.visceral_fat, 4.0F);
}

CHORDAE_SCENE float liver_signal(const BodyShape& b, Point p, const Brush& brush) {
  float signal = brush.of(Tissue::kLiver);
  const float z = b.diaphragm_z_mm;
  const Point cava{-20, 30, z - 16};
  // Hepatic veins: right, middle, left.
  const float right = inside_mm(Capsule{cava, {-90, 5, z - 50}, 5, 1.2F}, p),
              middle = inside_mm(Capsule{cava, {-48, -50, z - 48}, 5, 1.2F}, p),
              left = inside_mm(Capsule{cava, {25, -40, z - 26}, 4.5F, 1}, p);
  const float veins = larger(right, larger(middle, left));
  const Point porta{-32, -2, z - 78};
  const VesselTree portal{porta, p.x < porta.x ? -1.0F : 1.0F, 14, 5.0F, b.seed + 61U};
  const float share = larger(brush.cover(veins),
                             vessels(portal, p, brush) * clamp01(0.2F * std::fabs(p.x - porta.x)));
  return lerp(signal, 0.85F * brush.of(Tissue::kVenousBlood), share);
}

CHORDAE_SCENE void paint_hollow(float& signal, float inside, float wall, float content,
                                const Brush& brush) {
  signal = lerp(signal, brush.of(Tissue::kStomachWall), brush.cover(inside));
  signal = lerp(signal, content, brush.cover(inside - wall));
}

CHORDAE_SCENE void paint_stomach(float& signal, const BodyShape& b, Point p, float below,
                                 const Brush& brush) {
  const float s = b.stomach_scale, z = b.diaphragm_z_mm + b.left_dome_mm;
  if (p.x < -50.0F || p.z < z - 150.0F) return;
  const Ellipsoid fundus{{54, 12, z - 2 - 38 * s}, {38 * s, 40 * s, 42 * s}};
  const Capsule body{{56, 8, z - 24 - 38 * s}, {24, -44, z - 42 - 52 * s}, 27 * s, 20 * s},
      antrum{{24, -44, z - 42 - 52 * s}, {-18, -34, z - 58 - 48 * s}, 20 * s, 11 * s};
  float inside = smooth_union(inside_mm(fundus, p), inside_mm(body, p), 14.0F);
  inside = smooth_union(inside, inside_mm(antrum, p), 10.0F);
  // Peristalsis: no stomach is smooth.
  inside += 3.0F * s * (wave(p.x * 0.019F - p.z * 0.014F) + wave(p.y * 0.021F + p.z * 0.017F));
  inside = smooth_intersection(inside, below - 4.0F - 5.0F * b.visceral_fat, 6.0F);
  if (inside < -2.0F) return;
  // Rugae: the wall is folded where the stomach is empty.
  const float folds = tissue_noise(b.seed + 71U, {p.x, p.y, 0.4F * p.z}, 8.0F) - 0.35F;
  const float wall = 3.0F + 9.0F / s * larger(folds, 0.0F) * (1.6F - s > 0.2F ? 1.6F - s : 0.2F);
  paint_hollow(signal, inside, wall,
               content_signal(b.stomach, p, -60.0F, 50.0F, b.seed + 73U, brush), brush);
}

CHORDAE_SCENE void paint_spleen(float& signal, const BodyShape& b, Point p, float below,
                                float cavity, const Brush& brush) {
  const float s = b.spleen_scale, z = b.diaphragm_z_mm + b.left_dome_mm;
  if (p.x < 15.0F || p.y < -40.0F) return;
  // A lens between the wall and the stomach: an ellipsoid, hollowed towards the stomach.
  const Ellipsoid spleen{{b.chest_half_width_mm - 45, 50, z - 48}, {50 * s, 52 * s, 56 * s}};
  float inside = inside_mm(spleen, p);
  const Ellipsoid hilum{{b.chest_half_width_mm - 88, 2, z - 86}, {44, 50, 60}};
  inside = smooth_intersection(inside, -inside_mm(hilum, p), 10.0F);
  inside = smooth_intersection(inside, smaller(below, cavity) - 3.5F - 3.0F * b.visceral_fat, 5.0F);
  signal = lerp(signal, brush.of(Tissue::kSpleen), brush.cover(inside));
}

CHORDAE_SCENE void paint_colon(float& signal, const BodyShape& b, Point p, float below,
                               float cavity, const Brush& brush) {
  const float z = b.diaphragm_z_mm + b.left_dome_mm;
  if (!b.has_colon || p.z > z - 10.0F) return;
  const Point flexure{b.chest_half_width_mm - 36, -34, z - 52}, middle{20, -62, z - 128},
      right{-75, -48, z - 120};
  const Capsule limbs[3] = {{flexure, middle, 21, 20},
                            {middle, right, 20, 22},
                            {flexure, {b.chest_half_width_mm - 28, 10, z - 150}, 20, 17}};
  float inside =
      larger(inside_mm(limbs[0], p), larger(inside_mm(limbs[1], p), inside_mm(limbs[2], p)));
  if (inside < -8.0F) return;
  inside += 2.5F * wave((p.x + 0.7F * p.z) / 34.0F) + 2.0F * wave(p.y / 41.0F) - 2.0F;  // haustra
  inside = smooth_intersection(inside, smaller(below, cavity) - 5.0F, 5.0F);
  paint_hollow(signal, inside, 2.2F, content_signal(b.colon, p, -90.0F, 10.0F, b.seed + 81U, brush),
               brush);
}

/// Loops of small bowel: grey content, thin walls, fat between.
CHORDAE_SCENE void paint_bowel(float& signal, const BodyShape& b, Point p, const Brush& brush) {
  const float top = b.diaphragm_z_mm + b.left_dome_mm - 62.0F - 0.4F * (p.y + 40.0F);
  const float region = smaller(top - p.z, 38.0F - p.y);
  if (region < -brush.softness) return;
  const float loops = tissue_noise(b.seed + 95U, p, 25.0F);
  const float inside = smooth_intersection(16.0F * (0.47F - loops), region, 5.0F);
  if (inside < -brush.softness) return;
  const float content = tissue_noise(b.seed + 97U, p, 11.0F);
  paint_hollow(signal, inside, 1.6F,
               brush.of(Tissue::kFluid) * (0.22F + 0.5F * smoothstep(4.0F * content - 1.5F)),
               brush);
}

CHORDAE_SCENE void paint_kidneys(float& signal, const BodyShape& b, Point p, const Brush& brush) {
  const float z = b.diaphragm_z_mm - (p.x > 0.0F ? 112.0F : 128.0F);
  if (p.z > z + 60.0F || p.y < b.spine_y_mm - 60.0F) return;
  const Point q{std::fabs(p.x) - 56.0F - 0.2F * (z - p.z), p.y - b.spine_y_mm + 22.0F, p.z - z};
  const float inside = inside_mm(Ellipsoid{{0, 0, 0}, {27, 30, 54}}, q);
  if (inside < -brush.softness) return;
  const float sinus = inside_mm(Ellipsoid{{-12, -6, 0}, {14, 12, 28}}, q);
  // Medulla brighter than cortex: it holds more water.
  const float medulla = clamp01(0.25F * (inside - 6.0F));
  signal =
      lerp(signal, lerp(1.25F, 1.5F, medulla) * brush.of(Tissue::kSpleen), brush.cover(inside));
  signal = lerp(signal, brush.of(Tissue::kFat), brush.cover(sinus));
}

/// `below` and `cavity`: distances below the diaphragm and inside the body wall.
CHORDAE_SCENE float abdomen_signal(const BodyShape& b, Point breathing, float below, float cavity,
                                   const Brush& brush) {
  const Point p{breathing.x, breathing.y, breathing.z - b.diaphragm_shift_mm};
  float signal = brush.of(Tissue::kFat);
  const float liver = liver_mm(b, p, below, cavity);
  if (liver > 0.5F * brush.softness) {
    signal = liver_signal(b, p, brush);
  } else {
    const float mesentery = tissue_noise(b.seed + 91U, p, 13.0F);
    signal = lerp(signal, brush.of(Tissue::kMuscle),
                  0.35F * clamp01(1.0F - 14.0F * std::fabs(mesentery - 0.33F)));
    paint_bowel(signal, b, p, brush);
    paint_kidneys(signal, b, p, brush);
    paint_colon(signal, b, p, below, cavity, brush);
    paint_spleen(signal, b, p, below, cavity, brush);
    paint_stomach(signal, b, p, below, brush);
    if (liver > -brush.softness)
      signal = lerp(signal, liver_signal(b, p, brush), brush.cover(liver));
  }
  if (b.has_gallbladder && p.x < 0.0F) {
    const float z = b.diaphragm_z_mm - 0.88F * b.liver_mm;  // under the liver's edge
    const float bladder = inside_mm(Capsule{{-38, -22, z + 10}, {-55, -52, z - 6}, 7, 13}, p);
    paint_hollow(signal, bladder, 1.2F, brush.of(Tissue::kFluid), brush);
  }
  // Inferior vena cava, into the right atrium.
  const float cava_y =
      spine_axis(b, p.z).y - b.vertebra_mm - 8.0F - 0.1F * clamp01((p.z + 140.0F) / 100.0F) * 60.0F;
  const float cx = (p.x + 20.0F) / 1.15F, cy = (p.y - cava_y) / 0.9F;
  paint_vessel(signal, std::sqrt(cx * cx + cy * cy), 11.0F, 0.8F, Tissue::kVenousBlood, brush);
  // The diaphragm itself.
  return lerp(signal, brush.of(Tissue::kMuscle), brush.cover_sheet(below, 0.0F, 2.4F));
}

}  // namespace chordae::scene
