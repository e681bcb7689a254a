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
  Vec3 heart_mm{22, -8, 0};               ///< middle of the left ventricle
  double front_mm = -108, back_mm = 118;  ///< y of the skin before and behind the heart
  double diaphragm_z_mm = -52;
};

/// A piece of metal: a magnetic dipole along the static field (z), its signal gone within about
/// `void_mm`.
struct MetalPoint {
  std::vector<Vec3> path_mm;  ///< one place a frame, or a single one
  double void_mm = 8;
};

/// Size of the pictures and where they lie.
struct PictureGrid {
  Geometry geometry;
  std::int64_t rows = 0, columns = 0;
};

/// What the receiver does. Shapes   both (H, W)
struct ReceiverMaps {
  std::vector<float> gain;   ///< on the signal: coils (fields on the axes of current loops in front
                             ///< of and behind the chest), less the surface-coil correction
  std::vector<float> noise;  ///< SD in each channel: the correction's and the g-factor's share
};
ReceiverMaps receiver_maps(const PictureGrid& grid, const ScannedBody& body,
                           const Receiver& receiver, bool phase_along_rows);

/// Gain by the static field, (H, W): 1 on resonance, dark bands half a 1 / TR away, metal's voids.
std::vector<float> field_gain(const PictureGrid& grid, const ScannedBody& body,
                              const FieldMap& field, std::span<const MetalPoint> metal = {},
                              std::int64_t frame = 0);

}  // namespace chordae
