#pragma once
// One hospital's habits, and the examinations that come of them: like life, with life's spread.
// Aimed at what tools/realism/measure.py finds in real cine and at published protocols (Kramer et
// al., JCMR 2020;22:17; UK Biobank: Petersen et al., JCMR 2016;18:8).

#include <cstdint>

#include "chordae/base/rng.h"
#include "chordae/phantom/scanner/protocol.h"

namespace chordae {

struct SiteStyle {
  int vendor = 0;
  double field_strength_t = 1.5;
  SteadyStateTiming timing;
  KSpace k_space;
  Receiver receiver;
  double temporal_blur = 0.05;
  Storage storage;  ///< blood_stored is the site's usual one
  // The pictures that it takes.
  std::int64_t matrix = 208, frames = 25;
  double pixel_mm = 1.6, slice_thickness_mm = 8, slice_gap_mm = 10;  ///< gap: centre to centre
};

/// A hospital. Matrix times pixel size is a field of view of 300 to 400 mm.
SiteStyle draw_site(const Rng& rng);

/// One examination there.
Protocol draw_protocol(const Rng& rng, const SiteStyle& site);

}  // namespace chordae
