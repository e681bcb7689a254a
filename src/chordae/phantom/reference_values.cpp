#include "chordae/phantom/reference_values.h"

namespace chordae {

ReferenceValues reference_values(bool female, int age_years) {
  const double decades = (age_years - 50) / 10.0;
  ReferenceValues r;
  // Petersen 2017, tables 2 and 3 (ages 45 to 74); the slopes with age are approximate
  // (Kawel-Boehm 2020: ventricles shrink, ejection fraction rises slightly, vessels widen).
  r.lv_edv_index =
      female ? ReferenceRange{75 - 2.5 * decades, 12} : ReferenceRange{85 - 3 * decades, 14};
  r.lvef_percent = {(female ? 61 : 59) + 0.5 * decades, 5};
  r.rv_edv_index =
      female ? ReferenceRange{79 - 3 * decades, 13} : ReferenceRange{93 - 3.5 * decades, 16};
  r.rvef_percent = {female ? 58.0 : 55.0, 5.5};
  // Between the two conventions of Kawel-Boehm 2020 (papillary muscles in or out), approximate.
  r.lv_mass_index = female ? ReferenceRange{49, 8} : ReferenceRange{61, 10};
  // Biplane, without appendage: Kawel-Boehm 2020, approximate for the right atrium.
  r.la_max_index = {female ? 38.0 : 37.0, 9};
  r.ra_max_index = female ? ReferenceRange{43, 10} : ReferenceRange{48, 12};
  // Kawel et al., Circ Cardiovasc Imaging 2012 5:500 (women 7, men 9 mm in long axes), lowered
  // towards Petersen's mass.
  r.wall_mm = female ? ReferenceRange{6.4, 0.7} : ReferenceRange{7.4, 0.8};
  r.wall_limit_mm = female ? 11 : 12;  // Kawel 2012: above, fewer than 5 percent
  r.rv_wall_limit_mm = 5;              // Rudski et al., J Am Soc Echocardiogr 2010 23:685
  // Burman et al., Circ Cardiovasc Imaging 2008 1:104; Kawel-Boehm 2020; widening approximate.
  r.aortic_root_mm = {(female ? 29.0 : 33.0) + 0.8 * decades, 3};
  r.ascending_aorta_mm = {(female ? 28.5 : 30.5) + 1.3 * decades, 3.2};
  r.pulmonary_trunk_mm = {female ? 24.5 : 26.0, 2.7};
  return r;
}

}  // namespace chordae
