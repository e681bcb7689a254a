#pragma once
// How one person's chest and upper abdomen differ from another's: plain numbers, everything that
// lies around the heart. How they become a picture is in body_signal.h. Patient frame (LPS, mm),
// origin in the midline at the height of the mitral annulus; the person lies on the back.

#include <cstdint>
#include <span>

#include "chordae/base/rng.h"
#include "chordae/phantom/tissue.h"

namespace chordae {

/// What the stomach or the colon is filled with.
struct Filling {
  float gas = 0.2F;   ///< share of its depth that is gas, which collects in front
  float food = 0.3F;  ///< how lumpy the rest is: 0 clear fluid, 1 solid food
};

struct BodyShape {
  // Thorax: the inner wall at the height of the heart.
  float chest_half_width_mm = 124;
  float chest_front_mm = -80;      ///< y of the inner side of the breastbone
  float chest_back_mm = 98;        ///< y of the deepest recesses beside the spine
  float chest_squareness = 0.35F;  ///< outline: 0 ellipse, 1 nearly a box
  float lung_apex_mm = 118;        ///< z
  float front_slope = 0.33F;       ///< the breastbone leans back by this much a mm upwards
  float lung_signal = 1;           ///< expiration and gravity make lungs denser: 0.6 to 2

  // Chest wall, outwards.
  float rib_spacing_mm = 26, rib_fall = 0.5F;  ///< mm that a rib falls a mm forwards
  float rib_phase_mm = 0;
  float muscle_mm = 14;  ///< pectoral, serratus and latissimus, about
  float skin_fat_mm = 12;
  float breast_mm = 0;  ///< projection of the breasts; 0 none
  float gland = 0.4F;   ///< share of glandular tissue in them
  bool arms = true;     ///< beside the trunk (up, over the head, otherwise)

  // Spine.
  float spine_y_mm = 62;   ///< middle of the vertebral bodies, at z = 30
  float vertebra_mm = 17;  ///< half of a body's width
  float vertebra_spacing_mm = 25, vertebra_phase_mm = 4;
  float scoliosis_mm = 0;              ///< sideways bow, > 0 to the left
  float kyphosis_per_mm = 1 / 900.0F;  ///< y falls by this times the squared distance from z = 30

  // Mediastinum: the fat that the heart lies in, a cone from the atria to the apex.
  Point heart_base{2, 8, 10}, heart_apex{70, -52, -46};
  float heart_base_mm = 40, heart_apex_mm = 22;  ///< its radii
  float visceral_fat = 0.5F;  ///< 0 lean to 1: between heart and wall, around organs

  // Diaphragm and what moves with it.
  float diaphragm_z_mm = -29;    ///< top of the right dome
  float left_dome_mm = -14;      ///< left dome against the right one
  float dome_drop_mm = 75;       ///< from a dome's top to its rim
  float heart_bed_mm = 16;       ///< how deep the heart has sunk into the diaphragm
  float diaphragm_shift_mm = 0;  ///< a breath, > 0 upwards (expiration): moves all below

  // Abdomen.
  float liver_mm = 128;       ///< height of its right lobe
  float left_lobe_x_mm = 42;  ///< how far the left lobe reaches
  float spleen_scale = 1, stomach_scale = 1;
  Filling stomach{0.2F, 0.7F}, colon{0.7F, 0.7F};
  bool has_colon = true, has_gallbladder = true;

  std::uint32_t seed = 1;  ///< of vessels, septa, muscle
};

/// A person of this sex and size, on the back, breath held.
/// Errors kUsage for a height or weight that isn't positive and finite.
BodyShape draw_body(const Rng& rng, bool female, double height_cm, double weight_kg);

/// Distance (mm, about) from `p` to the inner wall of the chest, spine included; > 0 inside. The
/// diaphragm is no wall.
float chest_clearance_mm(const BodyShape& body, Point p);

/// Height (mm) of `p` above the diaphragm, at the body's breath.
float diaphragm_clearance_mm(const BodyShape& body, Point p);

/// Distance (mm, about) from `p` to the skin, > 0 inside the trunk; arms are not counted.
float skin_depth_mm(const BodyShape& body, Point p);

/// Grows the chest, and deepens the diaphragm, until every point of `heart` has `margin_mm` around
/// it. Returns false where 60 mm of growth wouldn't do.
bool make_room(BodyShape& body, std::span<const Point> heart, float margin_mm);

}  // namespace chordae
