#pragma once
// What lies around the heart and doesn't move during a breath-hold: skin fat, chest wall with ribs,
// spine, lungs with vessels, diaphragm, liver, stomach, spleen, descending aorta. Patient frame
// (LPS, mm), origin in the middle of the chest at the height of the mitral plane.

#include <cstdint>

#include "chordae/phantom/tissue.h"

namespace chordae {

struct BodyShape {
  float half_width_mm = 165, half_depth_mm = 108;
  float skin_fat_mm = 12, chest_wall_mm = 18;
  float diaphragm_z_mm = -52;  ///< under the heart
  std::uint32_t texture = 1;   ///< seed of vessels and texture
};

struct BodySample {
  Tissue tissue = Tissue::kAir;
  float texture = 1;  ///< factor on the tissue's signal
};

/// Whether `p` lies at least `inset` mm (about) beneath the skin.
bool is_within_trunk(const BodyShape& body, Point p, float inset);

BodySample body_sample(const BodyShape& body, Point p);

}  // namespace chordae
