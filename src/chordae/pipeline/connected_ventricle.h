#pragma once
// Which pixels of the cavity maps are the left ventricle's: what hangs together along the stack
// about one straight axis. A right ventricle or stomach picked up in one slice does not, nor does
// anything beyond two empty slices.

#include <cstdint>
#include <vector>

#include "chordae/pipeline/sax_stack.h"
#include "chordae/pipeline/slice_maps.h"

namespace chordae {

/// One slice's share of the ventricle.
struct VentricleRegion {
  std::vector<std::uint8_t> gate;   ///< (T, size, size): pixels whose probability counts
  std::vector<std::uint8_t> whole;  ///< (size, size): ventricle in any frame
  bool is_empty = true;             ///< no ventricle in any frame
};

/// The straight line through the centroids of the cavity, weighted by its area, slices that leave
/// the line trusted less, a short stack keeping the line upright: one point a slice. Slices without
/// cavity lie on the line too. With `regions` only the cavity within them counts. Absent if there
/// is no cavity anywhere.
///
/// Shapes  `maps`, and `regions` if given, one a slice of the stack. Errors kShape
std::optional<std::vector<PlanePoint>> fit_ventricle_axis(
    const SaxStack& stack, const std::vector<SliceMaps>& maps,
    const std::vector<VentricleRegion>* regions = nullptr);

/// Regions of probability over one half that overlap those of the neighbouring slice, from the
/// slice with most cavity about the axis outwards; with a rim for what is less than certain.
///
/// Shapes  as above; returns one a slice, all empty if there is no cavity
std::vector<VentricleRegion> find_connected_ventricle(const SaxStack& stack,
                                                      const std::vector<SliceMaps>& maps);

/// Grows a (size, size) mask by `rings` pixels in all eight directions.
std::vector<std::uint8_t> dilate(const std::vector<std::uint8_t>& mask, std::int64_t size,
                                 int rings);

}  // namespace chordae
