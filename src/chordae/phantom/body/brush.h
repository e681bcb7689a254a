#pragma once
// Painting: later layers cover earlier ones, by as much of the pixel as they fill.

#include "chordae/phantom/scene_look.h"
#include "chordae/phantom/scene_math.h"

namespace chordae::scene {

struct Brush {
  const Palette& palette;
  float softness;  ///< mm over which an edge is smooth

  CHORDAE_SCENE float of(Tissue tissue) const { return palette[static_cast<std::size_t>(tissue)]; }
  CHORDAE_SCENE float cover(float inside) const { return coverage(inside, softness); }
  /// Of a tube or ball that may be thinner than a pixel, which its edge alone would overrate.
  CHORDAE_SCENE float cover_thin(float radius, float distance) const {
    return coverage(radius - distance, softness) * clamp01(2.0F * radius / softness);
  }
  /// Of a sheet between two parallel surfaces at depths `from` < `to` mm, at depth `depth`.
  CHORDAE_SCENE float cover_sheet(float depth, float from, float to) const {
    return coverage(depth - from, softness) - coverage(depth - to, softness);
  }
};

/// Noise on a lattice that lies askew to every image plane, so that nobody sees its squares.
CHORDAE_SCENE float tissue_noise(std::uint32_t seed, Point p, float cell) {
  return smooth_noise(seed,
                      {0.60F * p.x - 0.64F * p.y + 0.48F * p.z,
                       0.80F * p.x + 0.48F * p.y - 0.36F * p.z, 0.60F * p.y + 0.80F * p.z},
                      cell);
}

/// Vessels that leave a root along +x or -x and fork again and again: at every doubling of the
/// distance each branch divides in four, so their density stays even while they thin out.
struct VesselTree {
  Point root;
  float side;       ///< +1: branches go to +x
  float first_mm;   ///< distance of the first fork
  float radius_mm;  ///< at the first fork
  std::uint32_t seed;
};

/// 0 to 1, of its class's largest, of the branch that ends in a cell; two in five come to nothing.
CHORDAE_SCENE float branch_width(const VesselTree& tree, std::uint32_t level, float a, float b) {
  const float luck = lattice(tree.seed + level, static_cast<std::int32_t>(a),
                             static_cast<std::int32_t>(b), tree.side > 0.0F ? 1 : 0);
  return luck < 0.4F ? 0.0F : luck;
}

/// How much of the pixel at `p` vessels of the tree fill.
CHORDAE_SCENE float vessels(const VesselTree& tree, Point p, const Brush& brush) {
  Point d{p.x - tree.root.x, p.y - tree.root.y, p.z - tree.root.z};
  // A regular tree bent by waves of incommensurate length looks grown.
  const float shift = static_cast<float>(tree.seed & 1023U) * 0.37F;
  d = {tree.side * d.x,
       d.y + 5.0F * wave(d.z * 0.0159F - shift) + 2.2F * wave(d.x * 0.0385F + shift),
       d.z + 5.0F * wave(d.x * 0.0141F + shift) + 2.2F * wave(d.y * 0.0476F - shift)};
  const float r = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z);
  if (r < tree.first_mm) return 0.0F;
  float start = tree.first_mm, cell = 0.42F, radius = tree.radius_mm;
  std::uint32_t level = 0;
  for (; level < 3U && r > 2.0F * start; ++level) {
    start *= 2.0F;
    cell *= 0.5F;
    radius *= 0.52F;
  }
  // Stereographic direction: angles stay angles over the half space that the branches fill.
  const float backward = -d.x / r;
  if (backward > 0.5F) return 0.0F;
  const float along = r + d.x;
  const float a = d.y / along + 0.11F, b = d.z / along + 0.07F;
  const float ia = std::floor(a / cell), ib = std::floor(b / cell);
  const float t = clamp01((r - start) / start), bend = smoothstep(t);
  // A branch runs from the middle of its four siblings, where the parent ends, to its own middle:
  // it never leaves its cell, so no neighbour has to be asked.
  const float pa = std::floor(0.5F * ia), pb = std::floor(0.5F * ib);  // the parent's cell
  const float ca = lerp(2.0F * pa + 1.0F, ia + 0.5F, bend) * cell,
              cb = lerp(2.0F * pb + 1.0F, ib + 0.5F, bend) * cell;
  const float distance =
      2.0F * r / (1.0F + a * a + b * b) * std::sqrt(square(a - ca) + square(b - cb));
  const float widest = radius * lerp(1.0F, 0.52F, t) * 1.2F;
  if (distance > widest + brush.softness) return 0.0F;
  // As wide as its parent at the fork, as wide as its own luck has it at the end, or gone.
  const float width =
      lerp(branch_width(tree, level - 1U, pa, pb), branch_width(tree, level, ia, ib), t);
  const float ends = clamp01(2.0F - 4.0F * backward) * clamp01(0.2F * (r - tree.first_mm));
  return brush.cover_thin(widest * width, distance) * ends;
}

}  // namespace chordae::scene
