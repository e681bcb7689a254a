#pragma once
// What a point of the body looks like, heart and great vessels aside: layers from back to front,
// each covering as much of the pixel as it fills. Cheap tests first: air, lung and the inside of
// organs end early.
//
// Note [Signed fat]: with a negative signal for fat (water and fat in opposed phase, as balanced
// SSFP has them when TE is half of TR) a pixel of both adds up to nearly nothing, and every border
// between them gets the dark line that real images have. The result is then signed: average it
// through the slice and take its magnitude last, after the heart has been painted over it.

#include "chordae/phantom/body/abdomen.h"
#include "chordae/phantom/body/chest_wall.h"
#include "chordae/phantom/body/random_tissue.h"
#include "chordae/phantom/body/thorax.h"

namespace chordae::scene {

CHORDAE_SCENE float interior_signal(const BodyShape& b, Point p, float cavity, const Brush& brush) {
  const float below = below_diaphragm_mm(b, p);
  const float half_edge = 0.5F * brush.softness;
  if (below <= -half_edge) return thorax_signal(b, p, brush);
  if (below >= half_edge) return abdomen_signal(b, p, below, cavity, brush);
  return lerp(thorax_signal(b, p, brush), abdomen_signal(b, p, below, cavity, brush),
              brush.cover(below));
}

/// Size of the lobules and bundles that make a tissue's texture.
inline constexpr float kGrainMm = 7.0F;
CHORDAE_SCENE float grained(const SceneLook& look, float grain) {
  return 1.0F + 2.0F * look.texture * (grain - 0.5F);
}

CHORDAE_SCENE float anatomy_signal(const BodyShape& b, const SceneLook& look, Point p,
                                   float softness) {
  const Brush brush{look.palette, softness};
  const float half_edge = 0.5F * softness;
  if (far_outside(b, p)) return outside_signal(b, p, brush);
  const float cavity = chest_cavity_mm(b, p);
  if (cavity >= half_edge) {
    float signal = interior_signal(b, p, cavity, brush);
    paint_posterior_vessels(signal, b, p, brush);
    // Lung has too little signal for its grain to be seen.
    if (std::fabs(signal) < 0.12F) return signal;
    return signal * grained(look, tissue_noise(look.seed, p, kGrainMm));
  }
  const float skin = trunk_mm(b, p);
  if (skin <= -half_edge) return outside_signal(b, p, brush);
  const float grain = tissue_noise(look.seed, p, kGrainMm);
  float signal = chest_wall_signal(b, p, skin, -cavity, grain, brush);
  if (cavity > -half_edge) {
    signal = lerp(signal, interior_signal(b, p, cavity, brush), brush.cover(cavity));
  }
  paint_posterior_vessels(signal, b, p, brush);
  if (skin < half_edge) signal = lerp(outside_signal(b, p, brush), signal, brush.cover(skin));
  return signal * grained(look, grain);
}

/// Signal of everything but the heart and the great vessels at its base.
///
/// Units   mm, patient frame; `softness_mm` > 0: width of an edge, about a pixel. The palette's
///         units; signed where the palette's fat is, see Note [Signed fat].
CHORDAE_SCENE float body_signal(const BodyShape& body, const SceneLook& look, Point p_lps_mm,
                                float softness_mm) {
  if (look.random_background <= 0.0F) return anatomy_signal(body, look, p_lps_mm, softness_mm);
  const float random = random_tissue(look.seed, p_lps_mm, softness_mm);
  if (look.random_background >= 1.0F) return random;
  return lerp(anatomy_signal(body, look, p_lps_mm, softness_mm), random, look.random_background);
}

}  // namespace chordae::scene
