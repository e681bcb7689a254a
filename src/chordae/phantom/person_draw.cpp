#include "chordae/phantom/person_draw.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/person_body.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

using Conditions = std::vector<const Condition*>;

double share_in(ConditionMix mix, const Condition& c) {
  return mix == ConditionMix::kReferral ? c.referral_share : c.screening_share;
}

/// Each condition by its own chance, unless it contradicts one that is there already.
Conditions choose_conditions(Rng rng, const PersonOptions& options) {
  Conditions chosen;
  if (!options.only.empty()) {
    for (const Condition* c : condition_table()) {
      if (std::find(options.only.begin(), options.only.end(), c->name) != options.only.end())
        chosen.push_back(c);
    }
    return chosen;
  }
  const auto table = condition_table();
  if (options.mix == ConditionMix::kUniform) {
    return {table[static_cast<std::size_t>(
        rng.integer(0, static_cast<std::int64_t>(table.size()) - 1))]};
  }
  for (const Condition* c : table) {
    Rng own = rng.split(c->name);  // one condition more in the table changes none of the others
    const bool fits = std::all_of(chosen.begin(), chosen.end(), [&](const Condition* other) {
      return are_compatible(*c, *other);
    });
    if (own.chance(share_in(options.mix, *c)) && fits) chosen.push_back(c);
  }
  return chosen;
}

void draw_who(Rng rng, const Conditions& conditions, Person& p) {
  int youngest = 20, oldest = 85;
  double female_share = 0.5;
  for (const Condition* c : conditions) {
    youngest = std::max(youngest, c->youngest);
    oldest = std::min(oldest, c->oldest);
    female_share = c->female_share;
  }
  p.female = rng.chance(female_share);
  p.age_years = static_cast<int>(rng.integer(youngest, std::max(youngest, oldest)));
  // Of adults in Europe: NCD Risk Factor Collaboration, eLife 2016 5:e13410; Lancet 2016 387:1377.
  p.height_cm = std::round(rng.truncated_normal(p.female ? 164 : 177, 7, 145, 203));
  const double body_mass_index = rng.truncated_normal(26, 4.2, 17.5, 42);
  p.weight_kg = std::round(body_mass_index * p.height_cm * p.height_cm / 1e4);
}

void draw_rhythm(Rng rng, Person& p) {
  p.rhythm.cycle_ms = 60000 / rng.truncated_normal(68, 11, 46, 105);
  p.rhythm.early_share = 0.72 - 0.003 * (p.age_years - 20) + rng.normal(0, 0.04);
  p.rhythm.irregularity = rng.uniform(0.005, 0.03);
}

/// The four chambers of a healthy heart, within the limits of normal; both ventricles pump the
/// same.
void draw_chambers(Rng rng, Person& p) {
  const ReferenceValues r = reference_values(p.female, p.age_years);
  const double surface = p.body_surface_m2();
  HeartAnatomy& a = p.anatomy;
  const double size = rng.truncated_normal(0, 1, -1.9, 1.9);  // large hearts are large all over
  const auto sized = [&](const ReferenceRange& range, double share) {
    const double z = share * size + std::sqrt(1 - share * share) * rng.normal();
    return range.mean + range.sd * std::clamp(z, -1.9, 1.9);
  };
  const double edv = surface * sized(r.lv_edv_index, 1);
  const double lvef = rng.truncated_normal(r.lvef_percent.mean, r.lvef_percent.sd,
                                           r.lvef_percent.lower() + 0.5, r.lvef_percent.upper());
  a.edv_ml = edv;
  a.esv_ml = edv * (1 - 0.01 * lvef);
  const double stroke = (a.edv_ml - a.esv_ml) * rng.truncated_normal(1, 0.03, 0.94, 1.06);
  const double rv_edv = std::clamp(surface * sized(r.rv_edv_index, 0.88), stroke / 0.70,
                                   stroke / (0.01 * (r.rvef_percent.lower() + 0.5)));
  a.rv_edv_ml = std::min(rv_edv, surface * (r.rv_edv_index.upper() - 1));
  a.rv_esv_ml = a.rv_edv_ml - stroke;
  const double stiffness = 0.12 * (p.age_years - 50);
  a.la_max_ml = surface * sized(r.la_max_index, 0.35);
  a.la_min_ml = a.la_max_ml * (1 - 0.01 * (rng.truncated_normal(58, 5, 45, 70) - stiffness));
  a.ra_max_ml = surface * sized(r.ra_max_index, 0.4);
  a.ra_min_ml = a.ra_max_ml * (1 - 0.01 * (rng.truncated_normal(48, 5, 35, 60) - stiffness));
  a.wall_mm = sized(r.wall_mm, 0.3);
  a.aortic_root_mm = sized(r.aortic_root_mm, 0.3);
  a.ascending_aorta_mm = sized(r.ascending_aorta_mm, 0.3);
  a.pulmonary_trunk_mm = sized(r.pulmonary_trunk_mm, 0.3);
}

void draw_shape(Rng rng, Person& p) {
  HeartAnatomy& a = p.anatomy;
  a.length_over_width = rng.truncated_normal(1.75, 0.12, 1.5, 2.05);
  a.apex_roundness = rng.truncated_normal(2.0, 0.12, 1.75, 2.3);
  a.apex_wall_share = rng.truncated_normal(0.6, 0.08, 0.42, 0.8);
  for (std::size_t s = 0; s < a.wall_factor.size(); ++s) {
    const bool septal = s == 1 || s == 2 || s == 7 || s == 8 || s == 13;  // thicker: Kawel 2012
    a.wall_factor[s] = (septal ? 1.05 : 0.98) * rng.truncated_normal(1, 0.03, 0.93, 1.07);
    a.contraction[s] = rng.truncated_normal(1, 0.06, 0.85, 1.15);
  }
  // A plane that descends 13 to 14 mm at 60 percent, less in the old; approximate.
  a.descent_mm = (1.5 + 0.2 * a.lvef_percent()) * rng.truncated_normal(1, 0.1, 0.8, 1.25) *
                 (1 - 0.003 * (p.age_years - 45));
  a.twist_degrees = rng.truncated_normal(9, 3, 2, 18);
  a.bend_mm = rng.truncated_normal(2, 1.2, -1, 5);
  a.tilt_septal = rng.normal(0.05, 0.04);
  a.tilt_inferior = rng.normal(0.15, 0.05);
  a.papillary_mm = rng.truncated_normal(4.5, 0.6, 3.2, 6);
  // With the papillary muscles about a quarter of the muscle inside the epicardium (Janik et al., JACC 2008; Chuang
  // et al., JACC Cardiovasc Imaging 2012; approximate).
  a.trabeculae_mm = rng.truncated_normal(5, 1.6, 1, 9);
  a.rv_wall_mm = rng.truncated_normal(2.8, 0.4, 2, 3.8);
  a.rv_trabeculae_mm = rng.truncated_normal(4, 1, 2, 6.5);
  a.rv_apex_share = rng.truncated_normal(0.14, 0.05, 0.04, 0.28);
  const double body_mass_index = p.weight_kg / (p.height_cm * p.height_cm / 1e4);
  a.fat_mm = std::clamp(
      4 + 0.25 * (body_mass_index - 26) + 0.03 * (p.age_years - 50) + rng.normal(0, 1), 1.0, 10.0);
  a.effusion_mm = rng.uniform(0, 1.2);  // the fluid that every pericardium holds
  a.pericardium_mm = rng.uniform(1, 1.6);
  a.texture_seed = static_cast<std::uint32_t>(rng.next() >> 32);
}

/// The long axis points left, anterior and inferior, flatter in the heavy, steeper in the lean; the
/// right ventricle lies right and anterior.
void draw_frame(Rng rng, Person& p) {
  const double body_mass_index = p.weight_kg / (p.height_cm * p.height_cm / 1e4);
  const double steep =
      std::clamp(-0.018 * (body_mass_index - 26) + rng.normal(0, 0.07), -0.22, 0.22);
  const Vec3 apical{0.62 - 0.5 * steep + rng.normal(0, 0.05), -0.54 + rng.normal(0, 0.06),
                    -0.56 - steep};
  const Vec3 septal{-0.72 + rng.normal(0, 0.06), -0.66 + rng.normal(0, 0.06),
                    -0.10 + rng.normal(0, 0.08)};
  const Vec3 origin{22 + rng.normal(0, 4), -8 + rng.normal(0, 4), rng.normal(0, 5)};
  p.frame = HeartFrame::make(origin, apical, septal);
}

/// Several conditions together, or one in an unusual body, may ask for more than a heart can be.
void make_possible(Person& p) {
  HeartAnatomy& a = p.anatomy;
  a.length_over_width = std::clamp(a.length_over_width, 1.25, 2.2);
  a.apex_roundness = std::clamp(a.apex_roundness, 1.6, 3.2);
  const double edv = std::clamp(a.edv_ml, 48.0, 410.0);
  a.esv_ml *= edv / a.edv_ml;
  a.edv_ml = edv;
  for (std::size_t s = 0; s < a.wall_factor.size(); ++s) {
    const double wall = segment_walls_mm(a)[s] / a.wall_factor[s];
    a.wall_factor[s] = std::clamp(a.wall_factor[s], std::max(0.28, 2.2 / wall), 3.9);
    a.contraction[s] = std::clamp(a.contraction[s], -0.5, 1.4);
    a.delay_ms[s] = std::clamp(a.delay_ms[s], -100.0, 200.0);
  }
  a.descent_mm = std::clamp(a.descent_mm, 2.0, std::min(21.0, 0.26 * cavity_length_mm(a)));
  const double lvef =
      std::clamp(a.lvef_percent(), 8.0, std::min(80.0, reachable_lvef_percent(a) - 1));
  a.esv_ml = a.edv_ml * (1 - 0.01 * lvef);
  const double rvef = std::clamp(a.rvef_percent(), 8.0, 72.0);
  a.rv_edv_ml = std::clamp(a.rv_edv_ml, 45.0, 480.0);
  a.rv_esv_ml = a.rv_edv_ml * (1 - 0.01 * rvef);
  a.la_min_ml = std::clamp(a.la_min_ml, 0.25 * a.la_max_ml, 0.92 * a.la_max_ml);
  a.ra_min_ml = std::clamp(a.ra_min_ml, 0.3 * a.ra_max_ml, 0.92 * a.ra_max_ml);
  a.papillary_mm = std::clamp(a.papillary_mm, 3.0, 8.0);
  a.pulmonary_trunk_mm = std::min(a.pulmonary_trunk_mm, 45.0);
  p.rhythm.cycle_ms = std::round(std::clamp(p.rhythm.cycle_ms, 450.0, 1400.0));
  p.rhythm.early_share = std::clamp(p.rhythm.early_share, 0.4, 0.8);
}

/// The volumes that were asked for, as they were asked for.
void set_given(const PersonOptions& options, HeartAnatomy& a) {
  if (options.edv_ml == 0 && options.esv_ml == 0 && options.lvef_percent == 0) return;
  if (options.edv_ml != 0 && options.esv_ml != 0 && options.lvef_percent != 0) {
    throw Error(ErrorCode::kUsage,
                "give two of end-diastolic volume, end-systolic volume and ejection fraction");
  }
  const double rvef = a.rvef_percent();
  const double stroke_share = (a.rv_edv_ml - a.rv_esv_ml) / (a.edv_ml - a.esv_ml);
  const double lvef = options.lvef_percent != 0 ? options.lvef_percent : a.lvef_percent();
  HeartAnatomy wanted = a;
  if (options.esv_ml == 0) {
    wanted.edv_ml = options.edv_ml != 0 ? options.edv_ml : a.edv_ml;
    wanted.esv_ml = wanted.edv_ml * (1 - 0.01 * lvef);
  } else {
    wanted.esv_ml = options.esv_ml;
    wanted.edv_ml = options.edv_ml != 0 ? options.edv_ml : options.esv_ml / (1 - 0.01 * lvef);
  }
  check_anatomy(wanted);
  set_left_ventricle(a, wanted.edv_ml, wanted.lvef_percent());
  a.esv_ml = wanted.esv_ml;
  a.descent_mm = std::min({a.descent_mm, 21.0, 0.26 * cavity_length_mm(a)});
  if (a.lvef_percent() > reachable_lvef_percent(a)) {
    throw Error(ErrorCode::kConfig, cat("an ejection fraction of ", fixed(a.lvef_percent(), 1),
                                        " %: this heart's walls reach ",
                                        fixed(reachable_lvef_percent(a), 1), " % at most"));
  }
  set_right_ventricle(a, rvef, stroke_share);
}

}  // namespace

ConditionMix parse_condition_mix(std::string_view name) {
  if (name == "referral") return ConditionMix::kReferral;
  if (name == "screening") return ConditionMix::kScreening;
  if (name == "uniform") return ConditionMix::kUniform;
  throw Error(ErrorCode::kUsage, cat("there is no mix of conditions ", printable(name),
                                     ": there are referral, screening, uniform"));
}

void check_conditions(const std::vector<std::string>& names) {
  for (const std::string& one : names) {
    for (const std::string& other : names) {
      if (one == other || are_compatible(find_condition(one), find_condition(other))) continue;
      throw Error(ErrorCode::kUsage,
                  cat(one, " and ", other, " contradict each other: no heart has both"));
    }
  }
}

Person draw_person(const Rng& rng, const PersonOptions& options) {
  for (const std::string& name : options.only) find_condition(name);
  check_conditions(options.only);
  const Conditions conditions = choose_conditions(rng.split("conditions"), options);
  Person p;
  draw_who(rng.split("who"), conditions, p);
  draw_rhythm(rng.split("rhythm"), p);
  draw_chambers(rng.split("chambers"), p);
  draw_shape(rng.split("shape"), p);
  draw_frame(rng.split("frame"), p);
  for (const Condition* c : conditions) {
    Rng own = rng.split(c->name);
    p.conditions.push_back({c->name, own.uniform()});
    c->apply(p, p.conditions.back().severity, own);
  }
  make_possible(p);
  set_given(options, p.anatomy);
  check_anatomy(p.anatomy);
  const bool given = options.edv_ml != 0 || options.esv_ml != 0 || options.lvef_percent != 0;
  for (const std::string& name : options.only) {
    if (!given || has_label(find_condition(name), p)) continue;
    throw Error(ErrorCode::kUsage, cat("a heart with these volumes does not count as ", name,
                                       ": leave out one or the other"));
  }
  if (options.body) give_body(p, rng.split("body"));
  return p;
}

}  // namespace chordae
