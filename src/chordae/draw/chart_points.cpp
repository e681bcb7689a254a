#include "chordae/draw/chart_points.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_style.h"

namespace chordae::chart {
namespace {

constexpr double kHexagonRadius = 4.5;
constexpr std::size_t kShades = 5;

double marker_size(std::size_t count) {
  return count <= 60 ? 6 : count <= 400 ? 4.6 : count <= 1500 ? 3.4 : 2.4;
}

std::vector<Place> places_of(const Plot& plot, const Points& points, Remarks& remarks) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (!plot.x.can_show(points.x[i]) || !plot.y.can_show(points.y[i])) {
      ++remarks.missing;
    } else if (!plot.x.is_inside(points.x[i]) || !plot.y.is_inside(points.y[i])) {
      ++remarks.outside;
    } else {
      places.push_back({plot.x(points.x[i]), plot.y(points.y[i])});
    }
  }
  return places;
}

/// Shades by equal ratios of counts: 1 to 10, to 100 ... for a million points.
void paint_hexagons(svg::Writer& out, const std::vector<Place>& places, int style,
                    Remarks& remarks) {
  const auto cells = count_in_hexagons(places, kHexagonRadius);
  std::size_t most = 1;
  for (const auto& cell : cells) most = std::max(most, cell.count);
  std::vector<std::size_t> levels;
  for (std::size_t s = 1; s <= kShades; ++s) {
    const double end = std::pow(static_cast<double>(most), static_cast<double>(s) / kShades);
    const auto level = s == kShades ? most : static_cast<std::size_t>(std::llround(end));
    if (levels.empty() || level > levels.back()) levels.push_back(level);
  }
  std::array<std::string, kShades> paths;
  const std::string r = svg::number(kHexagonRadius), half = svg::number(kHexagonRadius / 2),
                    wide = svg::number(kHexagonRadius * std::sqrt(0.75));
  const std::string hexagon = cat("l", wide, ",", half, "v", r, "l-", wide, ",", half, "l-", wide,
                                  ",-", half, "v-", r, "z");
  for (const auto& cell : cells) {
    const auto shade = static_cast<std::size_t>(
        std::lower_bound(levels.begin(), levels.end(), cell.count) - levels.begin());
    paths[shade] += cat("M", svg::number(cell.centre.x), ",",
                        svg::number(cell.centre.y - kHexagonRadius), hexagon);
  }
  for (std::size_t s = 0; s < paths.size(); ++s) {
    out.path(paths[s], cat("solid q", s + kShades - levels.size(), " ", color_class(style)));
  }
  remarks.count_levels = levels;
  remarks.binned_style = style;
  remarks.sentences.push_back(
      cat(pretty_count(places.size()),
          " points, counted in hexagonal bins; stronger shades hold more."));
}

}  // namespace

void paint_markers(svg::Writer& out, const std::vector<Place>& places, int style, double size,
                   Ink ink) {
  if (places.empty()) return;
  std::string d;
  for (const Place& p : places) d += marker_path(style, p.x, p.y, size);
  const std::string kind = is_dot(style) ? "dot " : "mark ";
  const std::string css = kind + (ink == Ink::kFirm ? "firm " : "") + color_class(style);
  if (is_dot(style)) {
    out.leaf("path", {{"class", css}, {"stroke-width", size}, {"d", d}});
  } else {
    out.path(d, css);
  }
}

void paint_points(svg::Writer& out, const Plot& plot, const Points& points,
                  const std::vector<Layer>& all, Remarks& remarks) {
  std::size_t layers = 0, total = 0;
  for (const Layer& layer : all) {
    if (const auto* other = std::get_if<Points>(&layer)) ++layers, total += other->x.size();
  }
  auto places = places_of(plot, points, remarks);
  if (total > kMostPoints && layers == 1) {
    return paint_hexagons(out, places, points.style, remarks);
  }
  if (total > kMostPoints) {
    const std::size_t before = places.size();
    // Each layer gets its share of the room, a small one at least a tenth of an even share.
    const double even = static_cast<double>(kMostPoints) / static_cast<double>(layers);
    const double part = static_cast<double>(kMostPoints) * static_cast<double>(points.x.size()) /
                        static_cast<double>(total);
    const auto room = static_cast<std::size_t>(std::max(part, even / 10));
    for (double cell = 1; places.size() > room; cell *= 1.25)
      places = keep_one_a_cell(places, cell);
    remarks.thinned_from += before;
    remarks.thinned_to += places.size();
  }
  paint_markers(out, places, points.style,
                points.size > 0 ? points.size : marker_size(std::min(total, kMostPoints)));
}

}  // namespace chordae::chart
