#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

/// Volume overload: large, well-beating. Half of them leak through a valve (the left ventricle
/// pumps more than the right one), the rest are athletes (all four chambers grow).
void apply(Person& p, double severity, Rng rng) {
  const double limit = reference_values(p.female, p.age_years).lv_edv_index.upper();
  HeartAnatomy& a = p.anatomy;
  const double index = graded(severity, 1.04, 1.7) * limit;
  const double rvef = a.rvef_percent();
  set_left_ventricle(a, index * p.body_surface_m2(), rng.truncated_normal(56, 5, 46, 66));
  a.length_over_width -= graded(severity, 0.05, 0.25);
  if (rng.chance(0.5)) {
    set_right_ventricle(a, rvef, graded(severity, 0.85, 0.5));
    enlarge_left_atrium(a, graded(severity, 40, 75) * p.body_surface_m2(), 50);
  } else {
    set_right_ventricle(a, rvef);
    p.rhythm.cycle_ms = std::min(1250.0, 1.2 * p.rhythm.cycle_ms);
  }
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).lv_edv_index.upper();
  return extent_between(p.anatomy.edv_ml / p.body_surface_m2(), limit, 1.8 * limit);
}

}  // namespace

extern const Condition kLeftVentricularDilation{
    .name = "Left.Ventricular.Dilation",
    .referral_share = 0.08,
    .screening_share = 0.02,
    .oldest = 75,
    .female_share = 0.35,
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kLeftVentricle,
        .finding =
            {{"The left ventricle is {degree}ly dilated (LVEDVi {edvi} mL/m2)."},
             {"{Degree} left ventricular dilation, end-diastolic volume index {edvi} mL/m2."},
             {"Left ventricular cavity size is above the upper limit of normal.", 0, 0.3},
             {"Marked enlargement of the left ventricle.", 0.7, 1}},
        .impression = {{"{Degree} left ventricular dilation."},
                       {"{Degree}ly dilated left ventricle."}},
        .absent = {"The left ventricle is not dilated.", "Normal left ventricular cavity size."},
        .indication = {"Valvular regurgitation on echocardiography, volumes requested.",
                       "Endurance athlete with a large heart."}}};

}  // namespace chordae
