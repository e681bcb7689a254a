#pragma once
// How a stored slice becomes an encoder's input. Lives in this low room because both a
// model (whose identity it is part of) and `data` (which carries it out) name it. No Torch here.

#include <cstdint>
#include <string>

#include "chordae/base/config.h"

namespace chordae {

struct TransformConfig {
  std::string kind = "paper";  ///< "paper", "physical"
  std::int64_t frames = 16;
  std::int64_t crop_size = 224;  ///< output H = W
  // paper: the stored frame (nearest neighbour, centre), then what the encoder takes of it
  std::int64_t stored_side = 480;  ///< 0 = the picture as it is
  std::int64_t stored_crop = 360;
  std::int64_t short_side = 264;
  double mean = 0.45, sd = 0.225, scale = 255;
  // physical
  double mm_per_pixel = 1.5;
  double low_percentile = 1, high_percentile = 99;
  void fields(FieldVisitor& v);
};

}  // namespace chordae
