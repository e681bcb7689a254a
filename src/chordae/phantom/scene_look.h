#pragma once
// How tissues look before the scanner's own faults: one signal a tissue, and how blood and tissue
// vary around it. A sequence (scanner/contrast.h) or a random draw fills it in.

#include <array>
#include <cstdint>

#include "chordae/phantom/tissue.h"

namespace chordae {

/// Signal by tissue. For cine, arterial blood is about 1.
using Palette = std::array<float, kTissueCount>;

struct SceneLook {
  Palette palette{};
  float texture = 0.06F;         ///< relative variation within a tissue
  float flow_variation = 0.10F;  ///< of blood's signal through space and time, 0 to 0.4
  float jet_darkness = 0.4F;     ///< dephasing in fast jets: 0 none, 1 black
  float inflow_gain = 0.05F;     ///< blood that has just entered the slice is brighter by this
  float random_background = 0;   ///< 0 the body as it is, 1 random smooth tissue instead
  std::uint32_t seed = 1;        ///< of textures and flow
};

}  // namespace chordae
