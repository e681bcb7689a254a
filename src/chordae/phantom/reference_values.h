#pragma once
// What is normal: cardiac measures of healthy adults by sex and age, as cine MRI reads them with
// papillary muscles and trabeculae counted to the cavity (Kawel-Boehm et al., JCMR 2020 22:87, and
// the population study it pools for this convention, Petersen et al., JCMR 2017 19:18). Rounded:
// drawn populations and limits of normal need no more than that.

namespace chordae {

/// A measure of healthy people; the limits enclose 95 percent of them.
struct ReferenceRange {
  double mean = 0, sd = 0;
  double lower() const { return mean - 2 * sd; }
  double upper() const { return mean + 2 * sd; }
};

struct ReferenceValues {
  // Indexed: mL or g a square metre of body surface.
  ReferenceRange lv_edv_index, lv_mass_index, rv_edv_index, la_max_index, ra_max_index;
  ReferenceRange lvef_percent, rvef_percent;
  ReferenceRange wall_mm;       ///< end-diastolic, average of the mid-cavity ring
  double wall_limit_mm = 12;    ///< a thicker segment is hypertrophied
  double rv_wall_limit_mm = 5;  ///< a thicker free wall is hypertrophied
  ReferenceRange aortic_root_mm, ascending_aorta_mm, pulmonary_trunk_mm;  ///< inner diameters
};

ReferenceValues reference_values(bool female, int age_years);

}  // namespace chordae
