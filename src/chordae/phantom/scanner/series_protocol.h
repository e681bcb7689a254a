#pragma once
// How the other series of an examination are taken: same patient, coils and habits as its cine,
// other sequence. What changes beside contrast: no bands where the sequence isn't balanced, weaker
// signal against the same noise, and maps in milliseconds that no coil shades.

#include "chordae/phantom/scanner/contrast.h"
#include "chordae/phantom/scanner/protocol.h"

namespace chordae {

/// A spoiled or spin-echo series with this contrast. `noise_factor`: its noise against the cine's.
Protocol unbalanced_protocol(const Protocol& cine, const Palette& palette,
                             const SteadyStateTiming& timing, double noise_factor = 1);

/// A balanced single shot: the localiser, lower in resolution.
Protocol scout_protocol(const Protocol& cine, const Palette& palette);

/// A map in milliseconds: one stored unit is one millisecond.
Protocol map_protocol(const Protocol& cine, const Palette& palette_ms);

}  // namespace chordae
