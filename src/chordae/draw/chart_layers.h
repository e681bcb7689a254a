#pragma once
// The inside of chart.h's `draw`: what one layer spans, and its marks on a plot.

#include <limits>
#include <string>
#include <vector>

#include "chordae/draw/chart.h"
#include "chordae/draw/chart_thin.h"
#include "chordae/draw/svg.h"

namespace chordae::chart {

struct Range {
  double least = std::numeric_limits<double>::infinity(),
         most = -std::numeric_limits<double>::infinity();
  void add(double value) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  bool is_empty() const { return !(least <= most); }
};

struct Extent {
  Range x, y;
  bool has_marks = false;  ///< data, not only rules and zones
};

/// Grows `extent` by what `layer` can show on axes of these scales. Errors  kShape
void extend(Extent& extent, const Layer& layer, Scale x_scale, Scale y_scale);

/// Where the plot lies and what the axes map to.
struct Plot {
  AxisMap x, y;
  double left = 0, top = 0, right = 0, bottom = 0;
  double x_of(double v) const { return x(v); }
  double y_of(double v) const { return y(v); }
};

/// What the caption has to add.
struct Remarks {
  std::size_t missing = 0;  ///< values without a place on the axes
  std::size_t outside = 0;  ///< points beyond the limits
  std::size_t thinned_from = 0, thinned_to = 0;
  std::vector<std::string> sentences;
  std::vector<std::size_t> count_levels;  ///< upper ends of the shades of hexagonal bins
  int binned_style = 0;
};

/// Draws layers one after the other; `all` is the whole chart, for what depends on the others
/// (how many points there are together, which boxes stand side by side).
void paint(svg::Writer& out, const Plot& plot, const std::vector<Layer>& all, Remarks& remarks);

/// Named in the legend rather than where it stands.
inline bool is_in_legend(const Rule& rule) {
  return rule.in_legend || rule.direction == Direction::kSloped;
}

/// The bars alone, for the strip under a plot.
void paint_bars(svg::Writer& out, const Plot& plot, const Bars& bars);

}  // namespace chordae::chart
