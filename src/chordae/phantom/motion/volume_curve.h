#pragma once
// What happens when within one heartbeat that begins at the R wave (end-diastole): isovolumic
// contraction, ejection, isovolumic relaxation, rapid filling, diastasis, atrial kick. At high heart
// rates diastasis goes first, as in life.

#include "chordae/phantom/motion/rhythm.h"

namespace chordae {

struct CycleState {
  double emptied = 0;      ///< of the ventricle: 0 at end-diastole, 1 at end-systole
  double atrium_full = 0;  ///< of the atrium: 0 smallest, at end-diastole; 1 largest, when the mitral
                           ///< valve opens
  double inflow = 0;       ///< through the mitral valve, 0 to about 1 at the early peak
  double outflow = 0;      ///< through the aortic valve, 0 to 1
  double mitral_open = 0, aortic_open = 0;  ///< 0 closed to 1 open
};

class VolumeCurve {
 public:
  /// Errors kConfig for a beat outside 350 to 2000 ms or an early share outside 0.4 to 0.8
  explicit VolumeCurve(const Rhythm& rhythm);

  /// State at `time_ms` after the R wave; periodic.
  CycleState at(double time_ms) const;

  double cycle_ms() const { return cycle_ms_; }
  double end_systole_ms() const { return end_systole_ms_; }
  double mitral_opening_ms() const { return relaxation_ms_; }  ///< when the atria are largest

 private:
  double cycle_ms_, early_share_, kick_share_;
  // Ends of the phases; the atrial kick ends with the cycle.
  double contraction_ms_, end_systole_ms_, relaxation_ms_, rapid_filling_ms_, diastasis_ms_;
};

}  // namespace chordae
