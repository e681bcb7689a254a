#include "chordae/phantom/person.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace chordae {

HeartFrame HeartFrame::make(const Vec3& origin, const Vec3& apical, const Vec3& septal) {
  HeartFrame f;
  f.origin = origin;
  f.apical = normalized(apical);
  f.septal = normalized(septal - dot(septal, f.apical) * f.apical);
  f.inferior = cross(f.apical, f.septal);
  return f;
}

Vec3 HeartFrame::to_patient(const Vec3& p) const {
  return origin + p[0] * septal + p[1] * inferior + p[2] * apical;
}

namespace {

void draw_volumes(Rng rng, double body_surface_m2, Person* person) {
  HeartShape& h = person->heart;
  enum { kNormal, kReduced, kDilated, kSmall };
  const auto kind = rng.choose(std::array{0.50, 0.20, 0.18, 0.12});
  double index = person->female ? 72 : 80, index_sd = 11, ef = 61, ef_sd = 5;  // EDV mL/m^2, LVEF %
  if (kind == kReduced) index = 90, ef = 40, ef_sd = 7;
  if (kind == kDilated) index = 120, index_sd = 16, ef = 26, ef_sd = 7;
  if (kind == kSmall) index = 58, index_sd = 7, ef = 69, ef_sd = 4;
  h.edv_ml = std::clamp(body_surface_m2 * rng.normal(index, index_sd), 80.0, 280.0);
  h.esv_ml = h.edv_ml * (1 - 0.01 * rng.truncated_normal(ef, ef_sd, 15, 75));
  h.wall_mm = kind == kDilated ? rng.uniform(6.0, 8.5)
              : kind == kSmall ? rng.uniform(9, 13)
                               : rng.uniform(7.5, 10.5);
  h.aspect = kind == kDilated ? rng.uniform(1.95, 2.3) : rng.uniform(2.2, 2.6);
}

/// Whether the ventricles lie behind the middle of the chest wall.
bool is_heart_inside(const Person& p) {
  const HeartPose pose = heart_pose(p.heart, {0, false});
  const float inset = p.body.skin_fat_mm + 0.5F * p.body.chest_wall_mm;
  for (const Ellipsoid& e : {pose.outer, pose.right_wall}) {
    for (int polar = 0; polar <= 12; ++polar) {  // from the apex up
      for (int around = 0; around < 24; ++around) {
        const double a = polar * std::numbers::pi / 24, b = around * std::numbers::pi / 12;
        const Vec3 q = p.frame.to_patient({e.centre.x + std::sin(a) * std::cos(b) / e.inverse.x,
                                           e.centre.y + std::sin(a) * std::sin(b) / e.inverse.y,
                                           e.centre.z + std::cos(a) / e.inverse.z});
        const Point on_surface{static_cast<float>(q[0]), static_cast<float>(q[1]),
                               static_cast<float>(q[2])};
        if (!is_within_trunk(p.body, on_surface, inset)) return false;
      }
    }
  }
  return true;
}

}  // namespace

Person draw_person(const Rng& root) {
  Person p;
  Rng who = root.split("who");
  p.female = who.chance(0.5);
  p.age_years = static_cast<int>(who.integer(20, 85));
  p.height_cm = std::round(who.truncated_normal(p.female ? 164 : 177, 7, 145, 200));
  const double body_mass_index = who.truncated_normal(26, 4, 18, 40);
  p.weight_kg = std::round(body_mass_index * p.height_cm * p.height_cm / 1e4);
  const double surface = std::sqrt(p.height_cm * p.weight_kg / 3600);  // Mosteller, NEJM 1987

  Rng beat = root.split("beat");
  p.cycle_ms = std::round(60000.0 / beat.truncated_normal(70, 11, 48, 105));
  p.early_share = std::clamp(0.72 - 0.003 * (p.age_years - 20) + beat.normal(0, 0.04), 0.4, 0.8);

  draw_volumes(root.split("volumes"), surface, &p);
  Rng shape = root.split("shape");
  HeartShape& h = p.heart;
  h.truncation = shape.uniform(0.42, 0.56);
  h.apex_share = shape.uniform(0.5, 0.75);
  h.descent_mm = 1.5 + 0.175 * h.lvef_percent() + shape.normal(0, 0.7);
  h.right_mm = shape.uniform(24, 33);
  h.atrium_mm = shape.uniform(20, 26);
  h.fat_mm = shape.uniform(1.5, 4.5);
  h.papillary_mm = shape.uniform(4.2, 6.5);

  Rng body = root.split("body");
  const double size = std::sqrt(body_mass_index / 26) * p.height_cm / 172;
  p.body.half_width_mm = static_cast<float>(165 * size);
  p.body.half_depth_mm = static_cast<float>(110 * size);
  p.body.skin_fat_mm =
      static_cast<float>(std::max(5.0, 12 + 1.5 * (body_mass_index - 26) + body.normal(0, 2)));
  p.body.chest_wall_mm = static_cast<float>(body.uniform(15, 21));
  p.body.diaphragm_z_mm = static_cast<float>(body.uniform(-58, -46));
  p.body.texture = static_cast<std::uint32_t>(body.next());

  // The long axis points left, anterior and inferior; the right ventricle lies right and anterior.
  Rng lie = root.split("lie");
  const Vec3 apical{0.62 + lie.normal(0, 0.06), -0.54 + lie.normal(0, 0.06),
                    -0.56 + lie.normal(0, 0.07)};
  const Vec3 septal{-0.72 + lie.normal(0, 0.06), -0.66 + lie.normal(0, 0.06),
                    -0.10 + lie.normal(0, 0.08)};
  p.frame = HeartFrame::make({22 + lie.normal(0, 4), -8 + lie.normal(0, 4), lie.normal(0, 5)},
                             apical, septal);
  // A large heart in a slight person: the chest has grown around it.
  for (int i = 0; i < 40 && !is_heart_inside(p); ++i) {
    p.body.half_width_mm *= 1.02F;
    p.body.half_depth_mm *= 1.02F;
  }
  return p;
}

}  // namespace chordae
