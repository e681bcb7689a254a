#pragma once
// Tukey's boxes with the values behind them.

#include <optional>
#include <vector>

#include "chordae/draw/chart_layers.h"

namespace chordae::chart {

struct BoxSummary {
  double low = 0, lower_quartile = 0, median = 0, upper_quartile = 0, high = 0;  ///< whiskers' ends
  std::vector<double> beyond;                                                    ///< outside them
};

/// Quartiles by linear interpolation (Hyndman and Fan 1996, type 7). Values that are not finite are
/// passed over; absent if none is left.
std::optional<BoxSummary> compute_box(std::vector<double> values);

void paint_boxes(svg::Writer& out, const Plot& plot, const Boxes& boxes,
                 const std::vector<Layer>& all, Remarks& remarks);

}  // namespace chordae::chart
