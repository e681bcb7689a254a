#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

/// Pressure overload: all walls thicker, the septum a little more, filling slower.
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double limit = reference_values(p.female, p.age_years).wall_limit_mm;
  const double thickest = graded(severity, 1.04, 1.5) * limit;
  for (const std::size_t septal : {1, 2, 7, 8}) a.wall_factor[septal] *= 1.08;
  a.wall_mm *= std::max(1.0, thickest / measure(p).thickest_mm);
  a.papillary_mm *= graded(severity, 1.05, 1.3);
  a.descent_mm *= graded(severity, 0.95, 0.75);
  a.ascending_aorta_mm += rng.uniform(0, 5);
  enlarge_left_atrium(a, p.body_surface_m2() * graded(severity, 38, 58), graded(severity, 55, 42));
  p.rhythm.early_share -= graded(severity, 0.05, 0.15);
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).wall_limit_mm;
  return extent_between(measure(p).thickest_mm, limit, 1.5 * limit);
}

}  // namespace

extern const Condition kLeftVentricularHypertrophy{
    .name = "Left.Ventricular.Hypertrophy",
    .referral_share = 0.11,
    .screening_share = 0.06,
    .youngest = 30,
    .excludes = {"Dilated.Cardiomyopathy"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kLeftVentricle,
        .finding = {{"{Degree} left ventricular hypertrophy with a maximal wall thickness of "
                     "{wall} mm ({wall_segment})."},
                    {"The left ventricular wall is {degree}ly thickened, up to {wall} mm."},
                    {"Wall thickness is slightly increased, {wall} mm at most.", 0, 0.3}},
        .impression = {{"{Degree} left ventricular hypertrophy."},
                       {"Left ventricular hypertrophy, {wall} mm."}},
        .absent = {"No left ventricular hypertrophy.",
                   "Left ventricular wall thickness is normal."},
        .indication = {"Hypertension, hypertrophy on ECG.", "Thick walls on echocardiography."}}};

}  // namespace chordae
