#pragma once
// Whether anything in a cine moves: a stack of equal pictures, or a black one, is no cine of a
// heart.

#include "chordae/image/cine.h"

namespace chordae {

/// Share (0 to 1) of pixels whose standard deviation over time is more than a tenth of the slice's
/// range of brightness (99th percentile minus minimum of the means over time); the largest over the
/// slices. 0 for a constant picture.
double moving_share(const Cine& cine);

}  // namespace chordae
