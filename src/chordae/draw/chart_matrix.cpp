#include "chordae/draw/chart_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_frame.h"
#include "chordae/draw/chart_style.h"
#include "chordae/draw/svg.h"
#include "chordae/draw/svg_text.h"

namespace chordae::chart {
namespace {

constexpr double kMostLabel = 110, kMostCell = 74, kRowHeight = 34, kLowRow = 18;
constexpr std::size_t kTallRows = 12;  // longer matrices have lower rows

void check(const Matrix& m) {
  const std::size_t cells = m.rows.size() * m.columns.size();
  if (m.values.size() != cells || (!m.texts.empty() && m.texts.size() != cells)) {
    throw Error(ErrorCode::kShape,
                cat("a matrix of ", m.rows.size(), " x ", m.columns.size(), " cells with ",
                    m.values.size(), " values and ", m.texts.size(), " texts"));
  }
}

}  // namespace

std::vector<double> compute_row_shares(const std::vector<double>& counts, std::size_t columns) {
  if (columns == 0 || counts.size() % columns != 0) {
    throw Error(ErrorCode::kShape, cat(counts.size(), " counts in rows of ", columns));
  }
  std::vector<double> shares(counts.size());
  for (std::size_t row = 0; row < counts.size(); row += columns) {
    double sum = 0;
    for (std::size_t c = 0; c < columns; ++c) sum += counts[row + c];
    for (std::size_t c = 0; c < columns; ++c) {
      shares[row + c] = sum > 0 ? counts[row + c] / sum : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return shares;
}

Drawing draw(const Matrix& matrix) {
  check(matrix);
  Drawing drawing{matrix.title, matrix.caption, kColumnWidth, 0, {}};
  svg::Writer out;
  double top = write_title(out, matrix.title, drawing.width);
  Range range;
  for (const double v : matrix.values) {
    if (std::isfinite(v)) range.add(v);
  }
  if (range.is_empty() && matrix.texts.empty()) {
    drawing.height = top + drawing.width * 0.5;
    write_no_data(out, matrix.empty_reason, 8, top, drawing.width - 8, drawing.height - 8);
    drawing.body = out.take();
    return drawing;
  }
  double label = 0;
  for (const auto& r : matrix.rows) {
    label = std::max(label, std::min(kMostLabel, svg::text_width(r, kFontSize)));
  }
  const double left = label + 12 + (matrix.row_title.empty() ? 0 : kLineHeight + 4);
  const auto count = static_cast<double>(matrix.columns.size());
  const double cell = std::min(kMostCell, (drawing.width - left - 8) / count);
  const double height = matrix.rows.size() > kTallRows ? kLowRow : kRowHeight;
  const Plot plot{
      AxisMap({"", {}, {}, Scale::kLinear, matrix.columns, false}, 0, 0, left, left + cell * count),
      AxisMap({"", {}, {}, Scale::kLinear, matrix.rows, false}, 0, 0, top,
              top + height * static_cast<double>(matrix.rows.size())),
      left,
      top,
      left + cell * count,
      top + height * static_cast<double>(matrix.rows.size())};
  const double low = matrix.low.value_or(range.least), high = matrix.high.value_or(range.most);
  for (std::size_t i = 0; i < matrix.values.size(); ++i) {
    const double x = left + cell * static_cast<double>(i % matrix.columns.size()),
                 y = top + height * static_cast<double>(i / matrix.columns.size());
    const double v = matrix.values[i];
    const double share = !std::isfinite(v) ? 0
                         : high > low      ? std::clamp((v - low) / (high - low), 0.0, 1.0)
                                           : 0.5;
    out.leaf("rect", {{"class", std::isfinite(v) ? "solid c0" : "stripe"},
                      {"x", x + 0.5},
                      {"y", y + 0.5},
                      {"width", cell - 1},
                      {"height", height - 1},
                      {"fill-opacity", std::isfinite(v) ? svg::number(0.04 + 0.96 * share) : ""}});
    const std::string text = !matrix.texts.empty() ? matrix.texts[i]
                             : std::isfinite(v)    ? pretty_number(v, matrix.decimals)
                                                   : "";
    const std::string shown = svg::fit_text(text, kFontSize, cell - 4);
    if (!shown.empty()) {
      out.label(x + cell / 2, y + height / 2 + 4, shown, share > 0.55 ? "inverse" : "", "middle");
    }
  }
  const Axis rows{matrix.row_title, {}, {}, Scale::kLinear, matrix.rows, false};
  const Axis columns{matrix.column_title, {}, {}, Scale::kLinear, matrix.columns, false};
  write_y_axis(out, rows, plot, 2);
  write_x_axis(out, columns, plot, plot.bottom);
  drawing.height = plot.bottom + x_axis_room(columns, plot.x, plot.right - plot.left) + 4;
  drawing.body = out.take();
  return drawing;
}

}  // namespace chordae::chart
