#pragma once
// Fewer marks that look the same: lines simplified, points binned or thinned. In units of the
// drawing, nothing random.

#include <cstddef>
#include <vector>

namespace chordae::chart {

struct Place {
  double x = 0, y = 0;
};

/// Points of the line such that none left out lies farther than `tolerance` from it (Douglas and
/// Peucker 1973); the tolerance doubles until at most `most` remain. Both ends are kept.
std::vector<Place> simplify_line(std::vector<Place> line, double tolerance, std::size_t most);

/// Counts on a hexagonal lattice (Carr et al., J. Am. Stat. Assoc. 82:424, 1987), centres `radius`
/// times the root of 3 apart; cells without points are left out, order by row.
struct HexagonCount {
  Place centre;
  std::size_t count = 0;
};
std::vector<HexagonCount> count_in_hexagons(const std::vector<Place>& places, double radius);

/// The first place of each square of side `cell`.
std::vector<Place> keep_one_a_cell(const std::vector<Place>& places, double cell);

}  // namespace chordae::chart
