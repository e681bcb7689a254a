#pragma once
// Protocols for training: drawn far wider than life, so that a network that has met them meets a
// real scanner unsurprised (domain randomisation: Tobin et al., IROS 2017; SynthSeg: Billot et al.,
// Med Image Anal 2023;86:102789).

#include "chordae/base/rng.h"
#include "chordae/phantom/scanner/protocol.h"

namespace chordae {

/// `realism` 1: an examination of a life-like site. 0: everything far wider than life. Between:
/// each group of settings (contrast, blood, background, sharpness, noise, shading, field,
/// artefacts, tone, borders, planning) is drawn wide with probability 1 - realism, so most are
/// life-like and any may be far off. Errors   kConfig if realism lies outside 0 to 1
Protocol draw_training_protocol(const Rng& rng, double realism);

}  // namespace chordae
