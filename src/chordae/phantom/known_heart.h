#pragma once
// One known heart in memory, without files: what `selftest` and tests of other rooms measure.

#include "chordae/phantom/cine_scan.h"
#include "chordae/phantom/truth.h"
#include "chordae/phantom/views.h"

namespace chordae {

struct KnownHeart {
  Person person;
  Protocol protocol;
  std::vector<Cine> views;                        ///< SAX, 2CH, 3CH, 4CH
  std::vector<std::vector<std::uint8_t>> labels;  ///< Label of every pixel (T, H, W), one a SAX slice
  HeartTruth truth;
};

/// An average man at 70 beats a minute: EDV 150 mL, ESV 60 mL, LVEF 60 percent. `frames` a slice;
/// settings.scout and settings.extra are ignored. Same arguments, same pixels, on any number of
/// threads.
KnownHeart make_known_heart(const ViewSettings& settings, std::int64_t frames,
                            std::uint64_t seed = 1, int threads = 1);

}  // namespace chordae
