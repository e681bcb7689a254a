#pragma once
// The answer as masks on the study's own pixels, for any viewer and for comparison with a reader's contours.

#include "chordae/io/nifti/nifti.h"
#include "chordae/pipeline/volumetry.h"

namespace chordae {

/// (x, y, slice, frame) of the measured series, slices and frames in its order: 0 nothing, 1 cavity of the
/// left ventricle as it was counted, 2 its muscle, 3 cavity of the right ventricle. Slices that were left
/// out are empty.
/// Errors  kUnsupported: slices of different sizes
NiftiImage make_masks(const Study& study, const Volumetry& result, const VolumetryDetail& detail);

}  // namespace chordae
