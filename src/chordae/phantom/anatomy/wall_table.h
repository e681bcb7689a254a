#pragma once
// The walls of both ventricles as radii about the long axis, on a grid of angle and height: the
// surface of a whole beating heart in a hundred kilobytes. Volumes are integrals over the grid, and
// what the picture shows is the same grid, interpolated: truth and picture cannot part.
//
// Height is 0 at the outer apex and 1 at the mitral plane, and goes on above it (outflow tract).

#include <array>
#include <cstddef>
#include <numbers>

#include "chordae/phantom/scene_math.h"

namespace chordae {

/// Surfaces in one direction at one height, mm from the long axis. Negative: beyond the surface's
/// end; the zero between is its pole.
struct WallNode {
  float endo = 0;      ///< left ventricular cavity, papillary muscles and trabeculae included
  float epi = 0;       ///< outside of the left ventricular wall
  float rv = 0;        ///< inside of the right ventricular free wall; no more than epi: not there
  float hull = 0;      ///< outside of the epicardial fat
  float trabeculae = 0, rv_trabeculae = 0;  ///< depth of the layer inside endo and rv
  float effusion = 0;  ///< depth of the fluid outside hull
  float scar = 0;      ///< share of the wall's depth, from the cavity
};
inline constexpr std::size_t kWallChannels = 8;
static_assert(sizeof(WallNode) == kWallChannels * sizeof(float));

struct WallTable {
  static constexpr int kAngles = 64, kLevels = 70;
  static constexpr float kLowest = -0.3F, kStep = 0.025F;  ///< heights: -0.3 to 1.425
  std::array<WallNode, static_cast<std::size_t>(kAngles* kLevels)> nodes{};

  static constexpr double angle(int i) {
    return (2.0 * i / kAngles - 1.0) * std::numbers::pi;
  }
  static constexpr double height(int j) { return static_cast<double>(kLowest) + static_cast<double>(kStep) * j; }
  static constexpr std::size_t index(int i, int j) {
    return static_cast<std::size_t>(j * kAngles + i);
  }
  WallNode& at(int i, int j) { return nodes[index(i, j)]; }
  const WallNode& at(int i, int j) const { return nodes[index(i, j)]; }
};

/// What the table says at a place, and how fast the first four radii change along the axis.
struct WallPlace {
  std::array<float, kWallChannels> value;  ///< in WallNode's order
  std::array<float, 4> rise;               ///< d radius / d height, mm
};

CHORDAE_SCENE WallPlace wall_at(const WallTable& table, float angle, float height) {
  constexpr float kPerTurn = static_cast<float>(WallTable::kAngles / (2.0 * std::numbers::pi));
  const float u = (angle + static_cast<float>(std::numbers::pi)) * kPerTurn;
  int i = static_cast<int>(u);
  if (i > WallTable::kAngles - 1) i = WallTable::kAngles - 1;
  const float fu = u - static_cast<float>(i);
  const int next = i + 1 == WallTable::kAngles ? 0 : i + 1;
  float v = (height - WallTable::kLowest) / WallTable::kStep;
  v = v < 0.0F ? 0.0F : v;
  int j = static_cast<int>(v);
  if (j > WallTable::kLevels - 2) j = WallTable::kLevels - 2;
  float fv = v - static_cast<float>(j);
  fv = fv > 1.0F ? 1.0F : fv;
  const float* const a = &table.nodes[WallTable::index(i, j)].endo;
  const float* const b = &table.nodes[WallTable::index(next, j)].endo;
  const float* const c = &table.nodes[WallTable::index(i, j + 1)].endo;
  const float* const d = &table.nodes[WallTable::index(next, j + 1)].endo;
  std::array<float, kWallChannels> low, high;
  WallPlace out;
  for (std::size_t k = 0; k < kWallChannels; ++k) {
    low[k] = a[k] + fu * (b[k] - a[k]);
    high[k] = c[k] + fu * (d[k] - c[k]);
    out.value[k] = low[k] + fv * (high[k] - low[k]);
  }
  for (std::size_t k = 0; k < out.rise.size(); ++k) out.rise[k] = (high[k] - low[k]) / WallTable::kStep;
  return out;
}

/// Volume (mL) within one of the surfaces (endo, epi, rv) below the height `top`, for a ventricle
/// `length_mm` from outer apex to mitral plane; `within` is subtracted where it is smaller (rv less
/// epi). For the interpolated table itself, to 1e-4 with 8 `parts` of a level,
/// to which `top` is rounded; fewer are quicker.
double wall_volume_ml(const WallTable& table, float WallNode::*surface, double length_mm, double top,
                      float WallNode::*within = nullptr, int parts = 8);

}  // namespace chordae
