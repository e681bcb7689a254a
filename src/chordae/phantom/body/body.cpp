#include "chordae/phantom/body/body.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/phantom/body/outline.h"

namespace chordae {

BodyShape draw_body(const Rng& parent, bool female, double height_cm, double weight_kg) {
  if (!(height_cm > 0) || !(weight_kg > 0) || !std::isfinite(height_cm) ||
      !std::isfinite(weight_kg)) {
    throw Error(ErrorCode::kUsage, "a body needs a positive height and weight");
  }
  Rng rng = parent.split("body");
  const auto normal = [&](double mean, double sd) {
    return static_cast<float>(rng.truncated_normal(mean, sd, mean - 2.5 * sd, mean + 2.5 * sd));
  };
  const auto uniform = [&](double low, double high) {
    return static_cast<float>(rng.uniform(low, high));
  };
  const double bmi = std::clamp(weight_kg / (height_cm * height_cm * 1e-4), 14.0, 50.0);
  const double tall = std::clamp(height_cm / (female ? 163.0 : 176.0), 0.75, 1.25);
  const auto stout = static_cast<float>((bmi - 25) / 10);  // 0 average, 1 obese

  BodyShape b;
  // Inner chest of adults: transverse diameter about 24 to 28 cm, depth in the midline 11 to 14 cm.
  b.chest_half_width_mm = normal((female ? 117 : 128) * tall, 6) + 5 * stout;
  b.chest_front_mm = -normal((female ? 76 : 81) * tall, 6) - 6 * stout;
  b.spine_y_mm = normal((female ? 59 : 63) * tall, 4);
  b.chest_back_mm = b.spine_y_mm + normal(36, 3);
  b.chest_squareness = uniform(0.15, 0.5);
  b.lung_apex_mm = normal(118 * tall, 8);
  b.front_slope = uniform(0.22, 0.42);
  b.lung_signal = std::exp(normal(0, 0.25));

  b.rib_spacing_mm = normal(26 * tall, 1.5);
  b.rib_fall = uniform(0.35, 0.65);
  b.rib_phase_mm = uniform(0, 26);
  b.muscle_mm = std::clamp(normal((female ? 10 : 14) + 1.5 * stout, 2.5), 5.0F, 24.0F);
  b.skin_fat_mm =
      std::clamp(((female ? 13 : 9) + 14 * stout) * std::exp(normal(0, 0.25)), 3.0F, 60.0F);
  b.breast_mm = female ? std::clamp(17 + 12 * stout + normal(0, 6), 3.0F, 45.0F)
                       : std::clamp(14 * stout - 4, 0.0F, 25.0F);
  b.gland = female ? uniform(0.1, 0.6) : 0.05F;
  b.arms = rng.chance(0.85);

  b.vertebra_mm = normal((female ? 15.5 : 17.5) * tall, 0.9);
  b.vertebra_spacing_mm = normal((female ? 24 : 25.5) * tall, 1);
  b.vertebra_phase_mm = uniform(0, 25);
  b.scoliosis_mm = normal(0, 4);
  b.kyphosis_per_mm = normal(1 / 900.0, 1 / 4000.0);

  b.visceral_fat =
      std::clamp((female ? 0.35F : 0.5F) + 0.35F * stout + normal(0, 0.12), 0.02F, 1.0F);

  b.diaphragm_z_mm = normal(-29, 6) + 4 * stout;  // the obese breathe higher
  b.left_dome_mm = normal(-14, 4);
  b.dome_drop_mm = normal(75, 8);
  b.heart_bed_mm = uniform(10, 22);

  b.liver_mm = normal(128 * tall, 12);
  b.left_lobe_x_mm = normal(42, 14);
  b.spleen_scale = std::exp(normal(0, 0.1));
  b.stomach_scale = uniform(0.65, 1.15);
  b.stomach = {rng.chance(0.6) ? uniform(0.1, 0.7) : 0.0F, std::sqrt(uniform(0, 1))};
  b.colon = {uniform(0.3, 1), uniform(0.3, 1)};
  b.has_colon = rng.chance(0.8);
  b.has_gallbladder = rng.chance(0.85);
  b.seed = static_cast<std::uint32_t>(rng.next() >> 32);
  return b;
}

float chest_clearance_mm(const BodyShape& body, Point p) { return scene::chest_cavity_mm(body, p); }

float diaphragm_clearance_mm(const BodyShape& body, Point p) {
  return -scene::below_diaphragm_mm(body, p);
}

float skin_depth_mm(const BodyShape& body, Point p) { return scene::trunk_mm(body, p); }

bool make_room(BodyShape& b, std::span<const Point> heart, float margin_mm) {
  const BodyShape before = b;
  for (int step = 0; step < 200; ++step) {
    float wall = margin_mm, floor = margin_mm;
    Point at_wall;
    for (const Point& p : heart) {
      const float clearance = chest_clearance_mm(b, p);
      if (clearance < wall) {
        wall = clearance;
        at_wall = p;
      }
      floor = std::min(floor, diaphragm_clearance_mm(b, p));
    }
    if (wall >= margin_mm && floor >= margin_mm) return true;
    // Small steps: distances are first-order, and one side's growth helps the others.
    if (floor < margin_mm) {  // a large heart sinks in, and pushes all of it down
      const float sink = 0.5F * std::clamp(margin_mm - floor, 0.5F, 4.0F);
      b.heart_bed_mm += sink;
      b.diaphragm_z_mm -= sink;
    }
    if (wall < margin_mm) {
      const float grow = std::clamp(margin_mm - wall, 0.5F, 4.0F);
      const float middle = 0.5F * (b.chest_front_mm + b.chest_back_mm);
      const float u = std::abs(at_wall.x) / b.chest_half_width_mm,
                  v = (at_wall.y - middle) / (b.chest_back_mm - middle);
      if (u > std::abs(v)) {
        b.chest_half_width_mm += grow;
      } else if (v < 0) {
        b.chest_front_mm -= grow;
      } else {
        b.chest_back_mm += grow;
        b.spine_y_mm += grow;
      }
    }
    if (b.chest_half_width_mm - before.chest_half_width_mm > 60 ||
        before.chest_front_mm - b.chest_front_mm > 60 ||
        b.chest_back_mm - before.chest_back_mm > 60 || b.heart_bed_mm - before.heart_bed_mm > 60) {
      break;
    }
  }
  return false;
}

}  // namespace chordae
