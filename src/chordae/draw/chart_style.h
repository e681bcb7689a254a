#pragma once
// What tells series apart, three ways at once: colour, marker shape, dash. Colours are classes of
// the style sheet ("c0" ...); marks take them as currentColor.

#include <string>
#include <string_view>

namespace chordae::chart {

inline constexpr double kFontSize = 12, kTitleSize = 13, kLineHeight = 15;

/// "c3": the colour of a style; styles from 8 repeat colours with other shapes and dashes.
std::string color_class(int style);
/// "d1": its dash.
std::string dash_class(int style);

/// The subpath of one marker, `size` wide, at (x, y). Style 0 is a dot: a stroke of no length, to
/// be drawn with class "dot" and a stroke as wide as the dot; all others are filled ("mark").
std::string marker_path(int style, double x, double y, double size);
bool is_dot(int style);

}  // namespace chordae::chart
