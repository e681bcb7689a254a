#pragma once
// Outlines over pictures: level lines of a smooth field, found between pixels (marching squares,
// Lorensen and Cline, SIGGRAPH 1987, in two dimensions), and smooth lines on a canvas.

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/draw/picture.h"

namespace chordae {

/// Fractional pixel coordinates; pixel centres are whole numbers.
struct PixelPoint {
  double row = 0, column = 0;
};

/// A line through points; closed if its last point is its first again.
using Polyline = std::vector<PixelPoint>;

/// Where a field crosses `level`, interpolated linearly between pixel centres. What leaves the
/// field is closed along half a pixel outside it, as if everything there were under the level.
/// Where a square's corners alternate, its mean decides (the saddle's side).
///
/// Shapes  field (rows, columns)
/// Errors  kShape
std::vector<Polyline> trace_contours(std::span<const float> field, std::int64_t rows,
                                     std::int64_t columns, float level);

/// A line `width` pixels wide, blended over what is there; what lies outside is cut off.
void draw_line(Canvas& canvas, const PixelPoint& from, const PixelPoint& to, Color color,
               double width);
void draw_polyline(Canvas& canvas, const Polyline& line, Color color, double width);

}  // namespace chordae
