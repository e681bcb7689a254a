#pragma once
// Whether anything in a cine moves: a stack of equal pictures, or a black one, is no cine of a
// heart.

#include "chordae/image/cine.h"

namespace chordae {

/// Share (0 to 1) of pixels whose standard deviation over time stands out from that of most pixels
/// and from a twelfth of the pixel's own brightness; the largest over the slices. 0 for a constant
/// picture.
double moving_share(const Cine& cine);

}  // namespace chordae
