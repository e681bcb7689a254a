#include "chordae/image/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"

namespace chordae {

Vec3 operator+(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Vec3 operator-(const Vec3& a, const Vec3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
Vec3 operator*(double s, const Vec3& a) { return {s * a[0], s * a[1], s * a[2]}; }
double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
double norm(const Vec3& a) { return std::sqrt(dot(a, a)); }

Vec3 normalized(const Vec3& a) {
  const double length = norm(a);
  if (!(length > 0) || !std::isfinite(length)) throw Error(ErrorCode::kNumeric, "a direction of length zero");
  return (1.0 / length) * a;
}

Vec3 Geometry::normal() const { return normalized(cross(row_direction, column_direction)); }

double Geometry::position_along_normal_mm() const { return dot(origin_mm, normal()); }

Vec3 Geometry::point_mm(double h, double w) const {
  return origin_mm + (w * column_spacing_mm) * row_direction + (h * row_spacing_mm) * column_direction;
}

double angle_between_planes_degrees(const Geometry& a, const Geometry& b) {
  const double c = std::min(1.0, std::abs(dot(a.normal(), b.normal())));
  return std::acos(c) * 180.0 / std::numbers::pi;
}

}  // namespace chordae
