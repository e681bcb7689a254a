#pragma once
// Where the heart is in a cine: the first temporal harmonic of each pixel's intensity is large
// where tissue and blood change places once a beat. (Idea: first-harmonic images for cardiac
// localisation, Lin et al., MICCAI 2006; Kaggle DSB 2016 entries.) A first localiser, good to a
// centimetre or two; not a segmentation.

#include <optional>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

struct HeartLocation {
  double row = 0, column = 0;  ///< centre, pixels, inside the picture
  double radius_mm = 0;   ///< radius of the disc that spreads as the moving region about it does
  double confidence = 0;  ///< 0 to 1: share of the slice's moving energy within `radius_mm`
};

/// One slice alone. Absent where nothing moves (one frame, a constant picture). Two frames, say
/// end-diastole and end-systole, are compared with each other.
/// Units   a slice of unknown pixel spacing is taken to show 350 mm along its longer side
/// Errors  as check_slice
std::optional<HeartLocation> try_find_heart(const CineSlice& slice);

/// A whole series: parallel slices vote for one axis through the stack; one location a slice, in
/// the order given. Absent where nothing moves in any slice. Slices without position are taken as a
/// stack on one grid if their sizes agree. A slice that stands across all others votes alone, and
/// has the picture's centre at confidence 0 if nothing moves in it.
std::optional<std::vector<HeartLocation>> try_find_heart(const Cine& cine);

}  // namespace chordae
