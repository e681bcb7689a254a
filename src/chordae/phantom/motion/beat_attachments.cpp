// What hangs on the ventricles and moves with them: atria, great vessels, valves, papillary muscles.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/phantom/anatomy/heart_sample.h"
#include "chordae/phantom/motion/beat.h"

namespace chordae {
namespace {

constexpr double kPi = std::numbers::pi;

Point point(const Vec3& v) {
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

Vec3 vec(Point p) {
  return {static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z)};
}

/// A point `r` mm from the long axis at an angle about it.
Vec3 polar(double r, double degrees, double z) {
  const double a = degrees * kPi / 180.0;
  return {r * std::cos(a), r * std::sin(a), z};
}

scene::Capsule capsule(const Vec3& from, const Vec3& to, double from_radius, double to_radius) {
  return {point(from), point(to), static_cast<float>(from_radius), static_cast<float>(to_radius)};
}

scene::Ellipsoid ellipsoid(const Vec3& centre, double x, double y, double z) {
  return {point(centre), point({x, y, z})};
}

/// The radius (mm) of a surface at a place of the walls.
double radius_at(const HeartPose& pose, std::size_t channel, double degrees, double height) {
  const double a = std::remainder(degrees, 360.0) * kPi / 180.0;
  return static_cast<double>(
      wall_at(pose.walls, static_cast<float>(a), static_cast<float>(height)).value[channel]);
}
constexpr std::size_t kEndo = 0, kEpi = 1, kRv = 2;

double radius_of_ball(double ml) { return std::cbrt(750 * ml / kPi); }

/// An atrium between a floor that moves and a roof that stays: its width follows from its volume.
struct Atrium {
  double half_height, half_width;
  /// `overlap`: how far it reaches below the plane of its valve, where the ventricle covers it.
  Atrium(double max_ml, double now_ml, double floor_z, double lowest_floor_z, double overlap) {
    const double roof = lowest_floor_z - 1.9 * radius_of_ball(max_ml);
    half_height = 0.5 * (floor_z - roof);
    const double cap = std::min(1.0, overlap / (2 * half_height));  // of its height
    const double seen = 1 - cap * cap * (3 - 2 * cap);
    half_width = std::sqrt(750 * now_ml / seen / (kPi * half_height));
  }
};

void grow(HeartPose::Ball& ball, Point p, float radius) {
  const float d = std::hypot(p.x - ball.centre.x, p.y - ball.centre.y, p.z - ball.centre.z) + radius;
  ball.radius = std::max(ball.radius, d);
}

void grow(HeartPose::Ball& ball, const scene::Capsule& c, float wall) {
  grow(ball, c.from, c.from_radius + wall);
  grow(ball, c.to, c.to_radius + wall);
}

void grow(HeartPose::Ball& ball, const scene::Ellipsoid& e, float wall) {
  grow(ball, e.centre, std::max({e.axes.x, e.axes.y, e.axes.z}) + wall);
}

}  // namespace

void Beat::shape_above_base(HeartPose& pose, const CycleState& state, const ChamberVolumes& volumes) const {
  const double base = static_cast<double>(pose.apex_z) - static_cast<double>(pose.length);
  const Vec3 up = vec(point({dot({0, 0, 1}, frame_.septal), dot({0, 0, 1}, frame_.inferior),
                             dot({0, 0, 1}, frame_.apical)}));
  const auto towards = [&](const Vec3& patient) {
    return Vec3{dot(patient, frame_.septal), dot(patient, frame_.inferior), dot(patient, frame_.apical)};
  };

  // Left atrium: behind the mitral valve, a little lateral and inferior of the axis.
  const double overlap = 4;
  const auto scaled = [&](double ml, double least, double most) { return ml * (least + state.atrium_full * (most - least)); };
  const Atrium la(anatomy_.la_max_ml, scaled(volumes.la_ml, atria_.la_min, atria_.la_max), base + overlap, anatomy_.descent_mm + overlap, overlap);
  const Vec3 la_centre = polar(13, 149, base + overlap - la.half_height);
  pose.left_atrium = ellipsoid(la_centre, 0.92 * la.half_width, 1.09 * la.half_width, la.half_height);
  const double pouch = 0.32 * radius_of_ball(anatomy_.la_max_ml);
  pose.appendage = capsule(la_centre + polar(0.75 * la.half_width, -140, 0.25 * la.half_height),
                           la_centre + polar(1.25 * la.half_width + 6, -128, 0.55 * la.half_height), pouch, 0.6 * pouch);

  // Right atrium: beside it, beyond the septum; its floor is the tricuspid plane.
  const double floor = base - 1.0;
  const Atrium ra(anatomy_.ra_max_ml, scaled(volumes.ra_ml, atria_.ra_min, atria_.ra_max), floor + overlap, anatomy_.descent_mm - 1 + overlap, overlap);
  const double ra_x = std::max(la_centre[0] + 0.92 * la.half_width + 2.5 + 0.95 * ra.half_width,
                               radius_at(pose, kEpi, 15, 1) + 0.55 * ra.half_width);
  const Vec3 ra_centre{ra_x, 13, floor + overlap - ra.half_height};
  pose.right_atrium = ellipsoid(ra_centre, 0.95 * ra.half_width, 1.05 * ra.half_width, ra.half_height);
  pose.right_appendage = capsule(ra_centre + Vec3{0.2 * ra.half_width, -0.6 * ra.half_width, 0.2 * ra.half_height},
                                 ra_centre + Vec3{-4, -1.15 * ra.half_width - 4, 0.35 * ra.half_height}, 9, 6);

  // Aorta: from the outflow tract in front of the mitral valve, upwards and a little to the right.
  const double open = resting_.base_radius_mm;
  const double root = 0.5 * anatomy_.aortic_root_mm;
  const Vec3 ring = polar(std::max(0.6 * open, open - 0.8 * root), -33, base - 3);
  const Vec3 axis = normalized(0.30 * up + Vec3{0.12, 0, -0.90});
  pose.aortic_ring = point(ring + 5.0 * axis);
  pose.aortic_axis = point(axis);
  pose.aortic_radius = static_cast<float>(0.92 * root);
  pose.aortic_open = static_cast<float>(state.aortic_open * anatomy_.aortic_opening);
  const Vec3 junction = ring + 26.0 * axis;
  const Vec3 top = junction + 48.0 * normalized(0.85 * up + 0.25 * axis + towards({-0.2, 0.1, 0}));
  pose.aorta = {capsule(ring - 5.0 * axis, junction, 0.80 * root, root),
                capsule(junction, top, 0.46 * anatomy_.ascending_aorta_mm, 0.5 * anatomy_.ascending_aorta_mm)};

  // Pulmonary trunk: from the top of the right ventricular outflow tract, back and up.
  const double height = 1.27;
  const double r_out = 0.5 * (radius_at(pose, kEpi, -62, height) + std::max(radius_at(pose, kRv, -62, height), radius_at(pose, kEpi, -62, height) + 8));
  const Vec3 outlet = polar(r_out, -62, static_cast<double>(pose.apex_z) - height * static_cast<double>(pose.length));
  const double trunk = 0.5 * anatomy_.pulmonary_trunk_mm;
  pose.pulmonary = capsule(outlet, outlet + 44.0 * normalized(0.75 * up + towards({0.12, 0.5, 0})), 0.85 * trunk, trunk);
  pose.pulmonary_open = static_cast<float>(state.aortic_open);

  const auto wall = pose.atrial_wall + 12.0F;  // and the fat around, which bridges the gaps
  HeartPose::Ball& below = pose.bounds[0];
  below.centre = {6, -2, pose.apex_z - 0.55F * pose.length};
  for (int j = 0; j < WallTable::kLevels; j += 2) {
    for (int i = 0; i < WallTable::kAngles; i += 2) {
      const WallNode& node = pose.walls.at(i, j);
      const double r = std::max(static_cast<double>(node.hull + node.effusion + pose.pericardium) + 2.0, 0.0);
      const double z = static_cast<double>(pose.apex_z) - WallTable::height(j) * static_cast<double>(pose.length);
      const double a = WallTable::angle(i);
      const Vec3 q{r * std::cos(a), r * std::sin(a), z};
      const double tilted = q[2] + anatomy_.tilt_septal * q[0] + anatomy_.tilt_inferior * q[1];
      grow(below, point({q[0], q[1], tilted}), 1.0F + std::fabs(pose.bend));
    }
  }
  HeartPose::Ball& above = pose.bounds[1];
  above.centre = {14, -4, static_cast<float>(base) - 24};
  for (const auto& e : {pose.left_atrium, pose.right_atrium}) grow(above, e, wall);
  for (const auto& c : {pose.appendage, pose.right_appendage, pose.aorta[0], pose.aorta[1], pose.pulmonary}) grow(above, c, wall);
}

void Beat::calibrate_atria() {
  // Volume (mL) of a label in a box about an atrium, on a lattice that is coarse but even.
  const auto seen_ml = [](const HeartPose& pose, const scene::Ellipsoid& about, Label label) {
    constexpr float kStep = 3.7F, kReach = 1.6F;  // appendages reach beyond the ellipsoid
    const SceneLook look{};
    const PaintContext sharp{1e-3F, 1, 1};
    double points = 0;
    for (float z = -1; z <= 1; z += kStep / about.axes.z) {
      for (float y = -kReach; y <= kReach; y += kStep / about.axes.y) {
        for (float x = -kReach; x <= kReach; x += kStep / about.axes.x) {
          const Point p{about.centre.x + x * about.axes.x, about.centre.y + y * about.axes.y, about.centre.z + z * about.axes.z};
          points += heart_sample(pose, look, sharp, {}, unstraighten(pose, p)).label == label ? 1 : 0;
        }
      }
    }
    return points * std::pow(static_cast<double>(kStep), 3) / 1000;
  };
  const auto correct = [&](double time_ms, double* la, double* ra) {
    const HeartPose pose = pose_at(time_ms);
    const ChamberVolumes stated = volumes_at(time_ms);
    const auto factor = [](double wanted, double seen) { return std::clamp(wanted / std::max(seen, 1.0), 0.7, 1.4); };
    *la = factor(stated.la_ml, seen_ml(pose, pose.left_atrium, Label::kLeftAtrium));
    *ra = factor(stated.ra_ml, seen_ml(pose, pose.right_atrium, Label::kRightAtrium));
  };
  Calibration found;
  correct(0, &found.la_min, &found.ra_min);
  correct(curve_.mitral_opening_ms(), &found.la_max, &found.ra_max);
  atria_ = found;
}

void Beat::shape_valves(HeartPose& pose, const CycleState& state) const {
  const double base = static_cast<double>(pose.apex_z) - static_cast<double>(pose.length);
  const auto set = [&](AtrioventricularValve& v, const Vec3& centre, double radius, double leaflet, double open) {
    v.x = static_cast<float>(centre[0]);
    v.y = static_cast<float>(centre[1]);
    v.base_z = static_cast<float>(centre[2]);
    v.radius = static_cast<float>(radius);
    v.leaflet = static_cast<float>(leaflet);
    const double inwards = 78 - 66 * open;  // degrees from the axis: closed nearly flat, open along it
    v.inward = static_cast<float>(std::sin(inwards * kPi / 180));
    v.down = static_cast<float>(std::cos(inwards * kPi / 180));
    v.anterior_inward = v.inward;
    v.anterior_down = v.down;
  };
  const double open = resting_.base_radius_mm;
  const double mitral = 0.62 * open;
  set(pose.mitral, polar(0.26 * open, 145, base), mitral, 0.98 * mitral, state.mitral_open * anatomy_.mitral_opening);
  if (anatomy_.systolic_anterior_motion > 0 && state.outflow > 0) {
    // The tip is drawn into the outflow tract, towards the septum.
    const double drawn = (78 - 118 * anatomy_.systolic_anterior_motion * state.outflow) * kPi / 180;
    pose.mitral.anterior_inward = static_cast<float>(std::sin(drawn));
    pose.mitral.anterior_down = static_cast<float>(std::cos(drawn));
  }
  const double inner = radius_at(pose, kEpi, 22, 0.97), outer = std::max(radius_at(pose, kRv, 22, 0.97), inner + 10);
  const double tricuspid = std::clamp(0.46 * (outer - inner), 9.0, 26.0);
  set(pose.tricuspid, polar(0.5 * (inner + outer), 22, base), tricuspid, 0.95 * tricuspid, state.mitral_open);
  pose.prosthetic_mitral = anatomy_.prosthetic_mitral ? 3.0F : 0.0F;
  pose.prosthetic_aortic = anatomy_.prosthetic_aortic ? 3.0F : 0.0F;
}

void Beat::shape_papillary(HeartPose& pose) const {
  pose.has_papillary = anatomy_.papillary_mm > 0;
  const auto place = [&](double share, double degrees, double height) {
    const double r = share * std::max(radius_at(pose, kEndo, degrees, height), 0.0);
    return polar(r, degrees, static_cast<double>(pose.apex_z) - height * static_cast<double>(pose.length));
  };
  if (pose.has_papillary) {
    // They keep their volume as they shorten with the wall.
    const double thick = 1.1 * anatomy_.papillary_mm * std::sqrt(resting_.length_mm / static_cast<double>(pose.length)) *
                         std::min(1.0, 0.36 * radius_at(pose, kEndo, 180, 0.5) / anatomy_.papillary_mm);
    std::size_t k = 0;
    for (const double degrees : {-142.0, 112.0}) {
      // Each divides towards its tip, where the chordae begin.
      pose.papillary[k++] = capsule(place(0.97, degrees - 5, 0.27), place(0.64, degrees - 9, 0.62), thick, 0.72 * thick);
      pose.papillary[k++] = capsule(place(0.99, degrees + 9, 0.30), place(0.70, degrees + 11, 0.58), 0.85 * thick, 0.6 * thick);
    }
  }
  const auto beyond = [&](double degrees, double height, double share) {
    const double inner = radius_at(pose, kEpi, degrees, height);
    const double outer = std::max(inner, radius_at(pose, kRv, degrees, height));
    return polar(inner + share * (outer - inner), degrees, static_cast<double>(pose.apex_z) - height * static_cast<double>(pose.length));
  };
  pose.moderator_band = capsule(beyond(-14, 0.50, 0.0), beyond(24, 0.38, 1.0), 1.8, 2.6);
}

}  // namespace chordae
