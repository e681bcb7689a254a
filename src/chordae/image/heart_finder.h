#pragma once
// Where the heart is in a cine: the first temporal harmonic of each pixel's intensity is large where
// tissue and blood change places once a beat. (Idea: first-harmonic images for cardiac localisation,
// Lin et al., MICCAI 2006; Kaggle DSB 2016 entries.)

#include <optional>
#include <span>

#include "chordae/image/cine.h"

namespace chordae {

struct HeartLocation {
  double row = 0, column = 0;   ///< centre, pixels
  double radius_mm = 0;         ///< spread of the moving region about it
  double confidence = 0;        ///< 0 to 1: share of harmonic energy within the region
};

/// One slice alone. Absent where nothing moves (fewer than 4 frames, a constant picture).
std::optional<HeartLocation> try_find_heart(const CineSlice& slice);
/// A whole series: the slices vote along their normal; one location a slice, in the order given.
std::optional<std::vector<HeartLocation>> try_find_heart(const Cine& cine);

}  // namespace chordae
