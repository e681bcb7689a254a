#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

constexpr std::string_view kName = "Dilated.Cardiomyopathy";
constexpr double kEjectionFractionBelow =
    50;  // with dilation: Pinto et al., Eur Heart J 2016 37:1850

/// Left bundle branch block: the septum moves first, the lateral wall last.
void delay_lateral_wall(HeartAnatomy& a, double delay_ms) {
  constexpr std::array kSeptal{1, 2, 7, 8, 13}, kLateral{4, 5, 10, 11, 15};
  for (const auto s : kSeptal) {
    a.delay_ms[static_cast<std::size_t>(s)] -= 0.4 * delay_ms;
    a.contraction[static_cast<std::size_t>(s)] *= 0.75;
  }
  for (const auto s : kLateral) a.delay_ms[static_cast<std::size_t>(s)] += delay_ms;
}

void apply(Person& p, double severity, Rng rng) {
  const double limit = reference_values(p.female, p.age_years).lv_edv_index.upper();
  const double surface = p.body_surface_m2();
  HeartAnatomy& a = p.anatomy;
  const double edv =
      std::max(a.edv_ml, surface * limit * graded(severity, 1.04, 1.75) * rng.uniform(1, 1.1));
  set_left_ventricle(a, edv, rng.truncated_normal(graded(severity, 44, 14), 4, 8, 47));
  a.length_over_width -= graded(severity, 0.1, 0.4);
  a.apex_roundness += graded(severity, 0.2, 0.7);
  a.wall_mm *= graded(severity, 0.95, 0.8);
  a.trabeculae_mm *= rng.uniform(1, 1.5);
  set_right_ventricle(a, rng.truncated_normal(graded(severity, 50, 24), 6, 14, 58));
  enlarge_left_atrium(a, surface * graded(severity, 42, 85) * rng.uniform(0.85, 1.15),
                      graded(severity, 48, 22));
  enlarge_right_atrium(a, surface * graded(severity, 45, 75) * rng.uniform(0.85, 1.15),
                       graded(severity, 42, 22));
  p.rhythm.cycle_ms *= graded(severity, 0.97, 0.85);
  p.rhythm.early_share += graded(severity, 0, 0.12);  // restrictive when it is bad
  if (rng.chance(0.25)) delay_lateral_wall(a, rng.uniform(40, 120));
  if (rng.chance(0.2)) give_atrial_fibrillation(p, rng.uniform(0.05, 0.2));
}

double extent(const Person& p) {
  const double limit = reference_values(p.female, p.age_years).lv_edv_index.upper();
  if (!find_affliction(p, kName) || p.anatomy.edv_ml / p.body_surface_m2() < limit) return -1;
  return extent_between(-p.anatomy.lvef_percent(), -kEjectionFractionBelow, -15);
}

}  // namespace

extern const Condition kDilatedCardiomyopathy{
    .name = kName,
    .referral_share = 0.12,
    .screening_share = 0.01,
    .female_share = 0.35,
    .excludes = {"Hypertrophic.Cardiomyopathy", "Ischemic.Cardiomyopathy", "Amyloid",
                 "Left.Ventricular.Hypertrophy"},
    .covers = {"Left.Ventricular.Dilation"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kLeftVentricle,
        .finding = {{"The left ventricle is dilated and globally hypokinetic (LVEDVi {edvi} mL/m2, "
                     "LVEF {lvef} %)."},
                    {"Global reduction of contraction without a coronary pattern in an enlarged "
                     "ventricle."},
                    {"Spherical remodelling with diffusely thin, poorly contracting walls.", 0.6,
                     1}},
        .impression = {{"Dilated cardiomyopathy with LVEF {lvef} %."},
                       {"Findings of a {degree} dilated cardiomyopathy."},
                       {"Dilated, {degree}ly impaired left ventricle, non-ischaemic pattern."}},
        .absent = {"No features of dilated cardiomyopathy."},
        .indication = {"Newly diagnosed heart failure, cause unknown.",
                       "Reduced LVEF on echocardiography.",
                       "Known dilated cardiomyopathy, follow-up."}}};

}  // namespace chordae
