#pragma once
// The evidence of the heart finder. A pixel on the border between blood and muscle beats, and the
// picture's gradient there points into the bright blood. Every beating pixel votes for the places
// that a ventricle's centre may have, along its gradient: votes meet within the round left
// ventricle and scatter elsewhere (a Hough transform for circles, Ballard 1981, weighted by
// motion).

#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

/// Millimetres on the plane of a stack.
struct PlanePoint {
  double u = 0, v = 0;
};

/// A slice's beating pixels.
struct MovingSlice {
  struct Pixel {
    PlanePoint at, toward;  ///< `toward`: unit vector to the brighter side; zero if flat
    double weight;
  };
  std::vector<Pixel> pixels;
  double total = 0;   ///< sum of the weights
  double z_mm = 0;    ///< along the normal
  PlanePoint corner;  ///< of pixel (0, 0)
  PlanePoint per_row, per_column;

  PlanePoint point(double h, double w) const {
    return {corner.u + h * per_row.u + w * per_column.u,
            corner.v + h * per_row.v + w * per_column.v};
  }
};

/// Fills in `pixels` and `total` from the pictures; the placement is given already.
void add_moving_pixels(const CineSlice& slice, MovingSlice& moving);

/// A square map of votes about a centre, 2 mm a cell. Its size is fixed, whatever the slices say.
class VoteMap {
 public:
  explicit VoteMap(PlanePoint center);
  void add(const MovingSlice& slice);
  void smooth();

  struct Peak {
    PlanePoint at;
    double votes = 0;
  };
  /// The strongest place, votes weighted by a Gaussian of width `sigma_mm` about `expected`;
  /// `expected` itself if there are no votes.
  Peak peak(PlanePoint expected, double sigma_mm) const;

 private:
  PlanePoint center_;
  std::vector<float> votes_;
};

}  // namespace chordae
