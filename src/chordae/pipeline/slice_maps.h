#pragma once
// What the segmenter says of one slice: probabilities on the clip's grid. Plain numbers, so that
// measuring does not depend on where they came from.

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/data/segmenter_clip.h"

namespace chordae {

struct SliceMaps {
  ClipGrid grid;
  std::int64_t frames = 0;
  std::vector<float> cavity, myocardium, right_ventricle;  ///< (T, size, size), 0 to 1
  std::vector<float> outflow;                              ///< atria and aorta alike; may be empty
  std::vector<float> presence;                             ///< (T): the left ventricle is in it
  std::vector<float> picture;  ///< (T, size, size): the clip itself, standardised; may be empty
  double lvef_percent = 0;     ///< what the slice suggests

  std::size_t pixels() const { return static_cast<std::size_t>(grid.size * grid.size); }
  std::span<const float> frame(const std::vector<float>& map, std::int64_t t) const {
    return std::span(map).subspan(static_cast<std::size_t>(t) * pixels(), pixels());
  }
};

}  // namespace chordae
