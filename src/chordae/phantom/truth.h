#pragma once
// What is true of a heart, read from the surfaces that the pictures show.

#include "chordae/phantom/motion/beat.h"

namespace chordae {

struct HeartTruth {
  // Ventricles: integrals over the walls (wall_table.h), which the pose was made to have.
  double edv_ml = 0, esv_ml = 0, lvef_percent = 0, stroke_volume_ml = 0;
  double rv_edv_ml = 0, rv_esv_ml = 0, rvef_percent = 0;
  double mass_g = 0;  ///< left ventricular muscle without papillary muscles
  // Atria: counted on a lattice of the labels with appendages, without the veins.
  double la_max_ml = 0, la_min_ml = 0, ra_max_ml = 0, ra_min_ml = 0;
  SegmentValues wall_ed_mm{}, wall_es_mm{};
  SegmentValues thickening_percent{};
  SegmentValues inward_mm{};  ///< how far the endocardium moves in, end-diastole to end-systole
  double length_ed_mm = 0, length_es_mm = 0;  ///< outer apex to mitral plane
  double end_systole_ms = 0;
};

/// `atria` false leaves the atria at their nominal volumes and saves some 10 ms.
HeartTruth measure_truth(const Beat& beat, bool atria = true);

/// Volumes (mL) by label, counted on a lattice `step_mm` wide: the check on everything else.
std::array<double, kLabelCount> count_volumes_ml(const HeartPose& pose, double step_mm);

}  // namespace chordae
