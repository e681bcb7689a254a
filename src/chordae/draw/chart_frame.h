#pragma once
// What stands around the marks of every chart: title, legend, axes, and the words where there is
// nothing to draw.

#include <string>
#include <vector>

#include "chordae/draw/chart_layers.h"
#include "chordae/draw/svg.h"

namespace chordae::chart {

/// Left-aligned, wrapped; returns the y below it.
double write_title(svg::Writer& out, const std::string& title, double width);

enum class Sample { kMarker, kLine, kLineAndMarker, kBand, kBar, kRule, kShade };
struct LegendEntry {
  std::string label;
  Sample sample = Sample::kMarker;
  int style = 0;
  int shade = 0;  ///< of kShade
};
/// In rows from (left, y) to `right`; returns the y below it (`y` if there are no entries).
double write_legend(svg::Writer& out, const std::vector<LegendEntry>& entries, double left,
                    double right, double y);

/// Room that the labels of the y axis take to its left, title included.
double y_axis_room(const Axis& axis, const AxisMap& map);
void write_y_axis(svg::Writer& out, const Axis& axis, const Plot& plot, double left);

/// Room below the plot; `write_x_axis` fills it. Long categories are wrapped, or turned if they
/// would need more than three lines.
double x_axis_room(const Axis& axis, const AxisMap& map, double width);
void write_x_axis(svg::Writer& out, const Axis& axis, const Plot& plot, double top);

/// Lines of the ticks across the plot, and its frame.
void write_grid(svg::Writer& out, const Axis& x_axis, const Axis& y_axis, const Plot& plot);

/// "No data" and why, in the middle of a box.
void write_no_data(svg::Writer& out, const std::string& reason, double left, double top,
                   double right, double bottom);

}  // namespace chordae::chart
