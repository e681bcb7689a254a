#pragma once
// How a heart beats in time.

namespace chordae {

struct Rhythm {
  double cycle_ms = 857;       ///< whole milliseconds, 350 to 2000
  double early_share = 0.6;    ///< of the stroke volume that returns in rapid filling, 0.4 to 0.8
  bool atrial_contraction = true;  ///< false in atrial fibrillation: no atrial kick
  double irregularity = 0;     ///< SD of the beat length over its mean; gated images blur with it
};

}  // namespace chordae
