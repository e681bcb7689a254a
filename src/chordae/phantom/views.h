#pragma once
// Which planes a technologist would plan on this heart. Long-axis planes contain the long axis; the
// angle (heart_anatomy.h) at which each cuts the wall: 4CH +30 (inferoseptal to anterolateral), 3CH
// -30 (anteroseptal, through the aortic root, to inferolateral), 2CH -90 (anterior to inferior): 60
// degrees apart, as the 17-segment model has them (Cerqueira et al., Circulation 2002).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/image/cine.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// What a study may hold besides the standard cine views.
enum class SeriesKind {
  kCine,       ///< the standard views
  kScout,
  kAxialStack,  ///< cine, through the whole heart
  kRvStack,     ///< cine, short axis of the right ventricle's inflow and outflow
  kLateEnhancement,
  kFlow,        ///< phase contrast through the aortic root
  kPerfusion,
  kT1Map,
  kT2Map,
};
std::string_view series_kind_name(SeriesKind kind);

struct SeriesPlan {
  SeriesKind kind = SeriesKind::kCine;
  View view = View::kUnknown;    ///< of a cine; kOther: in no standard plane
  std::vector<Geometry> planes;  ///< SAX: base first
};

struct ViewSettings {
  std::int64_t sax_slices = 10;
  std::int64_t rows = 160, columns = 160;
  double pixel_mm = 1.8;
  double slice_gap_mm =
      10;  ///< centre to centre; widened, to 24 at most, where the stack wouldn't reach base to apex
  double thickness_mm = 8;
  std::optional<double> sax_first_mm = {};  ///< the first short-axis slice, below the mitral plane;
                                            ///< else the stack is centred on the ventricle
  double planning_error = 1;  ///< 0: exact; 1: as people plan; more: worse
  bool scout = true;
  std::vector<SeriesKind> extra = {};  ///< besides scout and cine
};

/// Localiser (axial, coronal, sagittal) if wanted, then SAX, 2CH, 3CH, 4CH, then the extras. Planning
/// errors (centre, tilt of the short axis, rotation of the long-axis planes, where the stack begins)
/// come from `rng`.
std::vector<SeriesPlan> plan_views(const Person& person, const ViewSettings& settings, const Rng& rng);

/// A square-on plane of `settings` size whose middle is `centre`.
Geometry centred_plane(const Vec3& centre, const Vec3& row, const Vec3& column,
                       const ViewSettings& settings);

}  // namespace chordae
