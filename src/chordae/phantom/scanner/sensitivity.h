#pragma once
// Maps that multiply a picture before k-space: what the coils hear, what the static field does to
// the balanced steady state, what metal destroys; and the noise that comes with them.

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/image/geometry.h"
#include "chordae/phantom/scanner/protocol.h"

namespace chordae {

/// The few numbers of a patient that a scanner's maps depend on: patient frame (LPS, mm).
struct ScannedBody {
  Vec3 heart_mm{22, -8, 0};  ///< middle of the left ventricle
  double half_depth_mm = 108;
  double diaphragm_z_mm = -52;
};

/// A piece of metal: a magnetic dipole along the static field (z), its signal gone within about
/// `void_mm`.
struct MetalPoint {
  std::vector<Vec3> path_mm;  ///< one place a frame, or a single one
  double void_mm = 8;
};

/// Shapes   gain, noise (H, W)
struct SensitivityMaps {
  std::vector<float> gain;   ///< on the signal
  std::vector<float> noise;  ///< SD in each channel
};

/// Coils (field on the axis of current loops in front of and behind the chest), surface-coil
/// correction, g-factor, and dark bands of the field map with the metal's of frame `frame`.
SensitivityMaps sensitivity_maps(const Geometry& geometry, std::int64_t rows, std::int64_t columns,
                                 const ScannedBody& body, const Protocol& protocol,
                                 std::span<const MetalPoint> metal = {}, std::int64_t frame = 0);

}  // namespace chordae
