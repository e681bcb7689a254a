#include "chordae/draw/chart_frame.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_points.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

constexpr double kTick = 4, kGap = 3;            // of the axes
constexpr double kMostYLabel = 130;              // units; longer categories are cut
constexpr double kMostTurned = 100, kTurn = 40;  // length and degrees of turned categories
constexpr double kEntryGap = 12;                 // of the legend

std::vector<std::string> title_lines(const Axis& axis, double width) {
  return svg::wrap_text(axis.title, kFontSize, width);
}

struct Categories {
  bool turned = false;
  std::vector<std::vector<std::string>> lines;
  double room = kLineHeight;
};

Categories lay_out(const Axis& axis, const AxisMap& map, double width) {
  constexpr std::size_t kMostLines = 3;
  Categories out;
  const double slot = width / static_cast<double>(std::max<std::size_t>(1, map.ticks().size())) - 4;
  std::size_t most = 1;
  double longest = 0;
  for (const Tick& tick : map.ticks()) {
    out.lines.push_back(axis.categories.empty() ? std::vector<std::string>{tick.label}
                                                : svg::wrap_text(tick.label, kFontSize, slot));
    most = std::max(most, out.lines.back().size());
    longest = std::max(longest, svg::text_width(tick.label, kFontSize));
    for (const auto& word : split(tick.label, ' ')) {
      if (!axis.categories.empty() && svg::text_width(word, kFontSize) > slot) out.turned = true;
    }
  }
  out.turned = out.turned || most > kMostLines;
  constexpr double kSine = 0.643;  // of kTurn
  out.room = out.turned ? std::min(longest, kMostTurned) * kSine + kLineHeight
                        : kLineHeight * static_cast<double>(most);
  return out;
}

double sample_width(Sample sample) {
  return sample == Sample::kLine || sample == Sample::kLineAndMarker || sample == Sample::kRule ||
                 sample == Sample::kBand
             ? 24
             : 14;
}

void write_sample(svg::Writer& out, const LegendEntry& entry, double x, double y) {
  const double width = sample_width(entry.sample), middle = x + width / 2;
  const std::string color = color_class(entry.style), dash = dash_class(entry.style);
  switch (entry.sample) {
    case Sample::kRule:
      return out.line(x, y, x + width, y, "rule");
    case Sample::kBand:
      return out.rectangle(x, y - 5, width, 10, "band " + color);
    case Sample::kBar:
      return out.rectangle(x, y - 5, width, 10, "bar " + color + " " + dash);
    case Sample::kShade:
      return out.rectangle(x, y - 5, width, 10, cat("solid q", entry.shade, " ", color));
    case Sample::kMarker:
      return paint_markers(out, {{middle, y}}, entry.style, 6, Ink::kFirm);
    case Sample::kLine:
    case Sample::kLineAndMarker:
      out.line(x, y, x + width, y, "line " + color + " " + dash);
      if (entry.sample == Sample::kLineAndMarker)
        paint_markers(out, {{middle, y}}, entry.style, 6, Ink::kFirm);
  }
}

/// With the whole text on hover where it had to be cut.
void write_cut_label(svg::Writer& out, double x, double y, const std::string& label, double width,
                     std::string_view anchor, const std::string& transform = "") {
  const std::string shown = svg::fit_text(label, kFontSize, width);
  out.open("text", {{"x", x}, {"y", y}, {"text-anchor", anchor}, {"transform", transform}});
  out.append(svg::escape(shown));
  if (shown != label) out.text("title", {}, label);
  out.close("text");
}

}  // namespace

double write_title(svg::Writer& out, const std::string& title, double width) {
  double y = 2;
  for (const auto& line : svg::wrap_text(title, kTitleSize * 1.06, width - 12)) {  // bold is wider
    out.label(4, y += kLineHeight, line, "title");
  }
  return y + 6;
}

double write_legend(svg::Writer& out, const std::vector<LegendEntry>& entries, double left,
                    double right, double y) {
  if (entries.empty()) return y;
  double x = left;
  y += kLineHeight / 2;
  for (const LegendEntry& entry : entries) {
    const double sample = sample_width(entry.sample) + 5, most = right - left - sample;
    const std::string label = svg::fit_text(entry.label, kFontSize, most);
    const double width = sample + svg::text_width(label, kFontSize);
    if (x > left && x + width > right) x = left, y += kLineHeight;
    write_sample(out, entry, x, y);
    write_cut_label(out, x + sample, y + 4, entry.label, most, "start");
    x += width + kEntryGap;
  }
  return y + kLineHeight / 2 + 4;
}

double y_axis_room(const Axis& axis, const AxisMap& map) {
  double widest = 0;
  for (const Tick& tick : map.ticks()) {
    widest = std::max(widest, svg::text_width(tick.label, kFontSize));
  }
  return std::min(widest, kMostYLabel) + kTick + kGap + 4 +
         (axis.title.empty() ? 0 : kLineHeight + 3);
}

void write_y_axis(svg::Writer& out, const Axis& axis, const Plot& plot, double left) {
  for (const Tick& tick : plot.y.ticks()) {
    const double y = plot.y(tick.value);
    if (axis.categories.empty()) out.line(plot.left - kTick, y, plot.left, y, "axis");
    write_cut_label(out, plot.left - kTick - kGap, y + 4, tick.label, kMostYLabel, "end");
  }
  if (axis.title.empty()) return;
  const double x = left + kFontSize, y = (plot.top + plot.bottom) / 2;
  const std::string turn = cat("rotate(-90 ", svg::number(x), " ", svg::number(y), ")");
  write_cut_label(out, x, y, axis.title, plot.bottom - plot.top + 30, "middle", turn);
}

double x_axis_room(const Axis& axis, const AxisMap& map, double width) {
  return kTick + kGap + lay_out(axis, map, width).room +
         kLineHeight * static_cast<double>(title_lines(axis, width).size()) + 8;
}

void write_x_axis(svg::Writer& out, const Axis& axis, const Plot& plot, double top) {
  const auto categories = lay_out(axis, plot.x, plot.right - plot.left);
  const double y = top + kTick + kGap + kFontSize - 2;
  double label_end = -1e9;
  for (std::size_t i = 0; i < plot.x.ticks().size(); ++i) {
    const Tick& tick = plot.x.ticks()[i];
    const double x = plot.x(tick.value);
    if (axis.categories.empty()) out.line(x, top, x, top + kTick, "axis");
    if (categories.turned) {
      const std::string turn =
          cat("rotate(-", kTurn, " ", svg::number(x), " ", svg::number(y), ")");
      write_cut_label(out, x + 4, y, tick.label, kMostTurned, "end", turn);
      continue;
    }
    const double half = svg::text_width(tick.label, kFontSize) / 2;
    // Numbers that would touch the one before are left out; the ticks stay.
    if (axis.categories.empty() && x - half < label_end + 5) continue;
    label_end = x + half;
    double line_y = y;
    for (const auto& line : categories.lines[i]) {
      out.label(x, line_y, line, "", "middle");
      line_y += kLineHeight;
    }
  }
  double title_y = y + categories.room + 3;
  for (const auto& line : title_lines(axis, plot.right - plot.left)) {
    out.label((plot.left + plot.right) / 2, title_y, line, "", "middle");
    title_y += kLineHeight;
  }
}

void write_grid(svg::Writer& out, const Axis& x_axis, const Axis& y_axis, const Plot& plot) {
  if (x_axis.categories.empty()) {
    for (const Tick& tick : plot.x.ticks()) {
      const double x = plot.x(tick.value);
      out.line(x, plot.top, x, plot.bottom, "grid");
    }
  }
  if (y_axis.categories.empty()) {
    for (const Tick& tick : plot.y.ticks()) {
      const double y = plot.y(tick.value);
      out.line(plot.left, y, plot.right, y, "grid");
    }
  }
  out.line(plot.left, plot.top, plot.left, plot.bottom, "axis");
  out.line(plot.left, plot.bottom, plot.right, plot.bottom, "axis");
}

void write_no_data(svg::Writer& out, const std::string& reason, double left, double top,
                   double right, double bottom) {
  const auto lines = svg::wrap_text(reason, kFontSize, right - left - 40);
  out.rectangle(left, top, right - left, bottom - top, "stripe");
  const double x = (left + right) / 2;
  double y = (top + bottom) / 2 - kLineHeight * static_cast<double>(lines.size()) / 2;
  out.label(x, y, "No data", "strong", "middle");
  for (const auto& line : lines) out.label(x, y += kLineHeight, line, "soft", "middle");
}

}  // namespace chordae::chart
