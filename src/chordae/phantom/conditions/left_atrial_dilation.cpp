#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

void apply(Person& p, double severity, Rng rng) {
  const double limit = reference_values(p.female, p.age_years).la_max_index.upper();
  HeartAnatomy& a = p.anatomy;
  const bool fibrillation = rng.chance(0.45);
  enlarge_left_atrium(a, p.body_surface_m2() * limit * graded(severity, 1.04, 2.1),
                      fibrillation ? graded(severity, 26, 12) : graded(severity, 46, 30));
  if (!fibrillation) return;
  give_atrial_fibrillation(p, rng.uniform(0.06, 0.22));
  enlarge_right_atrium(a, p.body_surface_m2() * graded(severity, 48, 75), 22);
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).la_max_index.upper();
  return extent_between(p.anatomy.la_max_ml / p.body_surface_m2(), limit, 2.1 * limit);
}

}  // namespace

extern const Condition kLeftAtrialDilation{
    .name = "Left.Atrial.Dilation",
    .referral_share = 0.14,
    .screening_share = 0.04,
    .youngest = 30,
    .apply = apply,
    .extent = extent,
    .phrases = {.section = ReportSection::kAtria,
                .finding = {{"The left atrium is {degree}ly dilated ({la_index} mL/m2)."},
                            {"{Degree} left atrial enlargement."},
                            {"Giant left atrium ({la_index} mL/m2).", 0.85, 1}},
                .impression = {{"{Degree} left atrial dilation."}},
                .absent = {"The left atrium is not dilated.", "Normal left atrial size."},
                .indication = {"Atrial fibrillation, before ablation.", "Mitral valve disease."}}};

}  // namespace chordae
