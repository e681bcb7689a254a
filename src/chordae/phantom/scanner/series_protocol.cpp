#include "chordae/phantom/scanner/series_protocol.h"

#include <algorithm>

namespace chordae {

Protocol unbalanced_protocol(const Protocol& cine, const Palette& palette,
                             const SteadyStateTiming& timing, double noise_factor) {
  Protocol p = cine;
  p.look.palette = palette;
  p.timing = p.field.timing = timing;
  p.field.balanced = false;
  p.receiver.noise_sd *= noise_factor;
  return p;
}

Protocol scout_protocol(const Protocol& cine, const Palette& palette) {
  Protocol p = cine;
  p.look.palette = palette;
  constexpr double kCoarser = 0.75;
  p.k_space.rows_share = std::max(0.5, kCoarser * p.k_space.rows_share);
  p.k_space.columns_share = std::max(0.5, kCoarser * p.k_space.columns_share);
  return p;
}

Protocol map_protocol(const Protocol& cine, const Palette& palette_ms) {
  Protocol p = unbalanced_protocol(cine, palette_ms, cine.timing);
  // A fit's error grows with the value: some 3 % of myocardium in a pixel (Kellman and Hansen, JCMR
  // 2014;16:2).
  p.receiver.noise_sd =
      0.03 * static_cast<double>(palette_ms[static_cast<std::size_t>(Tissue::kMyocardium)]);
  p.receiver.coil_strength = 0;
  p.artefacts = {};
  p.tone = {};
  p.look.flow_variation = p.look.jet_darkness = p.look.inflow_gain = 0;
  p.storage.blood_stored = 1;
  p.storage.rescale_slope = 1;
  p.storage.rescale_intercept = 0;
  return p;
}

}  // namespace chordae
