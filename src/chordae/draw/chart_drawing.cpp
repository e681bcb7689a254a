#include "chordae/draw/chart_drawing.h"

#include "chordae/base/strings.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

std::string opened(const Drawing& drawing, double height) {
  svg::Writer w;
  w.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                 {"class", "chart"},
                 {"role", "img"},
                 {"viewBox", cat("0 0 ", svg::number(drawing.width), " ", svg::number(height))}});
  w.text("title", {}, drawing.title);
  if (!drawing.caption.empty()) w.text("desc", {}, drawing.caption);
  return w.take();
}

}  // namespace

std::string inline_svg(const Drawing& drawing) {
  return opened(drawing, drawing.height) + drawing.body + "</svg>\n";
}

std::string standalone_svg(const Drawing& drawing) {
  constexpr double kSide = 4;  // as titles
  svg::Writer caption;
  double y = drawing.height + 4;
  for (const auto& line : svg::wrap_text(drawing.caption, kFontSize, drawing.width - 2 * kSide)) {
    caption.label(kSide, y += kLineHeight, line, "soft");
  }
  svg::Writer style;
  style.open("style");
  style.append(style_sheet());
  style.append("@media screen and (prefers-color-scheme:dark){.chart{background:#16181c}}\n");
  style.close("style");
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + opened(drawing, y + kSide) + style.str() +
         drawing.body + caption.str() + "</svg>\n";
}

}  // namespace chordae::chart
