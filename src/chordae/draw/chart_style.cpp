#include "chordae/draw/chart_style.h"

#include <array>
#include <string>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_drawing.h"
#include "chordae/draw/svg.h"

namespace chordae::chart {
namespace {

// Okabe and Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color, in an order that
// puts those of most contrast with the paper first; grey instead of the yellow, which white paper
// swallows.
constexpr std::array<std::string_view, 8> kOnLight = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                      "#000000", "#E69F00", "#56B4E9", "#7F7F7F"};
// The same hues where the set has a lighter one; white stands for black.
constexpr std::array<std::string_view, 8> kOnDark = {"#56B4E9", "#E69F00", "#009E73", "#CC79A7",
                                                     "#FFFFFF", "#D55E00", "#0072B2", "#F0E442"};
constexpr std::array<std::string_view, 6> kDashes = {"none",    "7 3", "2 2.5",
                                                     "9 3 2 3", "4 2", "12 3 2 3 2 3"};

std::size_t index_of(int style, std::size_t count) {
  return static_cast<std::size_t>(style < 0 ? 0 : style) % count;
}

// Seven shapes on eight colours: 56 styles until one comes back.
std::size_t shape_of(int style) { return index_of(style, 7); }

std::string colors(const std::array<std::string_view, 8>& palette) {
  std::string out;
  for (std::size_t i = 0; i < palette.size(); ++i) {
    out += cat(".chart .c", i, "{color:", palette[i], "}");
  }
  return out;
}

constexpr std::string_view kBase = R"(
.chart{font:12px "Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;fill:none;color:#1a1a1a}
.chart text{fill:#1a1a1a;stroke:none}
.chart .title{font-size:13px;font-weight:bold}
.chart .strong{font-weight:bold}
.chart .soft{fill:#595959}
.chart .inverse{fill:#fff}
.chart .halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
.chart .axis{stroke:#4d4d4d;stroke-width:1}
.chart .grid{stroke:#e3e3e3;stroke-width:.7}
.chart .stripe{fill:#f4f4f4}
.chart .rule{stroke:#737373;stroke-width:1.1;stroke-dasharray:5 3}
.chart .result{stroke:#1a1a1a;stroke-width:1.6}
.chart .line{stroke:currentColor;stroke-width:1.8;stroke-linejoin:round}
.chart .thin{stroke:currentColor;stroke-width:1.3}
.chart .dot{stroke:currentColor;stroke-linecap:round;stroke-opacity:.7}
.chart .mark{fill:currentColor;fill-opacity:.75}
.chart .firm{stroke-opacity:1;fill-opacity:1}
.chart .solid{fill:currentColor}
.chart .band{fill:currentColor;fill-opacity:.17}
.chart .bar{fill:currentColor;fill-opacity:.32;stroke:currentColor;stroke-width:.8}
.chart .q0{fill-opacity:.14}.chart .q1{fill-opacity:.32}.chart .q2{fill-opacity:.5}.chart .q3{fill-opacity:.72}.chart .q4{fill-opacity:1}
)";
constexpr std::string_view kDark = R"(
.chart{color:#e8e8e8}
.chart text{fill:#e8e8e8}
.chart .soft{fill:#b0b0b0}
.chart .inverse{fill:#111}
.chart .halo{stroke:#16181c}
.chart .axis{stroke:#a8a8a8}
.chart .grid{stroke:#33363b}
.chart .stripe{fill:#1f2227}
.chart .rule{stroke:#9a9a9a}
.chart .result{stroke:#e8e8e8}
)";

}  // namespace

std::string color_class(int style) { return cat("c", index_of(style, kOnLight.size())); }
std::string dash_class(int style) { return cat("d", index_of(style, kDashes.size())); }
bool is_dot(int style) { return shape_of(style) == 0; }

std::string marker_path(int style, double x, double y, double size) {
  const auto n = [](double v) { return svg::number(v); };
  const double h = size / 2, w = size / 6;  // half the size; half an arm of the crosses
  const auto at = [&](double dx, double dy) { return cat("M", n(x + dx), ",", n(y + dy)); };
  switch (shape_of(style)) {
    case 0:
      return at(0, 0) + "h0";
    case 1: {  // square of the dot's area
      const double a = 0.886 * size;
      return at(-a / 2, -a / 2) + cat("h", n(a), "v", n(a), "h", n(-a), "z");
    }
    case 2:  // triangle
      return at(0, -h * 1.15) + cat("l", n(h * 1.1), ",", n(size * 0.95), "h", n(-h * 2.2), "z");
    case 3:  // diamond
      return at(0, -h * 1.2) + cat("l", n(h), ",", n(h * 1.2), "l", n(-h), ",", n(h * 1.2), "l",
                                   n(-h), ",", n(-h * 1.2), "z");
    case 4:  // plus
      return at(-w, -h) + cat("h", n(2 * w), "v", n(h - w), "h", n(h - w), "v", n(2 * w), "h",
                              n(w - h), "v", n(h - w), "h", n(-2 * w), "v", n(w - h), "h", n(w - h),
                              "v", n(-2 * w), "h", n(h - w), "z");
    case 5:  // triangle, point down
      return at(0, h * 1.15) + cat("l", n(h * 1.1), ",", n(-size * 0.95), "h", n(-h * 2.2), "z");
    default: {  // saltire: the plus, turned by 45 degrees
      const double a = h * 0.9, b = size * 0.24;
      return at(-a, -a + b) + cat("l", n(b), ",", n(-b), "l", n(a - b), ",", n(a - b), "l",
                                  n(a - b), ",", n(b - a), "l", n(b), ",", n(b), "l", n(b - a), ",",
                                  n(a - b), "l", n(a - b), ",", n(a - b), "l", n(-b), ",", n(b),
                                  "l", n(b - a), ",", n(b - a), "l", n(b - a), ",", n(a - b), "l",
                                  n(-b), ",", n(-b), "l", n(a - b), ",", n(b - a), "z");
    }
  }
}

std::string style_sheet() {
  std::string out(kBase);
  for (std::size_t i = 0; i < kDashes.size(); ++i) {
    out += cat(".chart .d", i, "{stroke-dasharray:", kDashes[i], "}");
  }
  out += "\n" + colors(kOnLight) + "\n@media screen and (prefers-color-scheme:dark){" +
         std::string(kDark) + colors(kOnDark) + "}\n";
  return out;
}

}  // namespace chordae::chart
