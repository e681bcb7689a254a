#pragma once
// What can be at a point of the scene. Labels (masks) follow from the tissue, so that a new label
// needs no second geometry.

#include <cstddef>
#include <cstdint>

namespace chordae {

enum class Tissue : std::uint8_t {
  kNothing,  ///< the heart isn't here: ask the body
  kAir,
  kLung,
  kFat,
  kMuscle,
  kMyocardium,  ///< also the walls of the right ventricle, the atria and the great vessels, and
                ///< valves
  kBlood,       ///< right heart, atria, vessels
  kLvBlood,
  kLvPapillary,  ///< muscle inside the left ventricular cavity; counted as cavity (SCMR 2020,
                 ///< 'included')
  kLiver,
  kSpleen,
  kStomach,
  kMarrow,
  kFluid,  ///< cerebrospinal
};
inline constexpr std::size_t kTissueCount = 14;

constexpr bool is_lv_cavity(Tissue t) { return t == Tissue::kLvBlood || t == Tissue::kLvPapillary; }

/// A point in millimetres, single precision: what the inner loops work on.
struct Point {
  float x = 0, y = 0, z = 0;
};

}  // namespace chordae
