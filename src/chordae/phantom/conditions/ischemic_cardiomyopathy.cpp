#include <algorithm>
#include <array>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

constexpr std::string_view kName = "Ischemic.Cardiomyopathy";
constexpr double kEjectionFractionBelow = 55;

/// An infarct: thin, scarred, without motion in its middle, less moved at the rim. Small ones spare
/// the base, where collaterals and other branches reach.
void infarct(HeartAnatomy& a, Coronary artery, double severity, Rng rng) {
  for (std::size_t s = 0; s < a.contraction.size(); ++s) {
    if (supplying_artery(s) != artery) continue;
    if (s < 6 && rng.chance(graded(severity, 0.7, 0.2))) {
      a.contraction[s] = std::min(a.contraction[s], 0.7);
      continue;
    }
    a.contraction[s] =
        std::min(a.contraction[s], graded(severity, 0.28, 0.02) + rng.uniform(-0.06, 0.02));
    a.wall_factor[s] *= graded(severity, 0.85, 0.5) * rng.uniform(0.95, 1.05);
  }
  if (artery == Coronary::kLeftAnteriorDescending && severity > 0.6 &&
      rng.chance(0.5)) {  // an aneurysm of the apex
    for (const std::size_t s : {12, 13, 16}) a.contraction[s] = rng.uniform(-0.35, -0.1);
    a.apex_roundness += 0.5;
  }
}

void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const double rvef = a.rvef_percent();
  const std::size_t first = rng.choose(std::array{0.5, 0.3, 0.2});
  infarct(a, Coronary{static_cast<int>(first)}, severity, rng.split("first"));
  if (severity > 0.5 && rng.chance(0.5)) {
    const auto second = (static_cast<int>(first) + static_cast<int>(rng.integer(1, 2))) % 3;
    infarct(a, Coronary{second}, 0.8 * severity, rng.split("second"));
  }
  a.scar_share = std::max(a.scar_share, graded(severity, 0.3, 0.95));
  // Remodelling: the heart grows, the rest of the wall has to do the work.
  const double upper =
      reference_values(p.female, p.age_years).lv_edv_index.upper() * p.body_surface_m2();
  const double edv =
      std::max(a.edv_ml, graded(severity, 0.85, 1.45) * upper * rng.uniform(0.9, 1.1));
  const double wanted = rng.truncated_normal(graded(severity, 50, 22), 5, 10, 53);
  set_left_ventricle(a, edv, std::min(wanted, reachable_lvef_percent(a) - 4));
  a.length_over_width -= graded(severity, 0, 0.25);
  set_right_ventricle(a, std::clamp(rvef - graded(severity, 0, 12), 20.0, 65.0));
  enlarge_left_atrium(a, p.body_surface_m2() * graded(severity, 38, 62) * rng.uniform(0.9, 1.1),
                      graded(severity, 50, 32));
}

double extent(const Person& p) {
  if (!find_affliction(p, kName)) return -1;
  const auto akinetic = std::count_if(p.anatomy.contraction.begin(), p.anatomy.contraction.end(),
                                      [](double c) { return c < 0.4; });
  if (akinetic < 2) return -1;
  return extent_between(-p.anatomy.lvef_percent(), -kEjectionFractionBelow, -20);
}

}  // namespace

extern const Condition kIschemicCardiomyopathy{
    .name = kName,
    .referral_share = 0.15,
    .screening_share = 0.02,
    .youngest = 38,
    .female_share = 0.25,
    .excludes = {"Dilated.Cardiomyopathy"},
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kLeftVentricle,
        .finding =
            {{"Regional wall motion abnormality in the territory of the {arteries}: {segments}."},
             {"{Segments}, consistent with previous infarction in the {territory} territory."},
             {"Thinned, scarred myocardium in the {territory} territory with {segments}.", 0.4, 1}},
        .impression =
            {{"Ischaemic cardiomyopathy, {territory} territory, LVEF {lvef} %."},
             {"Previous infarction ({territory}) with {degree} left ventricular impairment."}},
        .absent = {"No regional wall motion abnormality.",
                   "Wall motion is symmetric without regional abnormality."},
        .indication = {"Previous myocardial infarction, viability requested.",
                       "Coronary artery disease, reduced LVEF."}}};

}  // namespace chordae
