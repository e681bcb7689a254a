#pragma once
// Planes about the long axis of the left ventricle. A long-axis view contains that axis; which one
// it is shows in its rotation about it. Seen from the apex with superior up, the views cut the wall
// at these hours (AHA 17 segments, Cerqueira et al. 2002, doi:10.1161/hc0402.102975: six walls, 60
// degrees each): 2CH 12 and 6 (anterior, inferior), 4CH 2 and 8 (lateral, inferoseptal), 3CH 4 and
// 10 (inferolateral, anteroseptal).

#include <optional>
#include <vector>

#include "chordae/image/cine.h"
#include "chordae/image/geometry.h"

namespace chordae {

/// Angle between two directions, degrees, 0 to 180; exact also for small angles.
double angle_degrees(const Vec3& a, const Vec3& b);
/// From base to apex in the usual heart: left, anterior, inferior (LPS).
Vec3 typical_long_axis();
/// Angle between a plane's normal and the typical long axis, degrees, 0 to 90.
double angle_to_typical_axis_degrees(const Vec3& normal);
/// `direction` or its opposite, whichever points from base to apex.
Vec3 towards_apex(const Vec3& direction);

/// The axis that two or more planes share; absent if no two differ by 20 degrees, or if it is more
/// than 40 degrees from the typical one.
std::optional<Vec3> try_common_axis(const std::vector<Vec3>& normals);

/// Angle between the axis and the plane itself, degrees: 0 if the plane contains the axis.
double angle_off_axis_degrees(const Vec3& normal, const Vec3& axis);

struct LongAxisGuess {
  View view = View::kUnknown;
  double clock_degrees = 0;  ///< 0 to 180, clockwise from 12 o'clock
  double off_degrees = 0;    ///< from the nearest view's nominal angle, 0 to 30
  double confidence = 0;     ///< 1 at the nominal angle, 0 halfway to the next view
};
/// By rotation alone; `axis` points to the apex.
LongAxisGuess guess_long_axis_view(const Vec3& normal, const Vec3& axis);

}  // namespace chordae
