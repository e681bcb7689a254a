#include "chordae/draw/chart_layers.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_box.h"
#include "chordae/draw/chart_points.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

constexpr double kLineTolerance = 0.12;  // units; 0.03 mm in a journal's column
constexpr double kLineMarker = 6;

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};

bool can_show(double v, Scale scale) {
  return std::isfinite(v) && (scale == Scale::kLinear || v > 0);
}

void check_sizes(std::initializer_list<const std::vector<double>*> columns,
                 const std::string& label) {
  for (const auto* c : columns) {
    if (c->size() != (*columns.begin())->size()) {
      throw Error(ErrorCode::kShape,
                  cat("chart layer \"", printable(label), "\": columns of ",
                      (*columns.begin())->size(), " and ", c->size(), " values"));
    }
  }
}

std::string path_of(const std::vector<Place>& line) {
  std::string d;
  for (std::size_t i = 0; i < line.size(); ++i) {
    d += i == 0 ? 'M' : 'L';
    d += svg::number(line[i].x) + "," + svg::number(line[i].y);
  }
  return d;
}

class Painter {
 public:
  Painter(svg::Writer& out, const Plot& plot, const std::vector<Layer>& all, Remarks& remarks)
      : out_(out), plot_(plot), all_(all), remarks_(remarks) {}

  void operator()(const Points& points) { paint_points(out_, plot_, points, all_, remarks_); }

  void operator()(const Line& line) {
    std::string d;
    for (const auto& run : runs_of(line.x, {&line.y})) {
      d += path_of(shown(line.x, line.y, run, line.step));
    }
    clipped(
        [&] { out_.path(d, cat("line ", color_class(line.style), " ", dash_class(line.style))); });
    if (!line.markers) return;
    std::vector<Place> places;
    for (std::size_t i = 0; i < line.x.size() && places.size() < kMostLinePoints; ++i) {
      const bool ok = plot_.x.is_inside(line.x[i]) && plot_.y.is_inside(line.y[i]);
      if (ok) places.push_back({plot_.x(line.x[i]), plot_.y(line.y[i])});
    }
    paint_markers(out_, places, line.style, kLineMarker, Ink::kFirm);
  }

  void operator()(const Band& band) {
    std::string d;
    for (const auto& run : runs_of(band.x, {&band.low, &band.high})) {
      auto edge = shown(band.x, band.low, run, band.step);
      const auto back = shown(band.x, band.high, run, band.step);
      edge.insert(edge.end(), back.rbegin(), back.rend());
      d += path_of(edge) + "Z";
    }
    clipped([&] { out_.path(d, cat("band ", color_class(band.style))); });
  }

  void operator()(const Zone& zone) {
    if (!plot_.y.can_show(zone.low) || !plot_.y.can_show(zone.high)) return;
    const double a = plot_.y(std::max(zone.low, zone.high)),
                 b = plot_.y(std::min(zone.low, zone.high));
    clipped([&] {
      out_.rectangle(plot_.left, a, plot_.right - plot_.left, b - a,
                     cat("band ", color_class(zone.style)));
    });
  }

  void operator()(const Intervals& intervals) {
    constexpr double kCap = 3;
    std::string d;
    for (std::size_t i = 0; i < intervals.x.size(); ++i) {
      if (!plot_.x.can_show(intervals.x[i]) || !plot_.y.can_show(intervals.low[i]) ||
          !plot_.y.can_show(intervals.high[i])) {
        ++remarks_.missing;
        continue;
      }
      const std::string x = svg::number(plot_.x(intervals.x[i]) - kCap), cap = "h6M",
                        middle = svg::number(plot_.x(intervals.x[i])),
                        low = svg::number(plot_.y(intervals.low[i])),
                        high = svg::number(plot_.y(intervals.high[i]));
      d += "M" + x + "," + low + cap + x + "," + high + cap + middle + "," + low + "V" + high;
    }
    clipped([&] { out_.path(d, "thin " + color_class(intervals.style)); });
  }

  void operator()(const Bars& bars) {
    clipped([&] { paint_bars(out_, plot_, bars); });
  }

  void operator()(const Boxes& boxes) {
    clipped([&] { paint_boxes(out_, plot_, boxes, all_, remarks_); });
  }

  void operator()(const Rule& rule) {
    const bool is_vertical = rule.direction == Direction::kVertical;
    if (!(is_vertical ? plot_.x : plot_.y).can_show(rule.value) || !std::isfinite(rule.slope)) {
      return;
    }
    const char* css = rule.strong ? "result" : "rule";
    if (rule.direction == Direction::kSloped) return sloped(rule, css);
    const double at = (is_vertical ? plot_.x : plot_.y)(rule.value);
    if (!(is_vertical ? plot_.x : plot_.y).is_inside(rule.value)) return;
    const bool has_label = !rule.label.empty() && !is_in_legend(rule);
    if (is_vertical) {
      out_.line(at, plot_.top, at, plot_.bottom, css);
      const bool is_right = at > (plot_.left + plot_.right) / 2;
      if (has_label) {
        out_.label(at + (is_right ? -4 : 4), plot_.top + 12, rule.label, "halo",
                   is_right ? "end" : "start");
      }
    } else {
      out_.line(plot_.left, at, plot_.right, at, css);
      if (has_label) out_.label(plot_.right - 4, at - 4, rule.label, "halo", "end");
    }
  }

 private:
  struct Run {
    std::size_t first, last;  // [first, last)
  };

  template <class Draw>
  void clipped(Draw draw_marks) {
    // A nested viewport clips by itself; a clipPath would need a name, and names clash on a page.
    constexpr double kEdge = 1;  // half a line on the frame is still seen
    const std::string x = svg::number(plot_.left - kEdge), y = svg::number(plot_.top - kEdge),
                      w = svg::number(plot_.right - plot_.left + 2 * kEdge),
                      h = svg::number(plot_.bottom - plot_.top + 2 * kEdge);
    out_.open("svg", {{"x", x},
                      {"y", y},
                      {"width", w},
                      {"height", h},
                      {"viewBox", cat(x, " ", y, " ", w, " ", h)}});
    draw_marks();
    out_.close("svg");
  }

  /// Stretches in which every value can be shown.
  std::vector<Run> runs_of(const std::vector<double>& x,
                           std::initializer_list<const std::vector<double>*> ys) {
    std::vector<Run> runs;
    bool open = false;
    for (std::size_t i = 0; i < x.size(); ++i) {
      bool ok = plot_.x.can_show(x[i]);
      for (const auto* y : ys) ok = ok && plot_.y.can_show((*y)[i]);
      if (!ok) {
        ++remarks_.missing;
      } else if (open) {
        runs.back().last = i + 1;
      } else {
        runs.push_back({i, i + 1});
      }
      open = ok;
    }
    return runs;
  }

  std::vector<Place> shown(const std::vector<double>& x, const std::vector<double>& y, Run run,
                           bool step) const {
    std::vector<Place> line;
    for (std::size_t i = run.first; i < run.last; ++i) {
      const Place p{plot_.x(x[i]), plot_.y(y[i])};
      if (step && !line.empty()) line.push_back({p.x, line.back().y});
      line.push_back(p);
    }
    return simplify_line(std::move(line), kLineTolerance, kMostLinePoints);
  }

  void sloped(const Rule& rule, const char* css) {
    // Straight in data, so on a log axis a curve: drawn as one.
    constexpr int kPieces = 64;
    std::vector<Place> line;
    for (int i = 0; i <= kPieces; ++i) {
      const double v = plot_.x.low() + (plot_.x.high() - plot_.x.low()) * i / kPieces;
      const double y = rule.value + rule.slope * v;
      if (plot_.y.can_show(y)) line.push_back({plot_.x(v), plot_.y(y)});
    }
    clipped([&] { out_.path(path_of(simplify_line(line, 1e-6, kMostLinePoints)), css); });
  }

  svg::Writer& out_;
  const Plot& plot_;
  const std::vector<Layer>& all_;
  Remarks& remarks_;
};

}  // namespace

void extend(Extent& extent, const Layer& layer, Scale x_scale, Scale y_scale) {
  const auto x = [&](double v) {
    if (can_show(v, x_scale)) extent.x.add(v);
  };
  const auto y = [&](double v) {
    if (can_show(v, y_scale)) extent.y.add(v);
  };
  const auto pair = [&](double at, std::initializer_list<double> values) {
    bool ok = can_show(at, x_scale);
    for (const double v : values) ok = ok && can_show(v, y_scale);
    if (!ok) return;
    x(at);
    for (const double v : values) y(v);
    extent.has_marks = true;
  };
  std::visit(Overload{[&](const Points& l) {
                        check_sizes({&l.x, &l.y}, l.label);
                        for (std::size_t i = 0; i < l.x.size(); ++i) pair(l.x[i], {l.y[i]});
                      },
                      [&](const Line& l) {
                        check_sizes({&l.x, &l.y}, l.label);
                        for (std::size_t i = 0; i < l.x.size(); ++i) pair(l.x[i], {l.y[i]});
                      },
                      [&](const Band& l) {
                        check_sizes({&l.x, &l.low, &l.high}, l.label);
                        for (std::size_t i = 0; i < l.x.size(); ++i)
                          pair(l.x[i], {l.low[i], l.high[i]});
                      },
                      [&](const Intervals& l) {
                        check_sizes({&l.x, &l.low, &l.high}, l.label);
                        for (std::size_t i = 0; i < l.x.size(); ++i)
                          pair(l.x[i], {l.low[i], l.high[i]});
                      },
                      [&](const Bars& l) {
                        check_sizes({&l.left, &l.right, &l.height}, l.label);
                        for (std::size_t i = 0; i < l.left.size(); ++i) {
                          pair(l.left[i], {l.height[i]});
                          pair(l.right[i], {l.height[i]});
                        }
                        y(0);
                      },
                      [&](const Boxes& l) {
                        for (std::size_t g = 0; g < l.groups.size(); ++g) {
                          for (const double v : l.groups[g]) pair(static_cast<double>(g), {v});
                        }
                      },
                      [&](const Zone& l) {
                        y(l.low);
                        y(l.high);
                      },
                      [&](const Rule& l) {
                        if (l.direction == Direction::kHorizontal) y(l.value);
                        if (l.direction == Direction::kVertical) x(l.value);
                      }},
             layer);
}

void paint_bars(svg::Writer& out, const Plot& plot, const Bars& bars) {
  const double zero =
      plot.y.can_show(0) ? std::clamp(0.0, plot.y.low(), plot.y.high()) : plot.y.low();
  std::string d;
  for (std::size_t i = 0; i < bars.left.size(); ++i) {
    if (!plot.x.can_show(bars.left[i]) || !plot.x.can_show(bars.right[i]) ||
        !plot.y.can_show(bars.height[i]) || bars.height[i] == zero) {
      continue;
    }
    const double a = plot.x(bars.left[i]), b = plot.x(bars.right[i]);
    d += cat("M", svg::number(a), ",", svg::number(plot.y(zero)), "V",
             svg::number(plot.y(bars.height[i])), "H", svg::number(b), "V",
             svg::number(plot.y(zero)), "Z");
  }
  out.path(d, cat("bar ", color_class(bars.style), " ", dash_class(bars.style)));
}

void paint(svg::Writer& out, const Plot& plot, const std::vector<Layer>& all, Remarks& remarks) {
  Painter painter(out, plot, all, remarks);
  for (const Layer& layer : all) std::visit(painter, layer);
}

}  // namespace chordae::chart
