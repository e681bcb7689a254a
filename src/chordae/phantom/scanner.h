#pragma once
// A simple balanced steady-state scanner: samples the scene within each voxel (partial volume
// through the slice), gives every tissue a signal, shades by the coil, adds Rician noise
// (Gudbjartsson and Patz, MRM 1995). No k-space, no flow, no off-resonance.

#include <array>
#include <cstdint>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/image/cine.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// How one examination looks. Signals are relative to blood.
struct Protocol {
  std::array<float, kTissueCount> signal{};  ///< by tissue
  double noise = 0.03;                       ///< standard deviation in each channel; 0 = none
  double coil_radius_mm = 75;                ///< smaller: stronger shading
  double scale = 800;                        ///< stored value of blood at the middle of the heart
};

/// Ordinary cine contrast with the differences between sites and subjects.
Protocol draw_protocol(const Rng& rng);

/// One slice position over the beat, (T, H, W).
struct RenderedSlice {
  Geometry geometry;
  std::int64_t frames = 0, rows = 0, columns = 0;
  std::vector<float> pixels;  ///< blood about 1
  std::vector<std::uint8_t>
      cavity;                   ///< 1 where at least half of the voxel is left ventricular cavity
  std::vector<double> time_ms;  ///< one a frame, the first at the R wave
};

/// Renders `frames` equally spaced times of the beat. `rng` gives the noise: one stream a frame.
RenderedSlice render_slice(const Person& person, const Protocol& protocol, const Geometry& geometry,
                           std::int64_t rows, std::int64_t columns, std::int64_t frames,
                           const Rng& rng);

/// As a scanner stores it: 12 bits in 16, blood about protocol.scale.
CineSlice quantise(const RenderedSlice& slice, const Protocol& protocol, double cycle_ms);

}  // namespace chordae
