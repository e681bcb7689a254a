#include "chordae/phantom/person.h"

#include <cmath>

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

Vec3 HeartFrame::to_heart(const Vec3& p) const {
  const Vec3 d = p - origin;
  return {dot(d, septal), dot(d, inferior), dot(d, apical)};
}

double Person::body_surface_m2() const { return std::sqrt(height_cm * weight_kg / 3600); }

}  // namespace chordae
