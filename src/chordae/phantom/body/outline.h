#pragma once
// The three surfaces that divide the body: skin, inner wall of the chest, diaphragm. Signed
// distances in mm, positive inside, first-order: exact on the surface, good near it.

#include "chordae/phantom/body/body.h"
#include "chordae/phantom/scene_math.h"

namespace chordae::scene {

/// A cylinder along z whose outline is between an ellipse (squareness 0) and a rounded box (1),
/// with an ellipsoidal cap of height `cap_mm` above z = 0. Centre at the origin.
CHORDAE_SCENE float rounded_cylinder_mm(Point p, float rx, float ry, float squareness,
                                        float cap_mm) {
  const float ix = 1.0F / rx, iy = 1.0F / ry;
  const float u = p.x * ix, v = p.y * iy, uu = u * u, vv = v * v, sum = uu + vv + 1e-9F;
  // Level uu + vv - c uu vv / (uu + vv): homogeneous like an ellipse's, fuller at the corners. With
  // c = 1.17 its diagonal is that of the 4-norm.
  const float c = 1.17F * squareness, share = vv / sum;
  float level = sum - c * uu * share;
  const float gx = u * ix * (1.0F - c * share * share),
              gy = v * iy * (1.0F - c * square(1.0F - share));
  float slope2 = gx * gx + gy * gy;
  if (p.z > 0.0F) {
    const float iz = 1.0F / cap_mm, w = p.z * iz;
    level += w * w;
    slope2 += square(w * iz);
  }
  const float least = 0.5F * larger(ix, iy);  // half of a radius at the very middle
  return 0.5F * (1.0F - level) / larger(std::sqrt(slope2), least);
}

/// Middle of the spine at a height.
struct SpineAxis {
  float x, y;
};
CHORDAE_SCENE SpineAxis spine_axis(const BodyShape& b, float z) {
  const float from_middle = z - 30.0F;
  const float arch = clamp01(1.0F - square(from_middle / 190.0F));
  return {b.scoliosis_mm * arch, b.spine_y_mm - b.kyphosis_per_mm * square(from_middle)};
}

/// y of the chest's inner front and back at a height.
struct ChestDepth {
  float front, back;
};
CHORDAE_SCENE ChestDepth chest_depth(const BodyShape& b, float z) {
  const float front = b.chest_front_mm + (z > 0.0F ? b.front_slope * z : 0.08F * z),
              back = b.chest_back_mm - 0.7F * b.kyphosis_per_mm * square(z - 30.0F);
  return {front, back};
}

/// Inside of the rib cage, and below it of the abdominal wall; the spine's ridge is cut out.
CHORDAE_SCENE float chest_cavity_mm(const BodyShape& b, Point p) {
  const ChestDepth depth = chest_depth(b, p.z);
  const float middle = 0.5F * (depth.front + depth.back), half = 0.5F * (depth.back - depth.front);
  const float y = p.y - middle;
  // Widest behind the middle.
  const float width = b.chest_half_width_mm * (1.0F + 0.07F * y / half);
  const float wall = rounded_cylinder_mm({p.x, y, p.z + 22.0F}, width, half, b.chest_squareness,
                                         b.lung_apex_mm + 22.0F);
  if (p.y < b.spine_y_mm - 60.0F || std::fabs(p.x) > 70.0F) return wall;
  const SpineAxis axis = spine_axis(b, p.z);
  const float ridge = rounded_cylinder_mm({p.x - axis.x, p.y - axis.y - 24.0F, 0},
                                          b.vertebra_mm + 9.0F, 41.0F, 0.1F, 1.0F);
  return smooth_intersection(wall, -ridge, 10.0F);
}

/// The trunk up to the shoulders, with breasts; without arms.
struct Trunk {
  float width, front, back;
};
CHORDAE_SCENE Trunk trunk_at(const BodyShape& b, float z) {
  const ChestDepth depth = chest_depth(b, z);
  const float shoulder = smoothstep((z - 25.0F) / b.lung_apex_mm);
  return {b.chest_half_width_mm + 13.0F + 1.25F * b.muscle_mm + b.skin_fat_mm + 34.0F * shoulder,
          depth.front - 17.0F - 0.45F * b.muscle_mm - 0.8F * b.skin_fat_mm,
          depth.back + 17.0F + 0.55F * b.muscle_mm + 0.9F * b.skin_fat_mm};
}
CHORDAE_SCENE float trunk_mm(const BodyShape& b, Point p) {
  const Trunk t = trunk_at(b, p.z);
  const float half = 0.5F * (t.back - t.front), y = p.y - 0.5F * (t.back + t.front);
  const bool breasts = b.breast_mm > 0.0F && y < 0.0F;
  // Broadest behind the armpits, where latissimus and shoulder blade are.
  const float v = y / half, width = t.width * (1.0F + 0.12F * (v < 0.6F ? v : 0.6F) - 0.02F);
  float inside =
      rounded_cylinder_mm({p.x, y, p.z - 60.0F}, width, half, 0.5F, b.lung_apex_mm - 18.0F);
  // Furrows over breastbone and spine.
  if (std::fabs(p.x) < 45.0F)
    inside -= (y < 0.0F ? 7.0F : 5.0F) * square(1.0F - square(p.x / 45.0F));
  if (breasts) {
    // Lying down they flatten and fall to the sides.
    const Ellipsoid breast{
        {0.66F * b.chest_half_width_mm, t.front + 14.0F, -8.0F},
        {66.0F + 0.3F * b.breast_mm, b.breast_mm + 14.0F, 72.0F + 0.3F * b.breast_mm}};
    inside = smooth_union(inside, inside_mm(breast, {std::fabs(p.x), p.y, p.z}), 14.0F);
  }
  return inside;
}

/// Whether `p` is so plainly outside the trunk that nobody needs to know how far.
CHORDAE_SCENE bool far_outside(const BodyShape& b, Point p) {
  const Trunk t = trunk_at(b, p.z);
  const float front = t.front - (b.breast_mm > 0.0F ? b.breast_mm + 14.0F : 0.0F);
  const float half = 0.5F * (t.back - front), y = p.y - 0.5F * (t.back + front);
  // The rounded outline reaches 1.22 of the ellipse's level at its corners.
  const float width = 1.06F * t.width;
  return square(p.x * half) + square(y * width) > 1.3F * square(half * width);
}

/// One dome of the diaphragm: height of its surface at (x, y), falling to the rim by `drop`.
struct Dome {
  float x, y, outer, inner, front,
      back;  ///< middle, reach to the side, to the midline, to front and back
};
CHORDAE_SCENE float dome_fall(const Dome& d, float x, float y, float drop) {
  const float u = (x - d.x) / ((x < d.x) == (d.x < 0.0F) ? d.outer : d.inner),
              v = (y - d.y) / (y < d.y ? d.front : d.back);
  const float rr = u * u + v * v;
  return drop * rr * (0.35F + 0.5F * rr);
}

/// z of the diaphragm's upper surface over (x, y), without the breath.
CHORDAE_SCENE float diaphragm_height_mm(const BodyShape& b, float x, float y) {
  const float w = b.chest_half_width_mm;
  const Dome right{-0.48F * w, -8.0F, 0.64F * w, 130.0F, 110.0F, 95.0F},
      left{0.52F * w, 0.0F, 0.6F * w, 150.0F, 110.0F, 95.0F};
  const float z_right = b.diaphragm_z_mm - dome_fall(right, x, y, b.dome_drop_mm),
              z_left = b.diaphragm_z_mm + b.left_dome_mm - dome_fall(left, x, y, b.dome_drop_mm);
  const float bed =
      square(clamp01(1.0F - square((x - 38.0F) / 85.0F) - square((y + 30.0F) / 75.0F)));
  return smooth_union(z_right, z_left, 30.0F) - b.heart_bed_mm * bed;
}

/// Depth below the diaphragm, along its normal.
CHORDAE_SCENE float below_diaphragm_mm(const BodyShape& b, Point p) {
  const float z = p.z - b.diaphragm_shift_mm;
  if (z > b.diaphragm_z_mm + 12.0F) return b.diaphragm_z_mm - z;  // the union adds at most 7.5
  const float h = diaphragm_height_mm(b, p.x, p.y);
  if (z > h + 25.0F) return h - z;  // in the lung, nobody needs it
  const float hx = diaphragm_height_mm(b, p.x + 1.0F, p.y) - h,
              hy = diaphragm_height_mm(b, p.x, p.y + 1.0F) - h;
  return (h - z) / std::sqrt(1.0F + hx * hx + hy * hy);
}

}  // namespace chordae::scene
