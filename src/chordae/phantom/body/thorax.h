#pragma once
// Above the diaphragm, heart and great arteries aside: lungs with vessels and fissures, trachea and
// bronchi, mediastinal fat, oesophagus, descending aorta, azygos vein.

#include "chordae/phantom/body/brush.h"
#include "chordae/phantom/body/outline.h"

namespace chordae::scene {

/// Inside of the mediastinum: the heart's bed, the column of vessels above it, what lies before the
/// spine, and the fat that fills the corners against breastbone and diaphragm.
CHORDAE_SCENE float mediastinum_mm(const BodyShape& b, Point p) {
  if (p.x < b.heart_base.x - b.heart_base_mm - 25.0F || p.x > b.heart_apex.x + 60.0F) return -10.0F;
  const SpineAxis axis = spine_axis(b, p.z);
  const float front = chest_depth(b, p.z).front, spine = axis.y - b.vertebra_mm;
  // What is near the diaphragm follows it.
  const Point q{p.x, p.y, p.z - 0.7F * b.diaphragm_shift_mm};
  float inside =
      inside_mm(Capsule{b.heart_base, b.heart_apex, b.heart_base_mm, b.heart_apex_mm}, q);
  // Farther than 20 mm outside a part has no say in the blends below.
  const float aside = p.x - axis.x - 9.0F;
  if (p.y > spine - 48.0F && std::fabs(aside) < 48.0F) {
    const float before_spine =
        rounded_cylinder_mm({aside, p.y - spine + 6.0F, 0}, 26.0F, 20.0F, 0.2F, 1.0F);
    inside = smooth_union(inside, before_spine, 16.0F);
  }
  if (p.z > -75.0F && std::fabs(p.x - 3.0F) < 52.0F) {
    const float column = rounded_cylinder_mm({p.x - 3.0F, p.y - lerp(front, spine, 0.6F), -p.z},
                                             29.0F, 0.42F * (spine - front), 0.2F, 50.0F);
    inside = smooth_union(inside, column, 16.0F);
  }
  const float f = 0.55F + b.visceral_fat;
  if (p.y < front + 24.0F * f + 26.0F &&
      std::fabs(p.x - 8.0F) < 18.0F * f + 26.0F) {  // behind the breastbone
    const Ellipsoid thymus{{8, front + 2, 10}, {18 * f, 24 * f, 110}};
    inside = smooth_union(inside, inside_mm(thymus, p), 24.0F);
  }
  if (q.z < b.diaphragm_z_mm + 12.0F + 8.0F * f) {  // around the heart's foot
    const Point middle{lerp(b.heart_base.x, b.heart_apex.x, 0.55F),
                       lerp(b.heart_base.y, b.heart_apex.y, 0.6F), 0};
    const Ellipsoid foot{{middle.x, middle.y, b.diaphragm_z_mm - 16},
                         {44 + 14 * f, 36 + 8 * f, 9 + 8 * f}};
    inside = smooth_union(inside, inside_mm(foot, q), 14.0F);
  }
  return inside;
}

CHORDAE_SCENE void paint_vessel(float& signal, float distance, float radius, float wall,
                                Tissue blood, const Brush& brush) {
  if (distance > radius + wall + brush.softness) return;
  signal = lerp(signal, brush.of(Tissue::kVesselWall), brush.cover_thin(radius + wall, distance));
  signal = lerp(signal, brush.of(blood), brush.cover_thin(radius, distance));
}

/// Oesophagus, descending aorta, azygos vein: before the spine, through the diaphragm.
CHORDAE_SCENE void paint_posterior_vessels(float& signal, const BodyShape& b, Point p,
                                           const Brush& brush) {
  if (p.x < -45.0F || p.x > 65.0F || p.y < b.spine_y_mm - 72.0F) return;
  const SpineAxis axis = spine_axis(b, p.z);
  const float x = p.x - axis.x, y = p.y - axis.y + 0.8F * b.vertebra_mm;  // from the spine's front
  // Left of the spine at the arch, before it at the hiatus.
  const float down = smoothstep((30.0F - p.z) / 170.0F);
  const float ax = x - lerp(27.0F, 7.0F, down), ay = y - lerp(5.0F, -11.0F, down);
  const float top = p.z > 66.0F ? p.z - 66.0F : 0.0F;  // rounds into the arch
  paint_vessel(signal, std::sqrt(ax * ax + ay * ay + top * top), 11.5F, 1.3F,
               Tissue::kArterialBlood, brush);
  const float vx = x + 5.0F, vy = y + 2.0F;
  paint_vessel(signal, std::sqrt(vx * vx + vy * vy), 3.2F, 0.4F, Tissue::kVenousBlood, brush);
  const float over = smoothstep((-10.0F - p.z) / 70.0F);
  const float ox = (x - lerp(6.0F, 22.0F, over)) / 1.6F, oy = y + lerp(9.0F, 20.0F, over);
  const float end = larger(b.diaphragm_z_mm - 35.0F - p.z, 0.0F);  // in the stomach
  const float gullet = std::sqrt(ox * ox + oy * oy + 0.3F * end * end);
  if (gullet < 8.0F) {
    signal = lerp(signal, brush.of(Tissue::kStomachWall), brush.cover(5.2F - gullet));
    const float content = smooth_noise(b.seed + 41U, {0, 0, p.z}, 25.0F);
    signal = lerp(signal, brush.of(content > 0.6F ? Tissue::kAir : Tissue::kStomachWall) * 1.2F,
                  brush.cover(1.6F - gullet));
  }
}

/// Arteries to the head and the brachiocephalic veins, above the arch.
CHORDAE_SCENE void paint_neck_vessels(float& signal, const BodyShape& b, Point p,
                                      const Brush& brush) {
  if (p.z < 60.0F || std::fabs(p.x) > 40.0F) return;
  const float up = p.z - 70.0F, end = larger(-up, 0.0F),  // rounded where the arch takes over
      y = spine_axis(b, p.z).y - b.vertebra_mm - 38.0F;
  const float artery_x[3] = {-10.0F - 0.12F * up, 6.0F + 0.05F * up, 17.0F + 0.1F * up};
  const float artery_y[3] = {y - 4.0F, y + 4.0F, y + 12.0F};
  for (int i = 0; i < 3; ++i) {
    const float d = std::sqrt(square(p.x - artery_x[i]) + square(p.y - artery_y[i]) + end * end);
    paint_vessel(signal, d, i == 0 ? 5.5F : 4.0F, 0.8F, Tissue::kArterialBlood, brush);
  }
  const float right = std::sqrt(square(p.x + 20.0F) + square(p.y - y + 8.0F) + end * end);
  paint_vessel(signal, right, 7.0F, 0.5F, Tissue::kVenousBlood, brush);
  const float left = inside_mm(Capsule{{-18, y - 14, 74}, {36, y - 10, 108}, 6, 6}, p);
  paint_vessel(signal, 6.0F - left, 6.0F, 0.5F, Tissue::kVenousBlood, brush);
}

CHORDAE_SCENE void paint_airways(float& signal, const BodyShape& b, Point p, const Brush& brush) {
  if (p.z < -4.0F || std::fabs(p.x) > 60.0F) return;
  const float y = spine_axis(b, p.z).y - b.vertebra_mm - 17.0F;
  float inside = -1000.0F;
  if (p.z > 28.0F)
    inside = 8.5F - std::sqrt(square(p.x) + square(p.y - y)) - larger(44.0F - p.z, 0.0F);
  const Capsule bronchus{
      {4, y, 45}, {p.x > 0.0F ? 38.0F : 29.0F, y + 4, p.x > 0.0F ? 14.0F : 10.0F}, 7, 4.5F};
  inside = smooth_union(inside, inside_mm(bronchus, {std::fabs(p.x), p.y, p.z}), 4.0F);
  if (inside < -4.0F) return;
  signal = lerp(signal, brush.of(Tissue::kVesselWall), brush.cover(inside + 1.6F));
  signal = lerp(signal, brush.of(Tissue::kAir), brush.cover(inside));
}

CHORDAE_SCENE float lung_signal(const BodyShape& b, Point p, const Brush& brush) {
  // Blood and weight collect at the back.
  float signal =
      brush.of(Tissue::kLung) * b.lung_signal * (0.85F + 0.3F * clamp01((p.y + 60.0F) / 160.0F));
  const float side = p.x < 6.0F ? -1.0F : 1.0F;
  const VesselTree tree{{side * 26.0F + 4.0F, 14.0F, side > 0.0F ? 18.0F : 10.0F},
                        side,
                        13.0F,
                        5.4F,
                        b.seed + (side > 0.0F ? 51U : 57U)};
  const float vessel = vessels(tree, p, brush);
  signal = lerp(signal, 0.75F * brush.of(Tissue::kVenousBlood), vessel);
  // Oblique fissures, from the upper back to the lower front.
  const float fissure = 0.82F * (p.z - 25.0F) - 0.57F * (p.y - 35.0F) - 4.0F * wave(p.x * 0.0091F);
  if (std::fabs(fissure) < 2.0F)
    signal += 0.5F * brush.of(Tissue::kLung) * brush.cover_thin(0.4F, std::fabs(fissure));
  return signal;
}

CHORDAE_SCENE float thorax_signal(const BodyShape& b, Point p, const Brush& brush) {
  const float mediastinum = mediastinum_mm(b, p);
  const float share = brush.cover(mediastinum);
  float signal = 0;
  if (share < 1.0F) signal = lung_signal(b, p, brush);
  if (mediastinum > -2.0F - brush.softness) {
    const float fat = brush.of(Tissue::kFat);
    signal =
        lerp(signal, brush.of(Tissue::kPericardium), brush.cover(mediastinum + 0.8F));  // pleura
    signal = lerp(signal, fat, share);
    // Inner thoracic vessels beside the breastbone.
    const float front = p.y - chest_depth(b, p.z).front - 3.0F;
    if (front < 6.0F) {
      const float ax = std::fabs(p.x);
      paint_vessel(signal, std::sqrt(square(ax - 20.0F) + front * front), 1.3F, 0,
                   Tissue::kArterialBlood, brush);
      paint_vessel(signal, std::sqrt(square(ax - 24.0F) + front * front), 1.5F, 0,
                   Tissue::kVenousBlood, brush);
    }
    paint_neck_vessels(signal, b, p, brush);
    paint_airways(signal, b, p, brush);
  }
  return signal;
}

}  // namespace chordae::scene
