#include "chordae/draw/chart_box.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_points.h"
#include "chordae/draw/chart_style.h"

namespace chordae::chart {
namespace {

constexpr std::size_t kMostDots = 150;  // a box; more would hide it
constexpr double kWhisker = 1.5;        // interquartile ranges (Tukey 1977)

double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - std::floor(at));
}

/// Side by side where several layers have boxes: this one's number, and how many.
std::pair<std::size_t, std::size_t> place_among(const Boxes& boxes, const std::vector<Layer>& all) {
  std::size_t mine = 0, count = 0;
  for (const Layer& layer : all) {
    const auto* other = std::get_if<Boxes>(&layer);
    if (other == &boxes) mine = count;
    if (other != nullptr) ++count;
  }
  return {mine, std::max<std::size_t>(1, count)};
}

}  // namespace

std::optional<BoxSummary> compute_box(std::vector<double> values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  BoxSummary box;
  box.lower_quartile = quantile(values, 0.25);
  box.median = quantile(values, 0.5);
  box.upper_quartile = quantile(values, 0.75);
  const double reach = kWhisker * (box.upper_quartile - box.lower_quartile);
  box.low = box.upper_quartile;
  box.high = box.lower_quartile;
  for (const double v : values) {
    if (v < box.lower_quartile - reach || v > box.upper_quartile + reach) {
      box.beyond.push_back(v);
    } else {
      box.low = std::min(box.low, v);
      box.high = std::max(box.high, v);
    }
  }
  return box;
}

void paint_boxes(svg::Writer& out, const Plot& plot, const Boxes& boxes,
                 const std::vector<Layer>& all, Remarks& remarks) {
  const auto [mine, count] = place_among(boxes, all);
  const double slot = std::abs(plot.x(1) - plot.x(0)),
               part = 0.8 * slot / static_cast<double>(count);
  const double half = std::min(part * 0.4, 26.0);
  std::string rectangles, medians, whiskers;
  std::vector<Place> dots;
  for (std::size_t g = 0; g < boxes.groups.size(); ++g) {
    std::vector<double> values = boxes.groups[g];
    remarks.missing += std::erase_if(values, [&](double v) { return !plot.y.can_show(v); });
    const auto box = compute_box(values);
    if (!box) continue;
    const double x =
        plot.x(static_cast<double>(g)) - 0.4 * slot + part * (static_cast<double>(mine) + 0.5);
    const auto n = [](double v) { return svg::number(v); };
    const auto y = [&](double v) { return svg::number(plot.y(v)); };
    rectangles += cat("M", n(x - half), ",", y(box->lower_quartile), "V", y(box->upper_quartile),
                      "h", n(2 * half), "V", y(box->lower_quartile), "Z");
    medians += cat("M", n(x - half), ",", y(box->median), "h", n(2 * half));
    whiskers += cat("M", n(x), ",", y(box->upper_quartile), "V", y(box->high), "M", n(x), ",",
                    y(box->lower_quartile), "V", y(box->low));
    const auto& shown = values.size() <= kMostDots ? values : box->beyond;
    std::vector<Place> group;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      // Multiples of the golden ratio spread evenly and are the same every time.
      const double share = std::fmod(0.6180339887498949 * static_cast<double>(i + 1), 1.0) - 0.5;
      group.push_back({x + share * half * (values.size() > 1 ? 1.5 : 0), plot.y(shown[i])});
    }
    if (group.size() > kMostDots) group = keep_one_a_cell(group, 2);
    dots.insert(dots.end(), group.begin(), group.end());
  }
  const std::string color = color_class(boxes.style);
  out.path(rectangles, "bar " + color);
  out.path(whiskers, "thin " + color);
  paint_markers(out, dots, boxes.style, 2.6);
  out.path(medians, "result");
  if (mine == 0 && !medians.empty()) {
    remarks.sentences.push_back(
        "Boxes: median and quartiles; whiskers to the last value within 1.5 interquartile ranges.");
  }
}

}  // namespace chordae::chart
