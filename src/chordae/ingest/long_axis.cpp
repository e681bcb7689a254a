#include "chordae/ingest/long_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace chordae {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kViewsApart = 60;

double unsigned_angle_degrees(const Vec3& a, const Vec3& b) {
  const double angle = angle_degrees(a, b);
  return std::min(angle, 180 - angle);
}

}  // namespace

double angle_degrees(const Vec3& a, const Vec3& b) {
  return std::atan2(norm(cross(a, b)), dot(a, b)) * kDegrees;
}

Vec3 typical_long_axis() { return normalized({0.65, -0.65, -0.40}); }

double angle_to_typical_axis_degrees(const Vec3& normal) {
  return unsigned_angle_degrees(normal, typical_long_axis());
}

Vec3 towards_apex(const Vec3& direction) {
  return dot(direction, typical_long_axis()) < 0 ? -1.0 * direction : direction;
}

std::optional<Vec3> try_common_axis(const std::vector<Vec3>& normals) {
  std::optional<Vec3> best;
  double widest = 20;
  for (std::size_t a = 0; a < normals.size(); ++a) {
    for (std::size_t b = a + 1; b < normals.size(); ++b) {
      const double angle = unsigned_angle_degrees(normals[a], normals[b]);
      if (angle <= widest) continue;
      const Vec3 axis = towards_apex(normalized(cross(normals[a], normals[b])));
      if (angle_to_typical_axis_degrees(axis) > 40) continue;
      widest = angle;
      best = axis;
    }
  }
  return best;
}

double angle_off_axis_degrees(const Vec3& normal, const Vec3& axis) {
  return 90 - unsigned_angle_degrees(normal, axis);
}

LongAxisGuess guess_long_axis_view(const Vec3& normal, const Vec3& axis) {
  const Vec3 superior{0, 0, 1};
  const Vec3 up = normalized(superior - dot(superior, axis) * axis);
  const Vec3 three_o_clock = cross(up, axis);
  const Vec3 line = cross(axis, normal);  // where the plane cuts the short axis
  LongAxisGuess guess;
  guess.clock_degrees = std::atan2(dot(line, three_o_clock), dot(line, up)) * kDegrees;
  if (guess.clock_degrees < 0) guess.clock_degrees += 180;
  if (guess.clock_degrees >= 180) guess.clock_degrees -= 180;
  static constexpr std::array kNominal = {View::kTwoChamber, View::kFourChamber,
                                          View::kThreeChamber};
  const double steps = guess.clock_degrees / kViewsApart;
  const double nearest = std::round(steps);
  guess.view = kNominal[static_cast<std::size_t>(nearest) % kNominal.size()];
  guess.off_degrees = std::abs(steps - nearest) * kViewsApart;
  guess.confidence = 1 - guess.off_degrees / (kViewsApart / 2);
  return guess;
}

}  // namespace chordae
