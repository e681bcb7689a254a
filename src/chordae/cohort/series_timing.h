#pragma once
// How each kind of series is taken in an examination whose cine protocol is given: contrast, noise,
// storage, and whether the heart beats in it.

#include "chordae/base/rng.h"
#include "chordae/phantom/scanner/protocol.h"
#include "chordae/phantom/views.h"

namespace chordae {

/// How the frames of a series come about.
enum class Timing {
  kBeat,   ///< one heartbeat
  kStill,  ///< one picture
  kBolus,  ///< one picture a heartbeat while contrast agent passes
};
Timing timing_of(SeriesKind kind);

/// The cine protocol with the kind's contrast. `rng` is the stream that the cine protocol was drawn
/// from: the patient's tissues are the same in all series.
Protocol series_protocol(SeriesKind kind, const Protocol& cine, const Rng& rng);

/// A perfusion series' protocol `time_s` after the injection.
Protocol bolus_protocol(const Protocol& cine, const Rng& rng, double time_s);

}  // namespace chordae
