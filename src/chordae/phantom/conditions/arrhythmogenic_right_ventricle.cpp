#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"

namespace chordae {
namespace {

constexpr std::string_view kName = "Arrhythmogenic.right.ventricular.cardiomyopathy";

/// Cine criteria, at least minor: regional akinesia or dyskinesia of the right ventricle and an
/// indexed end-diastolic volume of 100 (men) or 90 mL/m2, or RVEF of at most 45 percent
/// (Marcus et al., Circulation 2010 121:1533, table 1).
constexpr double kRvefLimit = 45;
double index_limit(const Person& p) { return p.female ? 90 : 100; }

void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  a.rv_edv_ml =
      std::max(a.rv_edv_ml, p.body_surface_m2() * index_limit(p) * graded(severity, 1.05, 1.8));
  a.rv_esv_ml =
      a.rv_edv_ml * (1 - 0.01 * rng.truncated_normal(graded(severity, 43, 22), 3, 14, 45));
  a.rv_bulging_mm = std::max(a.rv_bulging_mm, graded(severity, 3, 12));
  a.rv_wall_mm *= graded(severity, 0.95, 0.75);
  a.rv_trabeculae_mm *= graded(severity, 1.2, 1.8);
  a.rv_apex_share *= graded(severity, 0.9, 0.5);
  a.fat_mm += graded(severity, 1, 4);
  enlarge_right_atrium(a, p.body_surface_m2() * graded(severity, 46, 75), graded(severity, 42, 30));
  if (severity > 0.5 && rng.chance(0.4)) {  // the left ventricle takes part
    set_left_ventricle(a, a.edv_ml * 1.05, std::min(a.lvef_percent(), rng.uniform(38, 50)));
  }
  p.rhythm.irregularity = std::max(p.rhythm.irregularity, rng.uniform(0, 0.12));  // extrasystoles
}

double extent(const Person& p) {
  const HeartAnatomy& a = p.anatomy;
  const bool large = a.rv_edv_ml / p.body_surface_m2() >= index_limit(p);
  if (!find_affliction(p, kName) || a.rv_bulging_mm <= 0) return -1;
  if (!large && a.rvef_percent() > kRvefLimit) return -1;
  return std::max(0.0, extent_between(-a.rvef_percent(), -kRvefLimit, -20));
}

}  // namespace

extern const Condition kArrhythmogenicRightVentricle{
    .name = kName,
    .referral_share = 0.015,
    .screening_share = 0.001,
    .youngest = 18,
    .oldest = 65,
    .female_share = 0.4,
    .excludes = {"Hypertrophic.Cardiomyopathy", "Amyloid", "Right.Ventricular.Hypertrophy"},
    .covers = {"Right.Ventricular.Dilation"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kRightVentricle,
        .finding =
            {{"The free wall of the right ventricle bulges regionally and moves little (RVEF "
              "{rvef} %, RVEDVi {rvedvi} mL/m2)."},
             {"Regional dyskinesia of the right ventricular free wall with an irregular outline."},
             {"Several aneurysms of the right ventricular free wall.", 0.6, 1}},
        .impression =
            {{"Findings meet imaging criteria for arrhythmogenic right ventricular "
              "cardiomyopathy."},
             {"Appearances of arrhythmogenic right ventricular cardiomyopathy, RVEF {rvef} %."}},
        .absent = {"No right ventricular aneurysm or dyskinesia."},
        .indication = {"Ventricular tachycardia, right ventricular cardiomyopathy suspected.",
                       "Family history of sudden death."}}};

}  // namespace chordae
