#pragma once
// Clouds of points: as markers while they can be told apart, else binned or thinned
// (Note [Bounded size] in chart.h).

#include <vector>

#include "chordae/draw/chart_layers.h"

namespace chordae::chart {

void paint_points(svg::Writer& out, const Plot& plot, const Points& points,
                  const std::vector<Layer>& all, Remarks& remarks);

/// Firm: what lies below does not show through.
enum class Ink { kThin, kFirm };

/// A path of dots or markers of one style.
void paint_markers(svg::Writer& out, const std::vector<Place>& places, int style, double size,
                   Ink ink = Ink::kThin);

}  // namespace chordae::chart
