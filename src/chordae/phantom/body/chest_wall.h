#pragma once
// From the skin to the inner wall of the chest: fat with septa, breasts, muscles, ribs, breastbone;
// and the arms.

#include "chordae/phantom/body/brush.h"
#include "chordae/phantom/body/outline.h"
#include "chordae/phantom/body/spine.h"

namespace chordae::scene {

/// Subcutaneous fat: bright, with thin darker septa.
CHORDAE_SCENE float subcutaneous_fat(float grain, const Brush& brush) {
  const float septum = clamp01(1.0F - 22.0F * std::fabs(grain - 0.3F));
  return lerp(brush.of(Tissue::kFat), brush.of(Tissue::kMuscle), 0.22F * septum);
}

/// Thickness of the outer muscles, over the ribs, in the direction of (x, y) from the middle.
CHORDAE_SCENE float outer_muscle_mm(const BodyShape& b, Point p, float half, float middle) {
  const float u = p.x / b.chest_half_width_mm, v = (p.y - middle) / half;
  const float back = v / std::sqrt(u * u + v * v + 1e-6F), ax = std::fabs(p.x);  // -1 front, 1 back
  const float pectoral = smoothstep((-back - 0.3F) * 3.0F) * smoothstep((ax - 12.0F) / 22.0F) *
                         smoothstep((p.z + 55.0F) / 40.0F);
  const float rectus = smoothstep((-back - 0.6F) * 4.0F) * smoothstep((ax - 3.0F) / 8.0F) *
                       smoothstep((-55.0F - p.z) / 25.0F);
  const float latissimus = smoothstep(1.0F - std::fabs(back - 0.45F) * 2.2F);
  const float serratus = smoothstep(1.0F - std::fabs(back + 0.1F) * 1.5F);
  const float trapezius = smoothstep((back - 0.6F) * 4.0F);
  const float girdle = smoothstep(p.z / b.lung_apex_mm);
  return 40.0F * girdle + b.muscle_mm * (0.95F * pectoral + 0.6F * rectus + 1.15F * latissimus +
                                         0.5F * serratus + 0.45F * trapezius);
}

/// The wall at `skin` mm below the skin and `out` mm outside its inner surface; `grain` is the
/// texture's noise there.
CHORDAE_SCENE float chest_wall_signal(const BodyShape& b, Point p, float skin, float out,
                                      float grain, const Brush& brush) {
  const ChestDepth depth = chest_depth(b, p.z);
  const float half = 0.5F * (depth.back - depth.front), middle = 0.5F * (depth.back + depth.front);
  const float ax = std::fabs(p.x);
  const float muscle = brush.of(Tissue::kMuscle), fat = brush.of(Tissue::kFat);
  const float rib_cage = 10.0F;
  const float thick = outer_muscle_mm(b, p, half, middle);
  float signal = subcutaneous_fat(grain, brush);

  if (b.breast_mm > 0.0F && p.y < middle && out > 14.0F) {
    const Ellipsoid gland{
        {0.63F * b.chest_half_width_mm, depth.front - 22.0F - 0.4F * b.breast_mm, -8.0F},
        {48.0F, 0.7F * b.breast_mm + 4.0F, 46.0F}};
    const float inside = inside_mm(gland, {ax, p.y, p.z});
    if (inside > -6.0F) {
      const float lobes = 18.0F * (tissue_noise(b.seed + 31U, p, 12.0F) - 1.0F + b.gland);
      signal = lerp(signal, 1.5F * muscle, brush.cover(smooth_intersection(inside, lobes, 6.0F)));
    }
  }
  // Outer muscles lie on the rib cage: sheets with fat between them.
  if (out < rib_cage + thick + brush.softness + 4.0F) {
    const float uneven =
        1.2F * (wave(p.x * 0.011F + 0.004F * p.z) + wave(p.z * 0.007F - 0.013F * p.y));
    signal = lerp(signal, muscle,
                  brush.cover_sheet(out, rib_cage, rib_cage + larger(thick + uneven, 0.0F)));
    if (thick > 20.0F) {  // the shoulder girdle: many muscles in fat, running to the arm
      const Point fibres{0.8F * p.y + 0.6F * p.x, 0.35F * (p.z - 0.6F * std::fabs(p.x)),
                         0.7F * p.z - 0.5F * p.y + 0.5F * p.x};
      const float planes = tissue_noise(b.seed + 25U, fibres, 17.0F);
      signal = lerp(signal, fat,
                    0.9F * smoothstep(6.0F * (planes - 0.47F)) * clamp01(0.05F * (thick - 20.0F)));
    }
    const float cleft = out - rib_cage - 0.5F * thick + 2.0F * uneven;
    const float two = 0.7F * clamp01(0.5F * (thick - 7.0F)) * clamp01(0.2F * (32.0F - thick));
    if (two > 0.0F) signal = lerp(signal, fat, two * brush.cover_thin(0.9F, std::fabs(cleft)));
  }
  // Rib cage: intercostal muscles between two thin sheets of fat, ribs, cartilage, breastbone.
  if (out < rib_cage + 2.0F + brush.softness) {
    const float front = clamp01((middle - p.y) / half);
    const float pleural_fat = 0.2F + 2.4F * smoothstep((p.y - middle) / half);  // thickest behind
    const float margin = -62.0F - 0.75F * ax;  // costal margin: none below
    signal = lerp(signal, muscle, brush.cover_sheet(out, pleural_fat, rib_cage - 1.2F));
    if (p.z > margin - 10.0F) {
      const float fall = std::sqrt(1.0F + b.rib_fall * b.rib_fall);
      float a = (p.z + b.rib_fall * (depth.back - p.y) + b.rib_phase_mm) / b.rib_spacing_mm;
      a = (a - std::floor(a) - 0.5F) * b.rib_spacing_mm / fall;
      const float beyond = std::fabs(a) > 3.2F ? std::fabs(a) - 3.2F : 0.0F;
      const float rib =
          smaller(3.6F - std::sqrt(beyond * beyond + square(out - 5.2F)), 0.5F * (p.z - margin));
      paint_marrow(signal, rib, 1.3F, brush);
      const float cartilage =
          clamp01(6.0F * (front - 0.5F)) * clamp01(0.1F * (0.65F * b.chest_half_width_mm - ax));
      signal = lerp(signal, 1.15F * muscle, cartilage * brush.cover(rib));
    }
    if (p.y < middle && ax < 30.0F) {
      const float flat = 1.0F - 0.25F * clamp01((p.z - 40.0F) / 40.0F);
      const float plate = smaller(19.0F * (2.0F - flat) - ax, 5.2F - std::fabs(out - 6.4F));
      const float sternum =
          smaller(plate, smaller(p.z - (margin - 8.0F), b.lung_apex_mm - 20.0F - p.z));
      paint_marrow(signal, sternum, 1.2F, brush);
    }
  }
  if (near_spine(b, p)) paint_spine(signal, b, p, brush);
  return lerp(signal, 1.2F * muscle, 1.0F - brush.cover(skin - 1.6F));
}

/// Arms along the trunk; air between.
CHORDAE_SCENE float outside_signal(const BodyShape& b, Point p, const Brush& brush) {
  const float air = brush.of(Tissue::kAir), ax = std::fabs(p.x);
  const float radius = 34.0F + 0.7F * b.skin_fat_mm;
  const float trunk = b.chest_half_width_mm + 13.0F + 1.25F * b.muscle_mm + b.skin_fat_mm;
  if (!b.arms || ax < trunk || ax > trunk + 2.6F * radius + 20.0F) return air;
  const Capsule arm{
      {trunk + radius + 22.0F, 30, 90}, {trunk + radius + 8.0F, 40, -160}, radius, 0.85F * radius};
  const float inside = inside_mm(arm, {ax, p.y, p.z});
  if (inside < -brush.softness) return air;
  float signal = lerp(air, brush.of(Tissue::kFat), brush.cover(inside));
  signal = lerp(signal, brush.of(Tissue::kMuscle), brush.cover(inside - 0.7F * b.skin_fat_mm));
  paint_marrow(signal, inside - radius + 12.0F, 4.0F, brush);
  return signal;
}

}  // namespace chordae::scene
