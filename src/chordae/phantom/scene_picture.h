#pragma once
// One slice position over the beat: what the scene gives and the scanner takes.

#include <cstdint>
#include <vector>

#include "chordae/image/geometry.h"

namespace chordae {

/// One slice position, (T, H, W).
struct ScenePicture {
  Geometry geometry;
  std::int64_t frames = 0, rows = 0, columns = 0;
  std::vector<float> signal;
  std::vector<std::uint8_t> labels;  ///< Label of every pixel
};

}  // namespace chordae
