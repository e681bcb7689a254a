#pragma once
// One subject: who, which heart, which rhythm, which body, how the heart lies in the chest, which
// conditions shaped it all.

#include <string_view>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/image/geometry.h"
#include "chordae/phantom/anatomy/heart_anatomy.h"
#include "chordae/phantom/body/body.h"
#include "chordae/phantom/motion/rhythm.h"

namespace chordae {

/// Axes and origin of the heart frame in the patient frame (LPS, mm); see heart_anatomy.h.
struct HeartFrame {
  Vec3 origin{22, -8, 0}, septal{1, 0, 0}, inferior{0, 1, 0}, apical{0, 0, 1};  ///< x, y, z: right-handed, unit
  /// The frame whose long axis is `apical` and whose x lies nearest to `septal`.
  static HeartFrame make(const Vec3& origin, const Vec3& apical, const Vec3& septal);
  Vec3 to_patient(const Vec3& heart_mm) const;
  Vec3 to_heart(const Vec3& patient_mm) const;
};

/// A condition that a person has, and how much of it.
struct Affliction {
  std::string_view condition;  ///< name in the condition table: "Hypertrophic.Cardiomyopathy"
  double severity = 0.5;       ///< 0 (just diagnosable) to 1 (as bad as is seen)
};

struct Person {
  bool female = false;
  int age_years = 50;
  double height_cm = 172, weight_kg = 75;
  Rhythm rhythm;
  HeartAnatomy anatomy;
  BodyShape body;
  HeartFrame frame;
  std::vector<Affliction> conditions;  ///< empty: a normal heart

  double heart_rate_bpm() const { return 60000.0 / rhythm.cycle_ms; }
  double body_surface_m2() const;  ///< Mosteller, NEJM 1987
};

}  // namespace chordae
