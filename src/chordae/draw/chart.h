#pragma once
// Charts of a paper as plain data: two axes and layers of marks, drawn in the order given. The
// usual kinds (ROC, Bland-Altman ...) are made in chart_kinds.h; forest plots and matrices, which
// have no two axes, in chart_forest.h and chart_matrix.h.
//
// A style is a number, 0 upwards: colour of Okabe and Ito's palette, marker shape and dash
// together, so that series stay apart for colour-blind readers and in grey print.
//
// Note [Bounded size]
// A drawing stays small whatever the data. One layer of over kMostPoints points becomes hexagonal
// bins; several layers keep one point per small square and layer. Lines are simplified by less than
// a printer can show (Douglas and Peucker 1973), to at most kMostLinePoints. The caption says what
// was done.
//
// Values that are not finite, or not positive on a log axis, are left out (lines break there) and
// points outside given limits are too; the caption counts both.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chordae/draw/chart_axis.h"
#include "chordae/draw/chart_drawing.h"

namespace chordae::chart {

inline constexpr std::size_t kMostPoints = 6000, kMostLinePoints = 2000;

/// A layer with an empty label isn't in the legend.
struct Points {
  std::string label;
  std::vector<double> x, y;
  int style = 0;
  double size = 0;  ///< diameter in units; 0: by their number
};
struct Line {
  std::string label;
  std::vector<double> x, y;
  int style = 0;
  bool step = false;     ///< y holds until the next x
  bool markers = false;  ///< a marker at each point
};
/// Between two curves: a confidence band.
struct Band {
  std::string label;
  std::vector<double> x, low, high;
  int style = 0;
  bool step = false;
};
/// A stripe over the whole width: the interval of a limit.
struct Zone {
  std::string label;
  double low = 0, high = 0;
  int style = 0;
};
/// A bar with caps at each x.
struct Intervals {
  std::string label;
  std::vector<double> x, low, high;
  int style = 0;
};
/// From zero (or the axis' low end) to `height`, between `left` and `right`.
struct Bars {
  std::string label;
  std::vector<double> left, right, height;
  int style = 0;
};
/// Tukey's box (median, quartiles, whiskers to the last value within 1.5 interquartile ranges) over
/// the category of that number; every value as a dot where they are few, else those beyond.
struct Boxes {
  std::string label;
  std::vector<std::vector<double>> groups;  ///< one a category; an empty one has no box
  int style = 0;
};
enum class Direction { kHorizontal, kVertical, kSloped };
/// A reference line: y = value, x = value, or y = value + slope * x. `label` stands at the line, or
/// in the legend: always for a sloped one.
struct Rule {
  std::string label;
  Direction direction = Direction::kHorizontal;
  double value = 0, slope = 1;
  bool strong = false;     ///< solid and darker: a result (the bias), not a reference
  bool in_legend = false;  ///< its label would stand on other marks
};
using Layer = std::variant<Points, Line, Band, Zone, Intervals, Bars, Boxes, Rule>;

struct Chart {
  std::string title, caption;
  std::string empty_reason;  ///< said in place of marks if there is nothing to draw
  Axis x, y;
  std::vector<Layer> layers;
  std::optional<Bars> strip;  ///< small bars under the plot on the same x: how many a bin
  std::string strip_title;
  bool square = false;  ///< the plot is as high as wide
  double width = kColumnWidth;
};

/// Errors  kShape: vectors of a layer that differ in size; kNumeric: limits as AxisMap
Drawing draw(const Chart& chart);

/// Small multiples: panels lettered a, b, c ... in rows of `columns`, one drawing.
/// Errors  kUsage: no panels, or columns < 1
Drawing draw_panels(const std::string& title, const std::string& caption,
                    const std::vector<Drawing>& panels, int columns);

}  // namespace chordae::chart
