#include "chordae/cohort/series_timing.h"

#include "chordae/phantom/scanner/contrast.h"
#include "chordae/phantom/scanner/series_protocol.h"

namespace chordae {
namespace {

TissueTable patient_tissues(const Protocol& cine, const Rng& rng) {
  return vary_tissues(literature_tissues(cine.field_strength_t), cine.field_strength_t,
                      cine.timing.tr_ms, rng);
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
  switch (kind) {
    case SeriesKind::kScout:
      return scout_protocol(cine, scout_palette(tissues, cine.timing));
    case SeriesKind::kLateEnhancement:
      return unbalanced_protocol(
          cine, late_enhancement_palette(tissues, {.field_t = cine.field_strength_t}),
          {.flip_degrees = 25, .tr_ms = 5.5, .te_ms = 2.0}, 1.6);
    case SeriesKind::kFlow: {
      constexpr SteadyStateTiming kTiming{.flip_degrees = 20, .tr_ms = 5.0, .te_ms = 2.8};
      return unbalanced_protocol(cine, flow_palette(tissues, kTiming), kTiming);
    }
    case SeriesKind::kPerfusion:
      return bolus_protocol(cine, rng, 0);
    case SeriesKind::kT1Map:
      return map_protocol(cine, t1_map_palette(tissues));
    case SeriesKind::kT2Map:
      return map_protocol(cine, t2_map_palette(tissues));
    case SeriesKind::kCine:
    case SeriesKind::kAxialStack:
    case SeriesKind::kRvStack:
      break;
  }
  return cine;
}

Protocol bolus_protocol(const Protocol& cine, const Rng& rng, double time_s) {
  const FirstPass bolus{.field_t = cine.field_strength_t};
  return unbalanced_protocol(cine, first_pass_palette(patient_tissues(cine, rng), bolus, time_s),
                             {.flip_degrees = 15, .tr_ms = 2.4, .te_ms = 1.1}, 2);
}

}  // namespace chordae
