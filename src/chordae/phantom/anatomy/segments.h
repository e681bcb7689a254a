#pragma once
// The 17-segment model as a smooth map: values given by segment, read at any place of the wall.

#include "chordae/phantom/anatomy/heart_anatomy.h"

namespace chordae {

/// Value at an angle about the long axis (radians, as in heart_anatomy.h) and a height (0 apex, 1
/// mitral plane): between the middles of segments it blends linearly.
double segment_value(const SegmentValues& values, double angle, double height);

/// The segment that a place belongs to, 0 to 16. Rings end at 0.1, 0.37 and 0.68 of the height: the
/// apex beyond the cavity, then three equal parts.
std::size_t segment_at(double angle, double height);

}  // namespace chordae
