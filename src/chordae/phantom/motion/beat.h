#pragma once
// A person's heart through the beat. Volumes follow the curves exactly: the left ventricle by how far
// its wall moves in (material of the wall is kept, region by region), the right by its depth, the
// atria by their width. Truth is read from the same surfaces.

#include <cstdint>
#include <vector>

#include "chordae/phantom/anatomy/heart_pose.h"
#include "chordae/phantom/anatomy/resting_heart.h"
#include "chordae/phantom/motion/volume_curve.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// Volumes that a pose is made to have.
struct ChamberVolumes {
  double lv_ml = 0, rv_ml = 0, la_ml = 0, ra_ml = 0;
};

class Beat {
 public:
  /// Errors kConfig for an impossible anatomy or rhythm
  explicit Beat(const Person& person);

  ChamberVolumes volumes_at(double time_ms) const;
  /// Errors kConfig if the walls can't reach the volume (all segments akinetic)
  HeartPose pose_at(double time_ms) const;
  /// `frames` equally spaced times of `share` of the beat, the first at the R wave.
  std::vector<HeartPose> poses(std::int64_t frames, double share = 1) const;
  std::vector<double> times_ms(std::int64_t frames, double share = 1) const;

  const VolumeCurve& curve() const { return curve_; }
  const RestingHeart& resting() const { return resting_; }
  double myocardial_ml() const { return muscle_ml_; }

 private:
  void shape_left_ventricle(HeartPose& pose, const CycleState& state, double time_ms) const;
  void shape_right_ventricle(HeartPose& pose, double volume_ml) const;
  void shape_layers(HeartPose& pose, const CycleState& state) const;
  void shape_above_base(HeartPose& pose, const CycleState& state, const ChamberVolumes& volumes) const;
  void calibrate_atria();
  void shape_valves(HeartPose& pose, const CycleState& state) const;
  void shape_papillary(HeartPose& pose) const;

  HeartAnatomy anatomy_;
  HeartFrame frame_;
  VolumeCurve curve_;
  RestingHeart resting_;
  double muscle_ml_ = 0;
  /// Neighbours cover some of each atrium, appendages add: factors that make what is seen as stated,
  /// at end-diastole and when the mitral valve opens.
  struct Calibration {
    double la_min = 1, la_max = 1, ra_min = 1, ra_max = 1;
  } atria_;
};

}  // namespace chordae
