#pragma once
// One state of one beating heart, ready to be looked at: everything that the inner loop needs and
// nothing else. Heart frame, mm (heart_anatomy.h); plain numbers only.

#include <array>

#include "chordae/phantom/anatomy/wall_table.h"

namespace chordae {

/// A ring with leaflets that hang into the ventricle: a funnel when open, nearly a disc when closed.
struct AtrioventricularValve {
  float x = 0, y = 0;          ///< centre
  float base_z = 0;            ///< of the ring, before the plane's tilt
  float radius = 1, leaflet = 1;  ///< mm; leaflet: length from ring to tip
  float inward = 1, down = 0;  ///< unit direction of a leaflet from the ring: to the centre, into the ventricle
  float anterior_inward = 1, anterior_down = 0;  ///< the same for the leaflet beside the outflow tract
};

struct HeartPose {
  WallTable walls;
  float apex_z = 0, length = 1;  ///< outer apex; distance to the mitral plane
  float tilt_x = 0, tilt_y = 0;  ///< of the mitral plane
  float bend = 0;
  Point shift;                   ///< of the whole heart
  float rv_wall = 3, pericardium = 1;
  float atrial_wall = 2;

  scene::Ellipsoid left_atrium, right_atrium;
  scene::Capsule appendage, right_appendage;
  std::array<scene::Capsule, 2> aorta;    ///< root and ascending part
  scene::Capsule pulmonary;               ///< trunk, from the outflow tract
  std::array<scene::Capsule, 4> papillary;
  bool has_papillary = false;
  scene::Capsule moderator_band;
  AtrioventricularValve mitral, tricuspid;
  Point aortic_ring, aortic_axis;  ///< middle and unit axis of the aortic valve
  float aortic_radius = 12, aortic_open = 0, pulmonary_open = 0;
  float leaflet = 1.5F;
  float outflow_ring = 0;
  float prosthetic_mitral = 0, prosthetic_aortic = 0;  ///< thickness of a metal ring, 0 none

  float inflow = 0, outflow = 0;  ///< speed through mitral and aortic valve, 0 to 1
  float phase = 0;                ///< of the cycle, 0 to 1
  float trabeculae = 1;           ///< how much of the trabeculated layer is muscle, 0 to 1

  /// By level of the walls: nothing of the ventricles lies farther from the axis, but for softness.
  std::array<float, WallTable::kLevels> reach{};

  struct Ball {
    Point centre;
    float radius = 0;
  };
  std::array<Ball, 2> bounds;  ///< ventricles, and what lies above: all of the heart that moves
};

CHORDAE_SCENE bool is_in(const HeartPose::Ball& ball, Point p, float margin) {
  const float x = p.x - ball.centre.x, y = p.y - ball.centre.y, z = p.z - ball.centre.z, r = ball.radius + margin;
  return x * x + y * y + z * z <= r * r;
}

/// False only if no point within `margin` mm of `p` belongs to the moving heart.
CHORDAE_SCENE bool is_near_heart(const HeartPose& pose, Point p, float margin) {
  return is_in(pose.bounds[0], p, margin) || is_in(pose.bounds[1], p, margin);
}

}  // namespace chordae
