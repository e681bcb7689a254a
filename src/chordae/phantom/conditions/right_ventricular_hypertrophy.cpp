#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

/// Pressure overload of the right ventricle: thick free wall, septum flat in systole, later a large
/// and failing ventricle.
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double limit = reference_values(p.female, p.age_years).rv_wall_limit_mm;
  a.rv_wall_mm = std::max(a.rv_wall_mm, limit * graded(severity, 1.08, 2.2));
  a.rv_trabeculae_mm *= graded(severity, 1.1, 1.6);
  a.septal_flattening_es = std::max(a.septal_flattening_es, graded(severity, 0.3, 1));
  a.septal_flattening_ed = std::max(a.septal_flattening_ed, graded(severity, 0, 0.5));
  const double rvef = rng.truncated_normal(graded(severity, 54, 30), 5, 16, 62);
  a.rv_edv_ml *= graded(severity, 1, 1.45);
  a.rv_esv_ml = a.rv_edv_ml * (1 - 0.01 * rvef);
  a.pulmonary_trunk_mm += graded(severity, 2, 11);
  enlarge_right_atrium(a, p.body_surface_m2() * graded(severity, 46, 80), graded(severity, 42, 26));
  if (severity > 0.6 && rng.chance(0.5)) a.effusion_mm = std::max(a.effusion_mm, rng.uniform(2, 6));
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).rv_wall_limit_mm;
  return extent_between(p.anatomy.rv_wall_mm, limit, 2.2 * limit);
}

}  // namespace

extern const Condition kRightVentricularHypertrophy{
    .name = "Right.Ventricular.Hypertrophy",
    .referral_share = 0.06,
    .screening_share = 0.003,
    .female_share = 0.6,
    .excludes = {"Arrhythmogenic.right.ventricular.cardiomyopathy"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kRightVentricle,
        .finding = {{"{Degree} right ventricular hypertrophy, free wall {rv_wall} mm."},
                    {"The right ventricular free wall is thickened ({rv_wall} mm) and the septum "
                     "flattens in systole."},
                    {"D-shaped left ventricle in systole from right ventricular pressure overload.",
                     0.5, 1}},
        .impression = {{"{Degree} right ventricular hypertrophy."},
                       {"Signs of right ventricular pressure overload."}},
        .absent = {"No right ventricular hypertrophy."},
        .indication = {"Suspected pulmonary hypertension.", "Elevated right heart pressures."}}};

}  // namespace chordae
