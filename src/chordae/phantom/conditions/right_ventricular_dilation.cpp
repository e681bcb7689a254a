#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

/// Too much volume through the right heart (a shunt, a leaking valve), or a weak right ventricle.
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double surface = p.body_surface_m2();
  const double limit = reference_values(p.female, p.age_years).rv_edv_index.upper();
  const bool overload = rng.chance(0.6);
  const double rvef = overload ? rng.truncated_normal(52, 5, 40, 62)
                               : rng.truncated_normal(graded(severity, 45, 25), 5, 14, 52);
  a.rv_edv_ml = std::max(a.rv_edv_ml, surface * limit * graded(severity, 1.04, 1.8));
  a.rv_esv_ml = a.rv_edv_ml * (1 - 0.01 * rvef);
  a.rv_apex_share *= graded(severity, 0.9, 0.3);  // it comes to share the apex
  if (overload)
    a.septal_flattening_ed = std::max(a.septal_flattening_ed, graded(severity, 0.15, 0.65));
  if (overload) a.pulmonary_trunk_mm += graded(severity, 1, 8);
  enlarge_right_atrium(a, surface * graded(severity, 50, 95) * rng.uniform(0.9, 1.1),
                       graded(severity, 42, 28));
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).rv_edv_index.upper();
  return extent_between(p.anatomy.rv_edv_ml / p.body_surface_m2(), limit, 1.9 * limit);
}

}  // namespace

extern const Condition kRightVentricularDilation{
    .name = "Right.Ventricular.Dilation",
    .referral_share = 0.16,
    .screening_share = 0.01,
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kRightVentricle,
        .finding = {{"The right ventricle is {degree}ly dilated (RVEDVi {rvedvi} mL/m2)."},
                    {"{Degree} right ventricular dilation, RVEDVi {rvedvi} mL/m2, RVEF {rvef} %."},
                    {"The right ventricle is larger than the left.", 0.75, 1}},
        .impression = {{"{Degree} right ventricular dilation, RVEF {rvef} %."},
                       {"{Degree}ly dilated right ventricle."}},
        .absent = {"The right ventricle is not dilated.", "Normal right ventricular size."},
        .indication = {"Large right heart on echocardiography, shunt suspected.",
                       "Right heart volumes requested."}}};

}  // namespace chordae
