#pragma once
// The velocity pictures that come with a phase-contrast series, made from labels: blood has its
// vessel's velocity with a blunt profile, everything else stands still, noise grows where the
// magnitude is weak (Pelc et al., MRQ 1991;7:229).

#include <array>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/phantom/scene_picture.h"
#include "chordae/phantom/tissue.h"

namespace chordae {

struct VelocityEncoding {
  double limit_cm_per_s = 150;  ///< faster blood wraps around to the other sign
  double noise_sd = 0.03;       ///< of the magnitude picture, each channel
};

/// Highest through-plane velocity of each label, cm/s along the plane's normal; one a frame. Empty:
/// stands still.
using LabelVelocities = std::array<std::vector<float>, kLabelCount>;

/// Shapes   (T, H, W) as `magnitude`, which has been acquired; its labels come along
/// Units    cm/s, within the limits of the encoding
/// Errors   kShape if a label's curve isn't one value a frame, or labels are missing; kNumeric if
/// the
///          limit isn't above 0
ScenePicture velocity_picture(const ScenePicture& magnitude, const LabelVelocities& velocities,
                              const VelocityEncoding& encoding, const Rng& rng);

}  // namespace chordae
