#pragma once
// An endless source of training studies: hearts of every kind in scanners of every kind, rendered when
// they are asked for, with masks and exact volumes. Study n of a seed is always the same, on any
// thread: a run that stops can go on, two processes can share a stream.

#include <cstdint>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/phantom/cine_scan.h"
#include "chordae/phantom/truth.h"
#include "chordae/phantom/views.h"

namespace chordae {

struct StreamConfig {
  std::int64_t rows = 96, columns = 96, frames = 16;
  double pixel_mm = 1.5;
  double pixel_spread = 0.25;  ///< each study's pixels are larger or smaller by up to this factor
  double realism = 0.7;        ///< 1 life-like, 0 far wider than life (scanner/training_protocol.h)
  double offset_mm = 20;       ///< SD of the picture's centre about the ventricle's
  double rotation_degrees = 180;  ///< the picture is turned by up to this
  std::int64_t slices = 0;     ///< a study: 0 all that there are, else that many of them
  bool short_axis = true;
  bool long_axis = false;      ///< the three long-axis views
  void fields(FieldVisitor& v);
};

struct StreamSlice {
  View view = View::kSax;
  double height = 0;  ///< of its middle along the long axis at end-diastole: 0 outer apex, 1 mitral plane
  ScenePicture picture;  ///< signal and labels, (T, H, W)
};

struct StreamStudy {
  std::uint64_t index = 0;
  Person person;
  HeartTruth truth;  ///< atria at their nominal volumes
  double pixel_mm = 0, slice_gap_mm = 0, slice_thickness_mm = 0;
  std::vector<double> times_ms;
  std::vector<double> lv_ml;  ///< left ventricular volume, one a frame
  std::vector<StreamSlice> slices;  ///< base first
};

class HeartStream {
 public:
  /// Errors kConfig
  HeartStream(const StreamConfig& config, std::uint64_t seed);
  /// Safe to call from many threads at once.
  StreamStudy study(std::uint64_t index) const;
  const StreamConfig& config() const { return config_; }

 private:
  StreamConfig config_;
  Rng rng_;
};

}  // namespace chordae
