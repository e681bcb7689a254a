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
          static_cast<float>((bits >> 12) & 63U) * kUnit, static_cast<float>((bits >> 18) & 63U) * kUnit};
}

CHORDAE_SCENE float random_tissue(std::uint32_t seed, Point p, float softness) {
  // Shared bends: sheets and tongues curve together, as layers of a body do.
  const Draws phase = four_draws(seed, 90);
  const Point bent{p.x + 9.0F * wave(p.y * 0.0121F + phase.a) + 5.0F * wave(p.z * 0.0213F + phase.b),
                   p.y + 9.0F * wave(p.z * 0.0110F + phase.c) + 5.0F * wave(p.x * 0.0189F + phase.d),
                   p.z + 9.0F * wave(p.x * 0.0103F + phase.b) + 5.0F * wave(p.y * 0.0169F + phase.c)};
  float signal = 1.2F * four_draws(seed, 91).a;
  for (std::int32_t layer = 0; layer < 7; ++layer) {
    const Draws shape = four_draws(seed, 2 * layer), look = four_draws(seed, 2 * layer + 1);
    // Patches are stretched or flattened along a random direction.
    Point n{shape.a - 0.5F, shape.b - 0.5F, shape.c - 0.5F};
    const float unit = 1.0F / std::sqrt(n.x * n.x + n.y * n.y + n.z * n.z);  // never 0: odd / 126
    const float along = (n.x * bent.x + n.y * bent.y + n.z * bent.z) * unit * unit;
    const float stretch = (0.3F + 2.2F * square(look.d) - 1.0F) * along;
    const Point q{bent.x + stretch * n.x, bent.y + stretch * n.y, bent.z + stretch * n.z};
    const float cell = 16.0F + 44.0F * shape.d;
    const float field = smooth_noise(seed + 31U * static_cast<std::uint32_t>(layer) + 5U, q, cell);
    // Value noise changes by about 1.5 a cell, so this is near to millimetres.
    const float inside = (field - 0.42F - 0.2F * look.a) * cell / 1.5F;
    const float edge = softness + 20.0F * larger(shape.b + look.b - 1.2F, 0.0F);  // few are soft
    // Lung-like, fat-like or anything.
    const float kind = look.c;
    const float value = kind < 0.25F ? 0.1F * look.b : (kind < 0.5F ? 0.8F + 0.5F * look.b : 1.3F * look.b);
    signal = lerp(signal, value * (0.8F + 0.4F * field), coverage(inside, edge));
  }
  return smaller(signal, 1.3F);
}

}  // namespace chordae::scene
