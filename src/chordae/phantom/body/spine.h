#pragma once
// The spine and the muscles along it: vertebrae with marrow in a thin cortex, discs, canal with
// fluid and cord, arches, transverse and spinous processes, erector spinae.

#include "chordae/phantom/body/brush.h"
#include "chordae/phantom/body/outline.h"

namespace chordae::scene {

CHORDAE_SCENE void paint_marrow(float& signal, float inside, float cortex, const Brush& brush) {
  signal = lerp(signal, brush.of(Tissue::kBone), brush.cover(inside));
  signal = lerp(signal, brush.of(Tissue::kMarrow), brush.cover(inside - cortex));
}

/// Whether `p` may lie in the spine or its muscles.
CHORDAE_SCENE bool near_spine(const BodyShape& b, Point p) {
  return std::fabs(p.x) < 62.0F + std::fabs(b.scoliosis_mm) && p.y > b.spine_y_mm - 62.0F;
}

CHORDAE_SCENE void paint_spine(float& signal, const BodyShape& b, Point p, const Brush& brush) {
  const SpineAxis axis = spine_axis(b, p.z);
  const float x = p.x - axis.x, y = p.y - axis.y, ax = std::fabs(x);
  if (ax > 56.0F || y < -22.0F) return;
  const float along = (p.z + b.vertebra_phase_mm) / b.vertebra_spacing_mm,
              level = along - std::floor(along);  // 0 .. 1 through one vertebra and its disc
  const float z = (level - 0.5F) * b.vertebra_spacing_mm;  // from the body's middle

  // Erector spinae: three columns a side, with fat between.
  const float columns = smaller(std::fabs(ax - 15.0F), smaller(std::fabs(ax - 31.0F), 9.0F));
  const float erector =
      smooth_union(rounded_cylinder_mm({ax - 22.0F, y - 47.0F, 0}, 23.0F, 13.0F, 0.3F, 1.0F),
                   rounded_cylinder_mm({ax - 10.0F, y - 44.0F, 0}, 11.0F, 17.0F, 0.1F, 1.0F), 5.0F);
  if (erector > -brush.softness) {
    const float streak = smooth_noise(b.seed + 9U, {p.x, p.y, 0.3F * p.z}, 6.0F);
    const float fatty = clamp01(brush.cover(0.6F - columns) * 0.5F + 4.0F * (streak - 0.78F));
    signal = lerp(signal, lerp(brush.of(Tissue::kMuscle), brush.of(Tissue::kFat), fatty),
                  brush.cover(erector));
  }
  // Processes and arch.
  const float transverse = inside_mm(Capsule{{8, 27, -2}, {31, 34, 3}, 6, 4.5F}, {ax, y, z});
  const float spinous = inside_mm(Capsule{{0, 32, 4}, {0, 54, -9}, 4.5F, 3.5F}, {ax, y, z});
  const float arch = 13.5F - std::sqrt(x * x + square(y - 24.0F));
  const float pedicle = inside_mm(Capsule{{9, 8, 4}, {11, 22, 4}, 5, 5}, {ax, y, z});
  const float to_gap = std::fabs(z + 9.0F);  // the foramina between arches
  const float open = 6.0F - smaller(to_gap, b.vertebra_spacing_mm - to_gap);
  float bone = smooth_union(smooth_union(transverse, spinous, 4.0F), pedicle, 4.0F);
  bone = smooth_union(bone, arch - larger(open, 0.0F) * clamp01(0.25F * (33.0F - y)), 3.0F);
  if (bone > -brush.softness) paint_marrow(signal, bone, 1.6F, brush);
  // Body, waisted, and disc.
  const float waist = 1.0F - 0.07F * (1.0F - square(z / (0.5F * b.vertebra_spacing_mm)));
  const float ry = 0.8F * b.vertebra_mm;
  float column = rounded_cylinder_mm({x, y, 0}, b.vertebra_mm * waist, ry * waist, 0.25F, 1.0F);
  if (y > 0.0F) column = smooth_intersection(column, 12.0F - y, 5.0F);  // flat towards the canal
  if (column > -brush.softness) {
    const float half_disc = 0.11F * b.vertebra_spacing_mm;
    const float from_disc = 0.5F * b.vertebra_spacing_mm - std::fabs(z) - half_disc;
    signal = lerp(signal, brush.of(Tissue::kMuscle), brush.cover(column));
    if (column > 5.0F) {  // the nucleus holds water
      signal = lerp(signal, 1.7F * brush.of(Tissue::kMuscle), clamp01(0.2F * (column - 5.0F)));
    }
    paint_marrow(signal, smaller(column, from_disc), 0.9F, brush);
    const float vein =
        brush.cover_thin(1.2F, std::sqrt(z * z + x * x)) * clamp01(0.2F * (y + 4.0F));
    signal = lerp(signal, brush.of(Tissue::kVenousBlood), 0.6F * vein);
  }
  // Canal: fat behind, fluid, cord.
  const float canal = 8.6F - std::sqrt(x * x + square(y - 24.0F));
  if (canal > -brush.softness) {
    signal = lerp(signal, brush.of(Tissue::kFat), brush.cover(canal));
    signal = lerp(signal, brush.of(Tissue::kFluid),
                  brush.cover(7.2F - std::sqrt(x * x + square(y - 23.4F))));
    const float cord = rounded_cylinder_mm({x, y - 23.2F, 0}, 4.8F, 3.6F, 0, 1.0F);
    signal = lerp(signal, 1.5F * brush.of(Tissue::kMuscle), brush.cover(cord));
  }
}

}  // namespace chordae::scene
