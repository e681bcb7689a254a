#pragma once
// What can be at a point of the scene, and what a mask calls it.

#include <cstddef>
#include <cstdint>

namespace chordae {

enum class Tissue : std::uint8_t {
  kAir,
  kLung,
  kFat,
  kMuscle,      ///< skeletal
  kMyocardium,  ///< also papillary muscles and trabeculae
  kScar,        ///< infarcted or fibrotic myocardium
  kArterialBlood,  ///< left heart, aorta
  kVenousBlood,    ///< right heart, cavae, pulmonary arteries
  kVesselWall,     ///< walls of atria and vessels, leaflets
  kPericardium,
  kEffusion,
  kLiver,
  kSpleen,
  kStomachWall,
  kFluid,   ///< cerebrospinal, stomach content, pleural
  kMarrow,
  kBone,    ///< cortical
  kMetal,
};
inline constexpr std::size_t kTissueCount = 18;

/// Masks. A pixel has the label that most of its volume has.
enum class Label : std::uint8_t {
  kBackground,
  kLvCavity,  ///< papillary muscles and trabeculae included (Schulz-Menger et al., JCMR 2020 22:19)
  kLvMyocardium,
  kRvCavity,
  kLeftAtrium,
  kRightAtrium,
  kAorta,
  kPulmonaryArtery,
};
inline constexpr std::size_t kLabelCount = 8;

/// A point in millimetres, single precision: what the inner loops work on.
struct Point {
  float x = 0, y = 0, z = 0;
};

}  // namespace chordae
