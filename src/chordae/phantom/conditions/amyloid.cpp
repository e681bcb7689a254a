#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/measures.h"

namespace chordae {
namespace {

constexpr std::string_view kName = "Amyloid";
constexpr double kWallLimit_mm = 12;  // Garcia-Pavia et al., Eur Heart J 2021 42:1554

/// Stiff, thick walls of both ventricles, large atria that hardly empty, lost long-axis motion with
/// a spared apex, some fluid (same source, figure 4).
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double surface = p.body_surface_m2();
  const double lvef = rng.truncated_normal(graded(severity, 58, 38), 5, 25, 66);
  set_left_ventricle(a, a.edv_ml * rng.uniform(0.8, 0.97), std::min(lvef, a.lvef_percent()));
  a.wall_mm = std::max(a.wall_mm, graded(severity, 13, 19.5) * rng.uniform(1, 1.05));
  a.apex_wall_share = std::max(a.apex_wall_share, 0.7);
  a.rv_wall_mm = std::max(a.rv_wall_mm, graded(severity, 4.2, 7.5));
  a.papillary_mm *= graded(severity, 1.1, 1.4);
  a.descent_mm = std::min(a.descent_mm, graded(severity, 8.5, 4));
  for (std::size_t s = 0; s < a.contraction.size(); ++s) {
    a.contraction[s] *= s < 6 ? graded(severity, 0.9, 0.65) : s < 12 ? 0.95 : 1.2;
  }
  set_right_ventricle(a, rng.truncated_normal(graded(severity, 52, 34), 5, 20, 60));
  enlarge_left_atrium(a, surface * graded(severity, 48, 80) * rng.uniform(0.95, 1.1),
                      graded(severity, 32, 14));
  enlarge_right_atrium(a, surface * graded(severity, 50, 80) * rng.uniform(0.95, 1.1),
                       graded(severity, 32, 16));
  a.effusion_mm = std::max(a.effusion_mm, rng.chance(0.6) ? graded(severity, 2, 8) : 0.0);
  p.rhythm.early_share += 0.15;
  p.rhythm.cycle_ms *= 0.92;
  if (rng.chance(0.35)) give_atrial_fibrillation(p, rng.uniform(0.05, 0.18));
}

double extent(const Person& p) {
  if (!find_affliction(p, kName)) return -1;
  return extent_between(measure(p).thickest_mm, kWallLimit_mm, 20);
}

}  // namespace

extern const Condition kAmyloid{
    .name = kName,
    .referral_share = 0.025,
    .screening_share = 0.001,
    .youngest = 55,
    .female_share = 0.2,
    .excludes = {"Dilated.Cardiomyopathy", "Hypertrophic.Cardiomyopathy",
                 "Left.Ventricular.Dilation", "Arrhythmogenic.right.ventricular.cardiomyopathy"},
    .covers = {"Left.Ventricular.Hypertrophy", "Right.Ventricular.Hypertrophy"},
    .apply = apply,
    .extent = extent,
    .phrases = {.section = ReportSection::kLeftVentricle,
                .finding = {{"Concentric thickening of both ventricles (left {wall} mm, right "
                             "{rv_wall} mm) with reduced longitudinal motion."},
                            {"Thick, stiff walls with little descent of the base; the apex "
                             "contracts relatively well."}},
                .impression = {{"Appearances suggest cardiac amyloidosis."},
                               {"Infiltrative cardiomyopathy, in keeping with amyloid."}},
                .absent = {"No features of infiltrative cardiomyopathy."},
                .indication = {"Suspected cardiac amyloidosis.",
                               "Heart failure with preserved ejection fraction, thick walls."}}};

}  // namespace chordae
