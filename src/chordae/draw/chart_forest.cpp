#include "chordae/draw/chart_forest.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_frame.h"
#include "chordae/draw/chart_points.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

constexpr double kSide = 6, kColumnGap = 12, kMostLabel = 190, kLeastPlot = 220;
constexpr double kRowHeight = 18, kModelStep = 7;  // a further model makes the row higher
constexpr double kMarker = 6;

struct Columns {
  std::vector<double> ends;  // right edges: numbers are right-aligned
  double width = 0;
};

Columns lay_out(const std::vector<std::string>& titles, const std::vector<ForestRow>& rows,
                std::vector<std::string> ForestRow::*texts) {
  Columns out;
  for (std::size_t c = 0; c < titles.size(); ++c) {
    double widest = svg::text_width(titles[c], kFontSize) * 1.06;  // bold
    for (const auto& row : rows) {
      if (c < (row.*texts).size()) {
        widest = std::max(widest, svg::text_width((row.*texts)[c], kFontSize));
      }
    }
    out.width += widest + kColumnGap;
    out.ends.push_back(out.width);
  }
  return out;
}

class ForestPainter {
 public:
  explicit ForestPainter(const Forest& forest) : forest_(forest) {
    left_ = lay_out(forest.left_titles, forest.rows, &ForestRow::left);
    right_ = lay_out(forest.right_titles, forest.rows, &ForestRow::right);
    for (const auto& row : forest.rows) {
      label_ = std::max(label_, svg::text_width(row.label, kFontSize) * 1.06 + 2);
    }
    label_ = std::min(std::max(label_, svg::text_width(forest.label_title, kFontSize) * 1.06),
                      kMostLabel);
    const auto models = static_cast<double>(std::max<std::size_t>(1, forest.models.size()));
    row_height_ = kRowHeight + (models - 1) * kModelStep;
    const double others = 2 * kSide + label_ + left_.width + right_.width + 2 * kColumnGap;
    drawing_.title = forest.title;
    drawing_.caption = forest.caption;
    drawing_.width = std::max(kPageWidth, others + kLeastPlot);
  }

  Drawing draw() {
    double top = write_title(out_, forest_.title, drawing_.width);
    Range range;
    for (const auto& row : forest_.rows) {
      check(row);
      for (const auto& e : row.estimates) {
        for (const auto& v : {e.value, e.low, e.high}) {
          if (v && can_show(*v)) range.add(*v);
        }
      }
    }
    if (range.is_empty()) {
      drawing_.height = top + 160;
      write_no_data(out_, forest_.empty_reason, 8, top, drawing_.width - 8, drawing_.height - 8);
      return finish();
    }
    if (forest_.reference && can_show(*forest_.reference)) range.add(*forest_.reference);
    if (forest_.models.size() > 1) {
      std::vector<LegendEntry> legend;
      for (std::size_t m = 0; m < forest_.models.size(); ++m) {
        legend.push_back({forest_.models[m], Sample::kMarker, static_cast<int>(m)});
      }
      top = write_legend(out_, legend, kSide, drawing_.width - kSide, top);
    }
    const double plot_left = kSide + label_ + left_.width + kColumnGap;
    const double plot_right = drawing_.width - kSide - right_.width - kColumnGap;
    const double rows_top = top + kLineHeight + 8;
    const double bottom = rows_top + row_height_ * static_cast<double>(forest_.rows.size()) + 4;
    const Axis none{"", 0.0, 1.0, Scale::kLinear, {}, false};
    const Plot plot{AxisMap(forest_.axis, range.least, range.most, plot_left, plot_right),
                    AxisMap(none, 0, 1, bottom, rows_top),
                    plot_left,
                    rows_top,
                    plot_right,
                    bottom};
    write_head(top + kFontSize);
    write_stripes(rows_top);
    for (const Tick& tick : plot.x.ticks()) {
      out_.line(plot.x(tick.value), plot.top, plot.x(tick.value), plot.bottom, "grid");
    }
    if (forest_.reference && can_show(*forest_.reference) && plot.x.is_inside(*forest_.reference)) {
      const double x = plot.x(*forest_.reference);
      out_.line(x, plot.top, x, plot.bottom, "rule");
    }
    double y = rows_top;
    for (const auto& row : forest_.rows) {
      write_row(row, plot, y);
      y += row_height_;
    }
    out_.line(plot.left, plot.bottom, plot.right, plot.bottom, "axis");
    write_x_axis(out_, forest_.axis, plot, plot.bottom);
    drawing_.height = plot.bottom + x_axis_room(forest_.axis, plot.x, plot.right - plot.left) + 4;
    return finish();
  }

 private:
  Drawing finish() {
    drawing_.body = out_.take();
    return drawing_;
  }

  bool can_show(double v) const {
    return std::isfinite(v) && (forest_.axis.scale == Scale::kLinear || v > 0);
  }

  void check(const ForestRow& row) const {
    if (row.left.size() > forest_.left_titles.size() ||
        row.right.size() > forest_.right_titles.size() ||
        row.estimates.size() > std::max<std::size_t>(1, forest_.models.size())) {
      throw Error(ErrorCode::kShape, cat("forest plot, row \"", printable(row.label),
                                         "\": more texts or estimates than columns or models"));
    }
  }

  double left_edge() const { return kSide + label_; }
  double right_edge() const { return drawing_.width - kSide - right_.width; }

  void write_head(double y) {
    out_.label(kSide, y, forest_.label_title, "strong");
    for (std::size_t c = 0; c < left_.ends.size(); ++c) {
      out_.label(left_edge() + left_.ends[c], y, forest_.left_titles[c], "strong", "end");
    }
    for (std::size_t c = 0; c < right_.ends.size(); ++c) {
      out_.label(right_edge() + right_.ends[c], y, forest_.right_titles[c], "strong", "end");
    }
    out_.line(kSide, y + 6, drawing_.width - kSide, y + 6, "axis");
  }

  /// Every other row is shaded, so that the eye finds the texts that belong together.
  void write_stripes(double top) {
    for (std::size_t r = 1; r < forest_.rows.size(); r += 2) {
      out_.rectangle(kSide, top + row_height_ * static_cast<double>(r), drawing_.width - 2 * kSide,
                     row_height_, "stripe");
    }
  }

  void write_row(const ForestRow& row, const Plot& plot, double top) {
    const double text_y = top + row_height_ / 2 + 4;
    const bool strong = row.estimates.empty() || row.summary;
    const std::string label = svg::fit_text(row.label, kFontSize * (strong ? 1.06 : 1), label_);
    out_.open("text", {{"class", strong ? "strong" : ""}, {"x", kSide}, {"y", text_y}});
    out_.append(svg::escape(label));
    if (label != row.label) out_.text("title", {}, row.label);
    out_.close("text");
    for (std::size_t c = 0; c < row.left.size(); ++c) {
      out_.label(left_edge() + left_.ends[c], text_y, row.left[c], "", "end");
    }
    for (std::size_t c = 0; c < row.right.size(); ++c) {
      out_.label(right_edge() + right_.ends[c], text_y, row.right[c], "", "end");
    }
    const double middle = (static_cast<double>(row.estimates.size()) - 1) / 2;
    for (std::size_t m = 0; m < row.estimates.size(); ++m) {
      const double y =
          top + row_height_ / 2 + (static_cast<double>(m) - middle) * 2 * kModelStep * 0.62;
      write_estimate(row.estimates[m], plot, y, static_cast<int>(m), row.summary);
    }
  }

  void write_estimate(const ForestEstimate& e, const Plot& plot, double y, int style,
                      bool summary) {
    const bool has_value = e.value && can_show(*e.value);
    const bool has_interval = e.low && e.high && can_show(*e.low) && can_show(*e.high);
    const auto clamped = [&](double v) {
      return plot.x(std::clamp(v, plot.x.low(), plot.x.high()));
    };
    const auto n = [](double v) { return svg::number(v); };
    const std::string color = color_class(style);
    if (has_interval && summary && has_value) {
      constexpr double kHalf = 6;
      const double x = clamped(*e.value);
      out_.path(cat("M", n(clamped(*e.low)), ",", n(y), "L", n(x), ",", n(y - kHalf), "L",
                    n(clamped(*e.high)), ",", n(y), "L", n(x), ",", n(y + kHalf), "Z"),
                "solid " + color);
      return;
    }
    if (has_interval) {
      out_.line(clamped(*e.low), y, clamped(*e.high), y, "thin " + color);
      if (*e.low < plot.x.low()) write_arrow(plot.left, y, -1, color);
      if (*e.high > plot.x.high()) write_arrow(plot.right, y, 1, color);
    }
    if (!has_value) return;
    if (plot.x.is_inside(*e.value)) {
      paint_markers(out_, {{plot.x(*e.value), y}}, style, kMarker, Ink::kFirm);
    } else if (!has_interval) {
      write_arrow(clamped(*e.value), y, *e.value > plot.x.high() ? 1 : -1, color);
    }
  }

  void write_arrow(double x, double y, int direction, const std::string& color) {
    constexpr double kLength = 5, kHalf = 3;
    const auto n = [](double v) { return svg::number(v); };
    out_.path(cat("M", n(x), ",", n(y), "l", n(-direction * kLength), ",", n(-kHalf), "v",
                  n(2 * kHalf), "z"),
              "solid " + color);
  }

  const Forest& forest_;
  Drawing drawing_;
  svg::Writer out_;
  Columns left_, right_;
  double label_ = 0, row_height_ = kRowHeight;
};

}  // namespace

Drawing draw(const Forest& forest) { return ForestPainter(forest).draw(); }

}  // namespace chordae::chart
