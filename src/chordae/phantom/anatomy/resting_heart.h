#pragma once
// The heart at end-diastole as material: for each direction and height of the wall, where the
// cavity's surface is, how much wall lies outside it, and how that place will move. What motion/beat.h
// deforms.

#include <array>

#include "chordae/phantom/anatomy/heart_anatomy.h"
#include "chordae/phantom/anatomy/wall_table.h"

namespace chordae {

/// One number for each direction and height.
using WallField = std::array<float, static_cast<std::size_t>(WallTable::kAngles* WallTable::kLevels)>;

struct RestingHeart {
  double length_mm = 0;      ///< outer apex to mitral plane
  double base_radius_mm = 0; ///< mean cavity radius at the mitral plane
  double outer_radius_mm = 0;  ///< largest outer radius of the left ventricle
  WallField endo{};          ///< radius, mm; negative beyond the cavity's pole
  WallField area{};          ///< wall area per radian in the cross-section, mm^2; negative beyond the outer apex: - radius
  WallField contraction{};   ///< 1 = average
  WallField delay_ms{};
  WallField trabeculae{}, rv_trabeculae{};  ///< depth, mm
  WallField scar{};
  WallField rv_shape{};      ///< depth of the right ventricle relative to its largest, 0 outside it
  WallField rv_bulge{};      ///< mm, added
  WallField fat{}, effusion{};  ///< mm
  bool has_delay = false;
};

/// The cavity holds exactly edv_ml up to the mitral plane. Errors kConfig as check_anatomy.
RestingHeart make_resting_heart(const HeartAnatomy& anatomy);

}  // namespace chordae
