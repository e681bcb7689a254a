#pragma once
// Left ventricular volume over one heartbeat that begins at the R wave (end-diastole): ejection,
// isovolumic relaxation, rapid filling, diastasis, atrial kick. At high heart rates diastasis goes
// first, as in life.

namespace chordae {

struct CycleState {
  double emptied = 0;        ///< 0 at end-diastole, 1 at end-systole
  bool mitral_open = false;  ///< from the end of isovolumic relaxation to the next R wave
};

class VolumeCurve {
 public:
  /// `early_share`: part of the stroke volume that returns in rapid filling (0.4 to 0.8).
  /// Errors kConfig for a cycle outside 350 to 2000 ms.
  VolumeCurve(double cycle_ms, double early_share);

  /// State at `time_ms` after the R wave; periodic.
  CycleState at(double time_ms) const;

  double cycle_ms() const { return cycle_ms_; }
  double end_systole_ms() const { return end_systole_ms_; }

 private:
  double cycle_ms_, early_share_;
  // Ends of the phases; the atrial kick ends with the cycle.
  double end_systole_ms_, relaxation_ms_, rapid_filling_ms_, diastasis_ms_;
};

}  // namespace chordae
