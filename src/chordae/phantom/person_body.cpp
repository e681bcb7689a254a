#include "chordae/phantom/person_body.h"

#include <algorithm>
#include <cmath>

#include "chordae/phantom/measures.h"
#include "chordae/phantom/motion/beat.h"

namespace chordae {
namespace {

constexpr float kMargin_mm = 3;  // pericardial fat and pleura between heart and chest wall

Point patient_point(const Person& person, double x, double y, double z) {
  const Vec3 p = person.frame.to_patient({x, y, z});
  return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])};
}

}  // namespace

std::vector<Point> heart_outline(const Person& person) {
  const HeartPose pose = Beat(person).pose_at(0);
  std::vector<Point> points;
  for (int j = 0; j < WallTable::kLevels; j += 3) {
    const double z =
        static_cast<double>(pose.apex_z) - WallTable::height(j) * static_cast<double>(pose.length);
    for (int i = 0; i < WallTable::kAngles; i += 4) {
      const WallNode& node = pose.walls.at(i, j);
      const double radius = static_cast<double>(node.hull + node.effusion + pose.pericardium);
      if (node.hull <= 0 || WallTable::height(j) > 1.1) continue;
      const double angle = WallTable::angle(i);
      points.push_back(
          patient_point(person, radius * std::cos(angle), radius * std::sin(angle), z));
    }
  }
  for (const scene::Ellipsoid& e : {pose.left_atrium, pose.right_atrium}) {
    for (const int x : {-1, 0, 1}) {
      for (const int y : {-1, 0, 1}) {
        for (const int z : {-1, 0, 1}) {
          const double n = std::sqrt(x * x + y * y + z * z);
          if (n == 0) continue;
          points.push_back(patient_point(
              person, static_cast<double>(e.centre.x) + static_cast<double>(e.axes.x) * x / n,
              static_cast<double>(e.centre.y) + static_cast<double>(e.axes.y) * y / n,
              static_cast<double>(e.centre.z) + static_cast<double>(e.axes.z) * z / n));
        }
      }
    }
  }
  return points;
}

bool give_body(Person& person, const Rng& rng) {
  BodyShape& body = person.body;
  body = draw_body(rng, person.female, person.height_cm, person.weight_kg);
  const HeartAnatomy& a = person.anatomy;
  const double size = std::cbrt((a.edv_ml + a.rv_edv_ml) / 310);  // 1: an average heart
  body.heart_base = patient_point(person, 0, 0, -32 * size);
  body.heart_apex = patient_point(person, 0, 0, 0.85 * cavity_length_mm(a));
  body.heart_base_mm *= static_cast<float>(size);
  body.heart_apex_mm *= static_cast<float>(size);
  // The heart rests on the diaphragm, not above it nor in it.
  const std::vector<Point> outline = heart_outline(person);
  float clearance = 1e9F;
  for (const Point& p : outline) clearance = std::min(clearance, diaphragm_clearance_mm(body, p));
  body.diaphragm_z_mm += clearance - kMargin_mm;
  return make_room(body, outline, kMargin_mm);
}

}  // namespace chordae
