#pragma once
// Tissue of no anatomy: sheets, tongues and patches of random signal, laid over one another. What a
// network must survive that has only seen our bodies.

#include "chordae/phantom/body/brush.h"
#include "chordae/phantom/body/outline.h"

namespace chordae::scene {

/// Four random numbers in [0, 1] of one hash.
struct Draws {
  float a, b, c, d;
};
CHORDAE_SCENE Draws four_draws(std::uint32_t seed, std::int32_t which) {
  const auto bits = static_cast<std::uint32_t>(lattice(seed + 977U, which, 0, 0) * 0x1p24F);
  constexpr float kUnit = 1.0F / 63.0F;
  return {static_cast<float>(bits & 63U) * kUnit, static_cast<float>((bits >> 6) & 63U) * kUnit,
          static_cast<float>((bits >> 12) & 63U) * kUnit,
          static_cast<float>((bits >> 18) & 63U) * kUnit};
}

/// A smooth random surface: patches about `cell` mm large, stretched up to fourfold along a random
/// direction. Near to a signed distance in mm.
CHORDAE_SCENE float random_surface_mm(std::uint32_t seed, Point p, float cell, float threshold,
                                      const Draws& shape) {
  const Point n{shape.a - 0.5F, shape.b - 0.5F, shape.c - 0.5F};
  const float along = (n.x * p.x + n.y * p.y + n.z * p.z) /
                      (n.x * n.x + n.y * n.y + n.z * n.z);  // never 0: each is odd / 126
  const float squeeze = -0.75F * shape.d * along;
  const Point q{p.x + squeeze * n.x, p.y + squeeze * n.y, p.z + squeeze * n.z};
  return (tissue_noise(seed, q, cell) - threshold) * cell / 1.5F;  // it changes by about 1.5 a cell
}

/// Signals far apart for layers that follow one another; a fifth of them dark as lung.
CHORDAE_SCENE float random_value(float start, std::int32_t layer) {
  const float turn = start + 0.618F * static_cast<float>(layer);  // golden section: evenly spread
  const float v = turn - std::floor(turn);
  return v < 0.2F ? 0.4F * v : 1.3F * (v - 0.1F) / 0.9F;
}

CHORDAE_SCENE float random_tissue(std::uint32_t seed, Point p, float softness) {
  // Shared bends: everything curves together, as the layers of a body do.
  const Draws phase = four_draws(seed, 90), walls = four_draws(seed, 91);
  const Point bent{
      p.x + 12.0F * wave(p.y * 0.0101F + phase.a) + 5.0F * wave(p.z * 0.0213F + phase.b),
      p.y + 12.0F * wave(p.z * 0.0090F + phase.c) + 5.0F * wave(p.x * 0.0189F + phase.d),
      p.z + 12.0F * wave(p.x * 0.0083F + phase.b) + 5.0F * wave(p.y * 0.0169F + phase.c)};
  const float start = walls.a;
  // Two halves, with sheets between them: a body wall that nobody has.
  const float half = random_surface_mm(seed + 1U, bent, 95.0F, 0.5F, four_draws(seed, 0));
  const float edge = softness + 10.0F * larger(walls.b - 0.7F, 0.0F);
  float signal = lerp(random_value(start, 0), random_value(start, 1), coverage(half, edge));
  float depth = half;
  for (std::int32_t sheet = 2; sheet < 4; ++sheet) {
    const float thick = 4.0F + 16.0F * (sheet == 2 ? walls.c : walls.d);
    signal = lerp(signal, random_value(start, sheet),
                  coverage(depth, softness) - coverage(depth - thick, softness));
    depth -= thick;
  }
  // Organs: tongues and patches, some with a wall, a few without a sharp border.
  for (std::int32_t organ = 4; organ < 8; ++organ) {
    const Draws look = four_draws(seed, organ + 20);
    const float cell = 24.0F + 40.0F * look.a;
    const float inside = random_surface_mm(seed + 7U * static_cast<std::uint32_t>(organ), bent,
                                           cell, 0.5F + 0.16F * look.b, four_draws(seed, organ));
    const float soft = softness + 24.0F * larger(look.c - 0.75F, 0.0F);
    const float wall = look.d > 0.5F ? 5.0F * look.d : 0.0F;
    if (inside < -soft) continue;
    signal = lerp(signal, random_value(start, organ + 5), coverage(inside, soft));
    signal = lerp(signal, random_value(start, organ) * (0.85F + 0.02F * inside),
                  coverage(inside - wall, soft));
  }
  // Vessels and gas bubbles.
  const float spots = random_surface_mm(seed + 99U, p, 13.0F, 0.74F, four_draws(seed, 40));
  return clamp01(lerp(signal, random_value(start, 13), coverage(spots, softness)) / 1.3F) * 1.3F;
}

}  // namespace chordae::scene
