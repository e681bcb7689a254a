#pragma once
// From the scene to what a scanner stores. In order: sensitivity and field (sensitivity.h), what
// moves while k-space fills (blur between frames, ghosts, aliases, wrap-around), complex noise, the
// limits of k-space on both, magnitude (Gudbjartsson and Patz, MRM 1995;34:910), tone, masks; then
// integers.

#include <span>

#include "chordae/base/rng.h"
#include "chordae/image/cine.h"
#include "chordae/phantom/scanner/protocol.h"
#include "chordae/phantom/scanner/sensitivity.h"
#include "chordae/phantom/scene_picture.h"

namespace chordae {

/// In place; labels stay what they are. Each frame has a noise stream of its own.
/// Units    arterial blood at the middle of the heart stays about 1
/// Errors   kShape if the picture's sizes contradict each other; kNumeric for a share or SD that
/// can't
///          be
void acquire(ScenePicture& picture, const ScannedBody& body, const Protocol& protocol,
             const Rng& rng, std::span<const MetalPoint> metal = {});

/// Integers as this vendor stores them. Real value = slope * stored + intercept, blood being
/// slope * blood_stored; what the type can't hold is clamped.
/// Errors   kNumeric if bits don't fit the type, or the slope isn't above 0
CineSlice quantise(const ScenePicture& picture, const Protocol& protocol, double cycle_ms,
                   std::span<const double> times_ms);

}  // namespace chordae
