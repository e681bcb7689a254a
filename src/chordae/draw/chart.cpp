#include "chordae/draw/chart.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_frame.h"
#include "chordae/draw/chart_layers.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

constexpr double kRight = 14, kBottom = 4;
constexpr double kPlotShape = 0.72;  // height over width, where it isn't square
constexpr double kStripHeight = 44, kStripGap = 8;

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};

LegendEntry entry_of(const Layer& layer) {
  return std::visit(Overload{[](const Points& l) {
                               return LegendEntry{l.label, Sample::kMarker, l.style};
                             },
                             [](const Line& l) {
                               return LegendEntry{
                                   l.label, l.markers ? Sample::kLineAndMarker : Sample::kLine,
                                   l.style};
                             },
                             [](const Band& l) {
                               return LegendEntry{l.label, Sample::kBand, l.style};
                             },
                             [](const Zone& l) {
                               return LegendEntry{l.label, Sample::kBand, l.style};
                             },
                             [](const Intervals& l) {
                               return LegendEntry{l.label, Sample::kLine, l.style};
                             },
                             [](const Bars& l) {
                               return LegendEntry{l.label, Sample::kBar, l.style};
                             },
                             [](const Boxes& l) {
                               return LegendEntry{l.label, Sample::kBar, l.style};
                             },
                             // Others are named where they stand.
                             [](const Rule& l) {
                               return LegendEntry{is_in_legend(l) ? l.label : "", Sample::kRule};
                             }},
                    layer);
}

std::vector<LegendEntry> legend_of(const Chart& chart, const Remarks& remarks) {
  std::vector<LegendEntry> entries;
  for (const Layer& layer : chart.layers) {
    auto entry = entry_of(layer);
    if (!entry.label.empty()) entries.push_back(std::move(entry));
  }
  const auto& levels = remarks.count_levels;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t first = i == 0 ? 1 : levels[i - 1] + 1;
    const std::string end = pretty_count(levels[i]);
    entries.push_back({first == levels[i] ? end : pretty_count(first) + "\xE2\x80\x93" + end,
                       Sample::kShade, remarks.binned_style,
                       static_cast<int>(i + 5 - levels.size())});
  }
  return entries;
}

/// Both ranges alike where the plot is square and no limit is given: the identity runs corner to
/// corner.
void make_equal(const Chart& chart, Extent& extent) {
  const bool is_free = !chart.x.low && !chart.x.high && !chart.y.low && !chart.y.high;
  if (!chart.square || !is_free || extent.x.is_empty() || extent.y.is_empty()) return;
  extent.x.add(extent.y.least);
  extent.x.add(extent.y.most);
  extent.y = extent.x;
}

bool has_bars(const Chart& chart) {
  return std::any_of(chart.layers.begin(), chart.layers.end(),
                     [](const Layer& l) { return std::holds_alternative<Bars>(l); });
}

void write_strip(svg::Writer& out, const Chart& chart, const Plot& plot, double top) {
  Extent extent;
  extend(extent, *chart.strip, chart.x.scale, Scale::kLinear);
  const double most = extent.y.is_empty() ? 1 : std::max(extent.y.most, 1.0);
  const Axis axis{chart.strip_title, 0.0, most, Scale::kLinear, {}, false};
  const Plot strip{plot.x,     AxisMap(axis, 0, most, top + kStripHeight, top),
                   plot.left,  top,
                   plot.right, top + kStripHeight};
  paint_bars(out, strip, *chart.strip);
  out.line(strip.left, strip.bottom, strip.right, strip.bottom, "axis");
  out.label(strip.left - 7, strip.top + 9, pretty_number(most, 0), "soft", "end");
  out.label(strip.right - 4, strip.top + 9, chart.strip_title, "soft halo", "end");
}

void add_sentences(std::string& caption, const Remarks& remarks) {
  std::vector<std::string> sentences = remarks.sentences;
  if (remarks.thinned_to < remarks.thinned_from) {
    sentences.push_back(cat(pretty_count(remarks.thinned_to), " of ",
                            pretty_count(remarks.thinned_from),
                            " points drawn, each group's evenly over its area."));
  }
  const auto count = [](std::size_t n, const char* one, const char* many) {
    return cat(pretty_count(n), n == 1 ? one : many);
  };
  if (remarks.outside > 0) {
    sentences.push_back(count(remarks.outside, " point lies", " points lie") + " beyond the axes.");
  }
  if (remarks.missing > 0) {
    sentences.push_back(count(remarks.missing, " value is", " values are") +
                        " undefined and not drawn.");
  }
  for (const auto& s : sentences) caption += (caption.empty() ? "" : " ") + s;
}

/// a ... z, aa ...
std::string letter_of(std::size_t i) {
  const std::string last(1, static_cast<char>('a' + i % 26));
  return i < 26 ? last : letter_of(i / 26 - 1) + last;
}

}  // namespace

Drawing draw(const Chart& chart) {
  Extent extent;
  for (const Layer& layer : chart.layers) extend(extent, layer, chart.x.scale, chart.y.scale);
  make_equal(chart, extent);
  Axis y_axis = chart.y;
  if (has_bars(chart) && !y_axis.low && extent.y.least == 0) y_axis.low = 0;  // bars stand on it

  Drawing drawing{chart.title, chart.caption, chart.width, 0, {}};
  svg::Writer frame, marks;
  double top = write_title(frame, chart.title, chart.width);
  if (!extent.has_marks) {
    drawing.height = top + chart.width * 0.5;
    write_no_data(frame, chart.empty_reason, 8, top, chart.width - 8, drawing.height - 8);
    drawing.body = frame.take();
    return drawing;
  }

  // The y axis' labels depend on its limits only, so any ends do to measure them.
  const double left = y_axis_room(chart.y, AxisMap(y_axis, extent.y.least, extent.y.most, 1, 0));
  const double right = chart.width - kRight, width = right - left;
  const double height = width * (chart.square ? 1 : kPlotShape);
  const auto plot_below = [&](double y) {
    return Plot{AxisMap(chart.x, extent.x.least, extent.x.most, left, right),
                AxisMap(y_axis, extent.y.least, extent.y.most, y + height, y),
                left,
                y,
                right,
                y + height};
  };
  // The legend names the bins' counts, which are known when the marks are drawn; its height moves
  // the marks. A trial run counts.
  Remarks trial;
  {
    svg::Writer nowhere;
    paint(nowhere, plot_below(0), chart.layers, trial);
  }
  top = write_legend(frame, legend_of(chart, trial), 6, chart.width - 4, top) + 4;

  const Plot plot = plot_below(top);
  Remarks remarks;
  write_grid(frame, chart.x, chart.y, plot);
  paint(marks, plot, chart.layers, remarks);
  frame.append(marks.str());
  write_y_axis(frame, chart.y, plot, 2);
  double bottom = plot.bottom;
  if (chart.strip) {
    write_strip(frame, chart, plot, bottom + kStripGap);
    bottom += kStripGap + kStripHeight;
  }
  write_x_axis(frame, chart.x, plot, bottom);
  drawing.height = bottom + x_axis_room(chart.x, plot.x, width) + kBottom;
  add_sentences(drawing.caption, remarks);
  drawing.body = frame.take();
  return drawing;
}

Drawing draw_panels(const std::string& title, const std::string& caption,
                    const std::vector<Drawing>& panels, int columns) {
  if (panels.empty() || columns < 1) {
    throw Error(ErrorCode::kUsage, "panels: at least one, in at least one column");
  }
  const auto across = std::min(static_cast<std::size_t>(columns), panels.size());
  double cell = 0;
  for (const auto& p : panels) cell = std::max(cell, p.width);
  Drawing all{title, caption, cell * static_cast<double>(across), 0, {}};
  svg::Writer out;
  double y = write_title(out, title, all.width);
  for (std::size_t first = 0; first < panels.size(); first += across) {
    double row_height = 0;
    for (std::size_t i = first; i < std::min(first + across, panels.size()); ++i) {
      const Drawing& p = panels[i];
      const double x = cell * static_cast<double>(i - first);
      out.label(x + 4, y + kLineHeight, letter_of(i), "strong");
      out.open("svg", {{"x", x},
                       {"y", y + kLineHeight},
                       {"width", p.width},
                       {"height", p.height},
                       {"viewBox", cat("0 0 ", svg::number(p.width), " ", svg::number(p.height))}});
      out.append(p.body);
      out.close("svg");
      row_height = std::max(row_height, p.height);
    }
    y += kLineHeight + row_height + 8;
  }
  all.height = y;
  all.body = out.take();
  return all;
}

}  // namespace chordae::chart
