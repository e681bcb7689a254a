#include "chordae/phantom/scanner/training_protocol.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/scanner/site.h"

namespace chordae {
namespace {

float& of(Palette& palette, Tissue tissue) { return palette[static_cast<std::size_t>(tissue)]; }

/// Any contrast: blood 1, everything else from black to nearly twice as bright.
void widen_contrast(Palette& palette, Rng rng) {
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    const auto tissue = static_cast<Tissue>(i);
    if (tissue == Tissue::kAir || tissue == Tissue::kMetal) continue;
    palette[i] = static_cast<float>(rng.uniform(0, 1.8));
  }
  // Blood stays the brighter one in 19 of 20; a twentieth is late enhancement's or black blood's.
  constexpr double kInverted = 0.05;
  const double myocardium = rng.chance(kInverted)
                                ? rng.uniform(1.1, 2.5)
                                : std::exp(rng.uniform(std::log(0.08), 0.0)) * 0.85;
  of(palette, Tissue::kArterialBlood) = 1;
  of(palette, Tissue::kVenousBlood) = static_cast<float>(rng.uniform(0.5, 1.3));
  of(palette, Tissue::kMyocardium) = static_cast<float>(myocardium);
  of(palette, Tissue::kScar) = static_cast<float>(myocardium * rng.uniform(0.6, 1.7));
  of(palette, Tissue::kVesselWall) = static_cast<float>(myocardium * rng.uniform(0.5, 1.5));
  if (rng.chance(0.5)) of(palette, Tissue::kFat) *= -1;  // opposed to water: black borders
  of(palette, Tissue::kLung) = static_cast<float>(rng.uniform(0, rng.chance(0.8) ? 0.3 : 1.0));
}

void widen_tone(Tone& tone, Rng rng) {
  tone.gamma = std::exp(rng.uniform(std::log(0.5), std::log(2.0)));
  if (rng.chance(0.4)) tone.white = rng.uniform(0.6, 2.0);
  if (rng.chance(0.3)) tone.black = rng.uniform(0, 0.3);
  if (rng.chance(0.3)) tone.sigmoid = rng.uniform(0, 1);
}

void widen_borders(Storage& storage, Rng rng) {
  storage.mask = static_cast<Mask>(rng.integer(0, 2));
  for (double& border : storage.border_share) border = rng.chance(0.25) ? rng.uniform(0, 0.2) : 0;
  if (rng.chance(0.1)) {
    storage.stripe_period = static_cast<int>(rng.integer(2, 16));
    storage.stripe_depth = rng.uniform(0.1, 1);
  }
}

void widen_artefacts(Artefacts& artefacts, Rng rng) {
  artefacts.temporal_blur = rng.uniform(0, 0.3);
  artefacts.ghost = rng.uniform(0, 0.35);
  artefacts.ghost_shift = rng.uniform(0.1, 0.9);
  artefacts.aliasing = rng.chance(0.5) ? rng.uniform(0, 0.2) : 0;
  artefacts.acceleration = static_cast<int>(rng.integer(2, 4));
  artefacts.wrap_share = rng.chance(0.5) ? rng.uniform(0, 0.2) : 0;
  artefacts.spike = rng.chance(0.2) ? rng.uniform(0, 0.25) : 0;
}

}  // namespace

Protocol draw_training_protocol(const Rng& root, double realism) {
  if (!(realism >= 0 && realism <= 1))
    throw Error(ErrorCode::kConfig, cat("realism ", realism, ": must be 0 to 1"));
  Protocol p = draw_protocol(root.split("examination"), draw_site(root.split("site")));
  Rng choice = root.split("choice");
  // A draw for every group, used or not: raising realism never shifts what remains wide.
  const auto is_wide = [&] { return choice.uniform() >= realism; };

  Rng rng = root.split("wide");
  if (is_wide()) widen_contrast(p.look.palette, rng.split("contrast"));
  if (is_wide()) {
    Rng blood = rng.split("blood");
    p.look.flow_variation = static_cast<float>(blood.uniform(0, 0.4));
    p.look.jet_darkness = static_cast<float>(blood.uniform(0, 1));
    p.look.inflow_gain = static_cast<float>(blood.uniform(0, 0.4));
  }
  if (is_wide()) {
    Rng background = rng.split("background");
    p.look.texture = static_cast<float>(background.uniform(0, 0.3));
    p.look.random_background = static_cast<float>(background.uniform(0, 1));
  }
  if (is_wide()) {
    Rng sharpness = rng.split("sharpness");
    p.k_space.rows_share = sharpness.uniform(0.4, 1);
    p.k_space.columns_share = sharpness.uniform(0.4, 1);
    p.k_space.taper = sharpness.uniform(0, 1);
    p.k_space.blur_px = sharpness.uniform(0, 2);
    p.k_space.phase_along_rows = sharpness.chance(0.5);
  }
  if (is_wide()) {
    Rng noise = rng.split("noise");
    p.receiver.g_factor = noise.uniform(1, 2.5);
    // Where the g-factor is largest, blood keeps at least five times the noise.
    p.receiver.noise_sd =
        std::exp(noise.uniform(std::log(0.004), std::log(0.2))) / p.receiver.g_factor;
  }
  if (is_wide()) {
    Rng shading = rng.split("shading");
    p.receiver.coil_radius_mm = shading.uniform(50, 150);
    p.receiver.coil_strength = shading.uniform(-0.3, 1.3);
    p.receiver.correction = 0;
    p.receiver.coil_shift_mm = {shading.uniform(-100, 100), shading.uniform(-100, 100)};
  }
  if (is_wide()) {
    Rng field = rng.split("field");
    p.field.timing.tr_ms = field.uniform(2.5, 5);
    p.field.timing.te_ms = p.field.timing.tr_ms / 2;
    p.field.shim_hz = field.normal(0, 35);
    for (double& slope : p.field.slope_hz_per_mm) slope = field.normal(0, 0.35);
    p.field.diaphragm_hz = field.uniform(0, 250);
  }
  if (is_wide()) widen_artefacts(p.artefacts, rng.split("artefacts"));
  if (is_wide()) widen_tone(p.tone, rng.split("tone"));
  if (is_wide()) widen_borders(p.storage, rng.split("borders"));
  if (is_wide()) {
    Rng planning = rng.split("planning");
    p.planning.slice_shift_sd_mm = planning.uniform(0, 6);
    p.planning.mistrigger_share = planning.uniform(0, 0.2);
  }
  return p;
}

}  // namespace chordae
