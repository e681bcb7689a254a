#pragma once
// What every kind of chart is drawn into: a picture in abstract units that scales to any width, its
// title and caption. A page embeds it (`inline_svg`, with `style_sheet` once on the page); a paper
// takes it as a file of its own (`standalone_svg`).
//
// Note [Sizes]
// A chart is 400 units wide and its letters are 12 high: on a 360 px phone (328 px beside the
// page's margins) that is 10 px, in an 88 mm column of a journal 7.5 pt. Wide charts (forest plots)
// have 720 units, for 180 mm; on a phone they keep 640 px and scroll sideways.

#include <string>
#include <string_view>

namespace chordae::chart {

inline constexpr double kColumnWidth = 400, kPageWidth = 720;

struct Drawing {
  std::string title;
  std::string caption;  ///< as given, and what drawing had to say: points binned, values left out
  double width = kColumnWidth, height = 0;
  std::string body;  ///< SVG elements
};

/// <svg role="img" ...> for a page that holds `style_sheet()`: title inside, caption as <desc> only
/// (the page prints it).
std::string inline_svg(const Drawing& drawing);

/// A whole file: with the style sheet, and the caption printed under the chart.
std::string standalone_svg(const Drawing& drawing);

/// Colours (light, dark by prefers-color-scheme, print), strokes and letters, by class.
std::string style_sheet();

}  // namespace chordae::chart
