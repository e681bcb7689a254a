#pragma once
// Which planes a technologist would plan on this heart. Long-axis planes contain the long axis; the
// angle (heart.h) at which each cuts the wall: 4CH +30 (inferoseptal to anterolateral), 3CH -30
// (anteroseptal, through the aortic root, to inferolateral), 2CH -90 (anterior to inferior): 60
// degrees apart, as the 17-segment model has them (Cerqueira et al., Circulation 2002).

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/image/cine.h"
#include "chordae/phantom/person.h"

namespace chordae {

struct SeriesPlan {
  View view = View::kUnknown;    ///< kUnknown: the localiser
  std::vector<Geometry> planes;  ///< SAX: base first
};

struct ViewSettings {
  std::int64_t sax_slices = 10;
  std::int64_t rows = 160, columns = 160;
  double pixel_mm = 1.8;
  double slice_gap_mm =
      10;  ///< centre to centre; widened where the stack wouldn't reach base to apex
  double thickness_mm = 8;
  bool scout = true;
};

/// Localiser (axial, coronal, sagittal) if wanted, then SAX, 2CH, 3CH, 4CH. Small planning errors
/// (position, in-plane rotation) come from `rng`; planes stay exactly perpendicular to, or through,
/// the long axis.
std::vector<SeriesPlan> plan_views(const Person& person, const ViewSettings& settings,
                                   const Rng& rng);

/// A square-on plane of `settings` size whose middle is `centre`.
Geometry centred_plane(const Vec3& centre, const Vec3& row, const Vec3& column,
                       const ViewSettings& settings);

}  // namespace chordae
