#pragma once
// Tissue of no anatomy: sheets, tongues and patches of random signal, laid over one another. What a
// network must survive that has only seen our bodies.

#include "chordae/phantom/body/brush.h"

namespace chordae::scene {

CHORDAE_SCENE float random_tissue(std::uint32_t seed, Point p, float softness) {
  const auto draw = [seed](std::int32_t layer, std::int32_t which) {
    return lattice(seed + 977U, layer, which, 0);
  };
  // Shared bends: sheets and tongues curve together, as layers of a body do.
  const Point bent{p.x + 9.0F * wave(p.y / 83.0F + draw(90, 0)) + 5.0F * wave(p.z / 47.0F + draw(90, 1)),
                   p.y + 9.0F * wave(p.z / 91.0F + draw(90, 2)) + 5.0F * wave(p.x / 53.0F + draw(90, 3)),
                   p.z + 9.0F * wave(p.x / 97.0F + draw(90, 4)) + 5.0F * wave(p.y / 59.0F + draw(90, 5))};
  float signal = 1.2F * draw(91, 0);
  for (std::int32_t layer = 0; layer < 7; ++layer) {
    // A random direction, along which this layer's patches are stretched or flattened.
    const float turn = draw(layer, 0), height = 2.0F * draw(layer, 1) - 1.0F;
    const float flat = std::sqrt(1.0F - height * height);
    const Point n{flat * wave(turn), flat * wave(turn + 0.25F), height};
    const float along = n.x * bent.x + n.y * bent.y + n.z * bent.z;
    const float stretch = 0.3F + 2.2F * square(draw(layer, 2)) - 1.0F;
    const Point q{bent.x + stretch * along * n.x, bent.y + stretch * along * n.y,
                  bent.z + stretch * along * n.z};
    const float cell = 16.0F + 44.0F * draw(layer, 3);
    const float field = smooth_noise(seed + 31U * static_cast<std::uint32_t>(layer) + 5U, q, cell);
    // Value noise changes by about 1.5 a cell, so this is near to millimetres.
    const float threshold = 0.42F + 0.2F * draw(layer, 4);
    const float inside = (field - threshold) * cell / 1.5F;
    const float edge = draw(layer, 5) < 0.7F ? softness : softness + 14.0F * draw(layer, 6);
    // Within a patch the signal takes one of two values by region: fat-like, lung-like, any.
    const float kind = draw(layer, 7);
    const float value = kind < 0.25F ? 0.08F * draw(layer, 8)
                                     : (kind < 0.5F ? 0.8F + 0.5F * draw(layer, 8) : 1.3F * draw(layer, 8));
    const float shade = 0.8F + 0.4F * field;
    signal = lerp(signal, value * shade, coverage(inside, edge));
  }
  return signal < 1.3F ? signal : 1.3F;
}

}  // namespace chordae::scene
