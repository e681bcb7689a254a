#include <algorithm>
#include <array>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/measures.h"

namespace chordae {
namespace {

constexpr std::string_view kName = "Hypertrophic.Cardiomyopathy";
constexpr double kWallLimit_mm = 15;  // in any segment: Elliott et al., Eur Heart J 2014 35:2733

/// Where the wall is thickest: relative thickness of every segment, 1 at the thickest.
constexpr SegmentValues kSeptal{0.7,  1,    0.95, 0.55, 0.45, 0.5,  0.65, 0.95, 1,
                                0.55, 0.45, 0.5,  0.6,  0.75, 0.55, 0.5,  0.6};
constexpr SegmentValues kApical{0.45, 0.5, 0.5, 0.45, 0.45, 0.45, 0.6,  0.65, 0.65,
                                0.6,  0.6, 0.6, 1,    1,    0.95, 0.95, 0.9};
constexpr SegmentValues kConcentric{0.9, 1,   1,   0.9,  0.85, 0.9,  0.95, 1,  1,
                                    0.9, 0.9, 0.9, 0.85, 0.9,  0.85, 0.85, 0.8};
constexpr SegmentValues kBasalSeptal{0.7, 1,   0.9, 0.55, 0.5,  0.55, 0.55, 0.6, 0.6,
                                     0.5, 0.5, 0.5, 0.5,  0.55, 0.5,  0.5,  0.6};

/// Gives each segment `thickest_mm` times its share, where that is more than it has.
void thicken(HeartAnatomy& a, const SegmentValues& share, double thickest_mm) {
  a.wall_mm = std::max(a.wall_mm, 0.5 * thickest_mm);
  a.apex_wall_share = std::max(a.apex_wall_share, share[16]);
  const SegmentValues now = segment_walls_mm(a);
  for (std::size_t s = 0; s < now.size(); ++s) {
    a.wall_factor[s] =
        std::min(3.9, a.wall_factor[s] * std::max(1.0, share[s] * thickest_mm / now[s]));
  }
}

void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double thickest = graded(severity, 15.8, 27) * rng.uniform(1, 1.08);
  const std::array kShapes{&kSeptal, &kApical, &kConcentric, &kBasalSeptal};
  const std::size_t shape = rng.choose(std::array{0.55, 0.15, 0.12, 0.18});
  const double rvef = a.rvef_percent();
  set_left_ventricle(a, a.edv_ml * graded(severity, 0.97, 0.8),
                     rng.truncated_normal(69, 5, 56, 80));
  set_right_ventricle(a, rvef);
  a.descent_mm *= graded(severity, 0.85, 0.6);
  thicken(a, *kShapes[shape], thickest);
  a.papillary_mm *= rng.uniform(1.1, 1.5);
  const bool can_obstruct = shape != 1;
  if (can_obstruct) a.outflow_ring_mm = std::max(a.outflow_ring_mm, graded(severity, 1, 5));
  if (can_obstruct && rng.chance(0.4)) a.systolic_anterior_motion = rng.uniform(0.5, 1);
  if (rng.chance(0.5)) a.scar_share = std::max(a.scar_share, graded(severity, 0.1, 0.5));
  enlarge_left_atrium(a, p.body_surface_m2() * graded(severity, 40, 75) * rng.uniform(0.9, 1.1),
                      graded(severity, 52, 35));
  p.rhythm.early_share -= graded(severity, 0.05, 0.15);
  if (rng.chance(0.12)) give_atrial_fibrillation(p, rng.uniform(0.05, 0.15));
}

double extent(const Person& p) {
  if (!find_affliction(p, kName)) return -1;
  return extent_between(measure(p).thickest_mm, kWallLimit_mm, 28);
}

}  // namespace

extern const Condition kHypertrophicCardiomyopathy{
    .name = kName,
    .referral_share = 0.09,
    .screening_share = 0.004,
    .female_share = 0.4,
    .excludes = {"Dilated.Cardiomyopathy", "Ischemic.Cardiomyopathy", "Amyloid",
                 "Left.Ventricular.Dilation"},
    .covers = {"Left.Ventricular.Hypertrophy"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kLeftVentricle,
        .finding = {{"Asymmetric hypertrophy, thickest in the {wall_segment} with {wall} mm."},
                    {"Hypertrophy centred on the {wall_segment} ({wall} mm) with vigorous "
                     "contraction."},
                    {"Massive hypertrophy, up to {wall} mm in the {wall_segment}.", 0.75, 1}},
        .impression = {{"Hypertrophic cardiomyopathy, maximal wall thickness {wall} mm."},
                       {"Findings of hypertrophic cardiomyopathy ({wall_segment}, {wall} mm)."}},
        .absent = {"No features of hypertrophic cardiomyopathy."},
        .indication = {"Known hypertrophic cardiomyopathy.",
                       "Unexplained hypertrophy on echocardiography.",
                       "Family history of hypertrophic cardiomyopathy."}}};

}  // namespace chordae
