#include "chordae/phantom/anatomy/resting_heart.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/rng.h"
#include "chordae/phantom/anatomy/segments.h"

namespace chordae {
namespace {

constexpr double kEquator = 0.72;  // height of the cavity's widest place, of its own length
constexpr double kPi = std::numbers::pi;

double degrees(double d) { return d * kPi / 180; }

/// Angle between two directions, 0 to pi.
double apart(double a, double b) { return std::abs(std::remainder(a - b, 2 * kPi)); }

double bump(double x, double width) { return std::exp(-0.5 * x * x / (width * width)); }

double rise(double x) {
  const double t = std::clamp(x, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

/// The outline of a chamber: relative radius at `s`, its own height, 0 at the pole. A superellipse
/// that is widest at the equator; negative below the pole, so that its zero can be interpolated.
double outline(double s, double roundness) {
  const double below = std::abs(kEquator - s) / kEquator;
  const double level = 1 - std::pow(below, roundness);
  return std::copysign(std::pow(std::abs(level), 1 / roundness), level);
}

/// Unevenness that makes no two hearts alike: a few low harmonics around the axis.
struct Unevenness {
  std::array<double, 4> amplitude{}, phase{};
  Unevenness(Rng rng, double size) {
    for (std::size_t k = 0; k < amplitude.size(); ++k) {
      amplitude[k] = rng.normal(0, size / static_cast<double>(k + 1));
      phase[k] = rng.uniform(0, 2 * kPi);
    }
  }
  double at(double angle, double height) const {
    double sum = 1;
    for (std::size_t k = 0; k < amplitude.size(); ++k) {
      sum += amplitude[k] * std::cos(static_cast<double>(k + 2) * angle + phase[k] + 1.5 * height);
    }
    return sum;
  }
};

/// Strands along the wall: 0 between them, 1 on their crests.
double strands(std::uint32_t seed, double angle, double along_mm, double radius_mm) {
  const double r = std::max(radius_mm, 8.0);
  const Point p{static_cast<float>(r * std::cos(angle)), static_cast<float>(r * std::sin(angle)),
                static_cast<float>(along_mm / 3)};
  return rise((static_cast<double>(scene::smooth_noise(seed, p, 6.0F)) - 0.42) / 0.25);
}

/// How deep the right ventricle is, relative to its largest depth: nothing on the lateral side;
/// from its tip to the tricuspid valve behind, to the pulmonary valve in front.
double right_ventricle(const HeartAnatomy& a, double angle, double height) {
  const double fullness = std::clamp(a.rv_edv_ml / a.edv_ml, 0.6, 2.5);
  const double front = degrees(-76 - 6 * (fullness - 1)), back = degrees(68 + 8 * (fullness - 1));
  // Above the mitral plane only the outflow tract goes on, in front.
  const double outflow = rise((height - 0.94) / 0.16);
  const double from = front + outflow * degrees(-4), to = back + outflow * (degrees(-30) - back);
  if (angle <= from || angle >= to) return 0;
  const double u = 2 * (angle - from) / (to - from) - 1;
  // Deeper behind at the base, towards the tricuspid valve; pointed where it meets the septum.
  const double lean = 0.30 * rise((height - 0.45) / 0.4) * (1 - outflow);
  const double across = std::pow(1 - std::pow(std::abs(u), 2.0), 0.85) * (1 + lean * u);
  const double tip = a.rv_apex_share;
  double along = std::pow(std::clamp((height - tip) / (0.72 - tip), 0.0, 1.0), 0.6);
  if (height > 0.72) along *= 1 - 0.28 * outflow;
  const double top = 1.0 + 0.34 * rise((degrees(-20) - angle) / degrees(30));
  along *= rise((top + 0.025 - height) / 0.05);
  return across * along;
}

}  // namespace

RestingHeart make_resting_heart(const HeartAnatomy& a) {
  check_anatomy(a);
  const Rng rng = Rng(a.texture_seed).split("walls");
  const Unevenness cavity_shape(rng.split("cavity"), 0.03), wall_shape(rng.split("wall"), 0.09),
      rv_unevenness(rng.split("right"), 0.08);
  const auto seed = static_cast<std::uint32_t>(rng.split("trabeculae").next());

  const double loose = rng.split("loose").uniform(0.2, 1.1);  // from one dense layer to single strands

  RestingHeart heart;
  const double apex_wall = a.wall_mm * a.apex_wall_share * a.wall_factor[16];
  double radius = std::cbrt(1000 * a.edv_ml / (4 * a.length_over_width));
  WallTable table;
  for (int round = 0; round < 6; ++round) {
    // Largest radius and length follow from each other; the volume decides.
    const double cavity_length = 2 * radius * a.length_over_width;
    heart.length_mm = cavity_length + apex_wall;
    for (int j = 0; j < WallTable::kLevels; ++j) {
      const double height = WallTable::height(j);
      const double s = (std::min(height, 1.0) * heart.length_mm - apex_wall) / cavity_length;
      for (int i = 0; i < WallTable::kAngles; ++i) {
        const double r = radius * outline(s, a.apex_roundness);
        table.at(i, j).endo = static_cast<float>(
            r > 0 ? r * cavity_shape.at(WallTable::angle(i), height) : r);
      }
    }
    radius *= std::cbrt(a.edv_ml / wall_volume_ml(table, &WallNode::endo, heart.length_mm, 1));
  }

  const double cavity_length = heart.length_mm - apex_wall;
  for (int j = 0; j < WallTable::kLevels; ++j) {
    const double height = WallTable::height(j), along = height * heart.length_mm;
    const double s = (std::min(height, 1.0) * heart.length_mm - apex_wall) / cavity_length;
    const double inner = radius * outline(s, a.apex_roundness);
    const double outer = (radius + a.wall_mm) * outline(std::min(height, 1.0), a.apex_roundness);
    for (int i = 0; i < WallTable::kAngles; ++i) {
      const std::size_t n = WallTable::index(i, j);
      const double angle = WallTable::angle(i), endo = static_cast<double>(table.at(i, j).endo);
      const double scarred = segment_value(a.contraction, angle, height);
      heart.endo[n] = static_cast<float>(endo);
      const double factor = segment_value(a.wall_factor, angle, height);
      const double wall = std::max(1.5, (outer - std::max(inner, 0.0)) * factor * wall_shape.at(angle, height));
      const double open = std::max(endo, 0.0);
      heart.area[n] = static_cast<float>(height > 0 ? 0.5 * ((open + wall) * (open + wall) - open * open) : outer);
      heart.contraction[n] = static_cast<float>(scarred);
      heart.delay_ms[n] = static_cast<float>(segment_value(a.delay_ms, angle, height));
      heart.scar[n] = static_cast<float>(a.scar_share * rise((0.35 - scarred) / 0.2));
      // More trabeculae towards the apex and the free wall; the septum's base and the outflow tract are smooth.
      const double septal = 0.5 + 0.5 * std::cos(angle);
      const double amount = std::clamp(1.25 - 0.75 * height, 0.2, 1.2) * (1 - 0.35 * septal) * rise((1.05 - height) / 0.25);
      heart.trabeculae[n] = static_cast<float>(
          std::min(0.6 * open, a.trabeculae_mm * amount * (1 - 0.35 * loose + loose * strands(seed, angle, along, open))));
      const double depth = right_ventricle(a, angle, height);
      heart.rv_shape[n] = static_cast<float>(depth * rv_unevenness.at(angle, height));
      heart.rv_trabeculae[n] = static_cast<float>(
          a.rv_trabeculae_mm * std::clamp(1.9 - 1.6 * height, 0.15, 1.6) *
          (0.2 + 1.3 * strands(seed + 1, angle, along, open + 25)));
      const double bulges = bump(apart(angle, degrees(-40)), 0.35) * bump(height - 0.85, 0.12) +
                            bump(apart(angle, degrees(45)), 0.3) * bump(height - 0.8, 0.1) +
                            0.8 * bump(apart(angle, 0), 0.4) * bump(height - 0.3, 0.1);
      heart.rv_bulge[n] = static_cast<float>(depth > 0 ? a.rv_bulging_mm * std::min(bulges, 1.0) : 0);
      // Fat lies in the grooves (beside the septum, around the base) and over the right ventricle.
      const double grooves = bump(apart(angle, degrees(-80)), 0.3) + bump(apart(angle, degrees(78)), 0.3);
      const double right = rise((std::cos(angle) + 0.1) / 0.6);
      const double patches = static_cast<double>(scene::smooth_noise(
          seed + 2, {static_cast<float>(40 * std::cos(angle)), static_cast<float>(40 * std::sin(angle)), static_cast<float>(along)}, 22.0F));
      heart.fat[n] = static_cast<float>(
          a.fat_mm * std::max(0.0, 0.1 + 0.6 * right + 0.9 * grooves * rise(height / 0.4) +
                                       1.4 * rise((height - 0.78) / 0.3) + 1.2 * (patches - 0.6)));
      // Fluid collects behind: towards the inferolateral wall of somebody who lies on the back.
      heart.effusion[n] = static_cast<float>(
          a.effusion_mm * (0.6 + 0.8 * rise(0.5 + 0.6 * std::cos(angle - degrees(140)))) *
          rise((1.12 - height) / 0.2));
    }
  }
  heart.has_delay = std::any_of(a.delay_ms.begin(), a.delay_ms.end(), [](double d) { return d != 0; });
  heart.outer_radius_mm = radius + a.wall_mm;
  heart.base_radius_mm = radius * outline(1, a.apex_roundness);
  return heart;
}

}  // namespace chordae
