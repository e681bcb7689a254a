#pragma once
// Anatomy and motion of the heart: which tissue is at a point of the heart frame in a state of the
// beat. The left ventricle is a shell between two truncated ellipsoids whose muscle volume never
// changes, so end-diastolic and end-systolic volumes are exact. The rest hangs on it.
//
// Heart frame (mm): origin at the centre of the mitral plane at end-diastole; z along the long
// axis, base to apex; x towards the middle of the septum (the right ventricle); y = z x x,
// inferior. Angles about the long axis are measured from x towards y: septum 0, inferior wall 90,
// lateral wall 180, anterior wall -90 degrees.

#include <array>

#include "chordae/phantom/tissue.h"
#include "chordae/phantom/volume_curve.h"

namespace chordae {

/// Anatomy at end-diastole, mm and mL.
struct HeartShape {
  double edv_ml = 150, esv_ml = 60;
  double aspect = 2.4;        ///< long over short semi-axis of the cavity's ellipsoid
  double truncation = 0.5;    ///< mitral plane above the equator, as a share of the long semi-axis
  double wall_mm = 9;         ///< at the equator
  double apex_share = 0.65;   ///< wall at the apex, as a share of wall_mm
  double descent_mm = 12;     ///< of the mitral plane, end-diastole to end-systole
  double right_mm = 28;       ///< half depth of the right ventricle, septum to free wall
  double atrium_mm = 23;      ///< half width of the left atrium at end-diastole
  double fat_mm = 4;          ///< on the right ventricle; a third of it on the left
  double papillary_mm = 5.0;  ///< radius; 0 = none

  double lvef_percent() const { return 100.0 * (edv_ml - esv_ml) / edv_ml; }
};

/// The left ventricle in one state: two ellipsoids of revolution about z with one centre, cut by
/// one plane.
struct LeftVentricle {
  double base_z = 0, centre_z = 0;
  double cavity_radius = 0, cavity_half_length = 0;
  double outer_radius = 0, outer_half_length = 0;

  double cavity_ml() const;
  double muscle_ml() const;
  double wall_mm() const { return outer_radius - cavity_radius; }
  double cavity_apex_z() const { return centre_z + cavity_half_length; }
  double outer_apex_z() const { return centre_z + outer_half_length; }
};

/// Volume (mL) of an ellipsoid of revolution from its far pole to a plane `cut` mm above its
/// equator: pi r^2 (b + h - (b^3 + h^3) / (3 b^2)).
double truncated_ellipsoid_ml(double radius, double half_length, double cut);

/// The left ventricle when `emptied` (0 to 1) of the stroke volume has left. The cavity has exactly
/// edv - emptied * (edv - esv), the muscle its volume at end-diastole, the outer apex stays.
/// Errors kConfig if the shape can't be (a cavity thicker than its wall allows).
LeftVentricle left_ventricle(const HeartShape& shape, double emptied);

struct Ellipsoid {
  Point centre, inverse;  ///< 1 / semi-axes
  float level(Point p) const {
    const float x = (p.x - centre.x) * inverse.x, y = (p.y - centre.y) * inverse.y,
                z = (p.z - centre.z) * inverse.z;
    return x * x + y * y + z * z;
  }
  bool contains(Point p) const { return level(p) <= 1.0F; }
};

/// A vessel: all points within `radius` of a segment.
struct Tube {
  Point from, along;  ///< along = to - from
  float inverse_square = 0, radius = 0;
  float square_distance(Point p) const;
};

struct Sphere {
  Point centre;
  float radius = 0;
};

/// Everything the inner loop needs about one state of the heart.
struct HeartPose {
  float base_z = 0, tricuspid_z = 0;
  bool mitral_open = false;
  Ellipsoid cavity, outer, outer_fat;
  std::array<Ellipsoid, 2> papillary;
  bool has_papillary = false;
  Ellipsoid right, right_wall, right_fat;
  Ellipsoid left_atrium, left_atrium_wall, right_atrium, right_atrium_wall;
  Tube aorta, pulmonary;
  std::array<Sphere, 2>
      bounds;  ///< ventricles, and what is above them: the heart lies within the two
};

HeartPose heart_pose(const HeartShape& shape, const CycleState& state);

/// False only if no point within `margin` mm of `p` belongs to the heart: lets a scanner skip
/// voxels.
bool is_near_heart(const HeartPose& pose, Point p, float margin);

/// The tissue at a point of the heart frame; kNothing outside the heart.
Tissue heart_tissue(const HeartPose& pose, Point p);

}  // namespace chordae
