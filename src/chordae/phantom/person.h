#pragma once
// One drawn subject: who, which heart, which body, how the heart lies in the chest, how fast it
// beats.

#include "chordae/base/rng.h"
#include "chordae/image/geometry.h"
#include "chordae/phantom/body.h"
#include "chordae/phantom/heart.h"

namespace chordae {

/// Axes and origin of the heart frame in the patient frame (LPS, mm); see heart.h.
struct HeartFrame {
  Vec3 origin{}, septal{}, inferior{}, apical{};  ///< x, y, z: right-handed, unit
  /// The frame whose long axis is `apical` and whose x lies nearest to `septal`.
  static HeartFrame make(const Vec3& origin, const Vec3& apical, const Vec3& septal);
  Vec3 to_patient(const Vec3& heart_mm) const;
};

struct Person {
  bool female = false;
  int age_years = 50;
  double height_cm = 172, weight_kg = 75;
  double cycle_ms = 857;     ///< whole milliseconds, as the header says it
  double early_share = 0.6;  ///< of filling; falls with age
  HeartShape heart;
  BodyShape body;
  HeartFrame frame;

  double heart_rate_bpm() const { return 60000.0 / cycle_ms; }
};

/// EDV 80 to 280 mL and LVEF 15 to 75 percent: normal, reduced, dilated and small hyperdynamic
/// hearts. Sizes follow sex and body surface (Petersen et al., JCMR 2017,
/// doi 10.1186/s12968-017-0327-9, for the normal ones; the rest are plausible, not fitted).
Person draw_person(const Rng& rng);

}  // namespace chordae
