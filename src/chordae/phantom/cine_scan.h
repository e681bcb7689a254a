#pragma once
// One person in one scanner: every slice of an examination is taken through this, with the same
// beats, the breath-holds between slices, the gating and the metal of that person.

#include <cstdint>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/phantom/motion/beat.h"
#include "chordae/phantom/person.h"
#include "chordae/phantom/scanner/acquire.h"
#include "chordae/phantom/scene_picture.h"

namespace chordae {

class CineScan {
 public:
  /// `frames` over `share` of the beat (below 1: prospective gating misses its end).
  /// Errors kConfig as Beat; kShape for no frames
  CineScan(const Person& person, const Protocol& protocol, std::int64_t frames, double share = 1);

  /// One slice, as acquired: (frames, rows, columns), blood about 1, with labels. `still` freezes the
  /// heart at its first frame: one frame (localisers).
  ScenePicture take(const Geometry& geometry, std::int64_t rows, std::int64_t columns, const Rng& rng,
                    bool still = false) const;

  const Person& person() const { return person_; }
  const Protocol& protocol() const { return protocol_; }
  const Beat& beat() const { return beat_; }
  const std::vector<double>& times_ms() const { return times_ms_; }  ///< one a frame, after the R wave
  const std::vector<HeartPose>& poses() const { return poses_; }

 private:
  Person person_;
  Protocol protocol_;
  Beat beat_;
  std::vector<double> times_ms_;
  std::vector<HeartPose> poses_;
};

/// Where metal lies in this pose: valve rings, sternal wires (patient frame).
std::vector<MetalPoint> metal_of(const Person& person, std::span<const HeartPose> poses);

}  // namespace chordae
