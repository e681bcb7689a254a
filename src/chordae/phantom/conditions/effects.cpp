#include "chordae/phantom/conditions/effects.h"

#include <algorithm>

namespace chordae {

double extent_between(double value, double limit, double worst) {
  return std::min(1.0, (value - limit) / (worst - limit));
}

void set_left_ventricle(HeartAnatomy& a, double edv_ml, double lvef_percent) {
  // Healthy hearts at 60 percent descend by 13 to 14 mm (Maceira-like cine series; approximate).
  const double before = std::max(1.0, a.lvef_percent());
  a.descent_mm *= (1.5 + 0.2 * lvef_percent) / (1.5 + 0.2 * before);
  a.twist_degrees *= lvef_percent / before;
  a.edv_ml = edv_ml;
  a.esv_ml = edv_ml * (1 - 0.01 * lvef_percent);
}

void set_right_ventricle(HeartAnatomy& a, double rvef_percent, double stroke_share) {
  const double stroke = stroke_share * (a.edv_ml - a.esv_ml);
  a.rv_edv_ml = stroke / (0.01 * rvef_percent);
  a.rv_esv_ml = a.rv_edv_ml - stroke;
}

void enlarge_left_atrium(HeartAnatomy& a, double max_ml, double emptying_percent) {
  a.la_max_ml = std::max(a.la_max_ml, max_ml);
  a.la_min_ml = a.la_max_ml * (1 - 0.01 * emptying_percent);
}

void enlarge_right_atrium(HeartAnatomy& a, double max_ml, double emptying_percent) {
  a.ra_max_ml = std::max(a.ra_max_ml, max_ml);
  a.ra_min_ml = a.ra_max_ml * (1 - 0.01 * emptying_percent);
}

void give_atrial_fibrillation(Person& person, double irregularity) {
  person.rhythm.atrial_contraction = false;
  person.rhythm.irregularity = std::max(person.rhythm.irregularity, irregularity);
}

}  // namespace chordae
