#include "chordae/cohort/series_protocol.h"

#include "chordae/phantom/scanner/contrast.h"

namespace chordae {
namespace {

TissueTable patient_tissues(const Protocol& cine, const Rng& rng) {
  return vary_tissues(literature_tissues(cine.field_strength_t), cine.field_strength_t,
                      cine.timing.tr_ms, rng);
}

/// Spoiled sequences have no bands, and blood in them is evener.
void spoil(Protocol& p) {
  p.field.shim_hz = p.field.diaphragm_hz = 0;
  p.field.slope_hz_per_mm = {};
  p.look.jet_darkness *= 0.5F;
}

/// Maps are computed: no coils, no tone, noise in milliseconds, stored as milliseconds.
void make_map(Protocol& p, double noise_ms) {
  spoil(p);
  p.receiver.coil_strength = 0;
  p.receiver.noise_sd = noise_ms;
  p.look.flow_variation = 0.03F;
  p.tone = {};
  p.storage.type = PixelType::kU16;
  p.storage.bits = 12;
  p.storage.blood_stored = 1;
  p.storage.rescale_slope = 1;
  p.storage.rescale_intercept = 0;
}

}  // namespace

Timing timing_of(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::kCine:
    case SeriesKind::kAxialStack:
    case SeriesKind::kRvStack:
    case SeriesKind::kFlow:
      return Timing::kBeat;
    case SeriesKind::kPerfusion:
      return Timing::kBolus;
    default:
      return Timing::kStill;
  }
}

Protocol series_protocol(SeriesKind kind, const Protocol& cine, const Rng& rng) {
  const TissueTable tissues = patient_tissues(cine, rng);
  Protocol p = cine;
  switch (kind) {
    case SeriesKind::kScout:
      p.look.palette = scout_palette(tissues, p.timing);
      break;
    case SeriesKind::kLateEnhancement:
      p.timing = {.flip_degrees = 25, .tr_ms = 5.5, .te_ms = 2.0};
      p.look.palette = late_enhancement_palette(tissues, {.field_t = p.field_strength_t});
      p.receiver.noise_sd *= 1.6;
      spoil(p);
      break;
    case SeriesKind::kFlow:
      p.timing = {.flip_degrees = 20, .tr_ms = 5.0, .te_ms = 2.8};
      p.look.palette = flow_palette(tissues, p.timing);
      spoil(p);
      break;
    case SeriesKind::kPerfusion:
      return bolus_protocol(cine, rng, 0);
    case SeriesKind::kT1Map:
      p.look.palette = t1_map_palette(tissues);
      make_map(p, 25);
      break;
    case SeriesKind::kT2Map:
      p.look.palette = t2_map_palette(tissues);
      make_map(p, 2);
      break;
    case SeriesKind::kCine:
    case SeriesKind::kAxialStack:
    case SeriesKind::kRvStack:
      break;
  }
  return p;
}

Protocol bolus_protocol(const Protocol& cine, const Rng& rng, double time_s) {
  Protocol p = cine;
  p.timing = {.flip_degrees = 15, .tr_ms = 2.4, .te_ms = 1.1};
  p.look.palette =
      first_pass_palette(patient_tissues(cine, rng), {.field_t = p.field_strength_t}, time_s);
  p.receiver.noise_sd *= 2;
  spoil(p);
  return p;
}

}  // namespace chordae
