#include "chordae/draw/contours.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "chordae/base/error.h"

namespace chordae {
namespace {

// Note [Squares and edges]
// The field is framed by one ring under the level. A square lies between four pixels; its edges are
// named by the pixel they start at and whether they run down or right, so that two neighbouring
// squares name a shared edge alike. Every square contributes up to two segments between edges;
// every edge that is crossed belongs to exactly two of them, so segments chain into closed lines.

class Tracer {
 public:
  Tracer(std::span<const float> field, std::int64_t rows, std::int64_t columns, float level)
      : field_(field), rows_(rows), columns_(columns), level_(level) {}

  std::vector<Polyline> trace() {
    for (std::int64_t h = -1; h < rows_; ++h) {
      for (std::int64_t w = -1; w < columns_; ++w) add_square(h, w);
    }
    std::vector<Polyline> lines;
    while (!next_.empty()) {
      Polyline line;
      const std::int64_t start = next_.begin()->first;
      std::int64_t edge = start;
      do {
        line.push_back(crossing(edge));
        const auto step = next_.find(edge);
        edge = step->second;
        next_.erase(step);
      } while (edge != start);
      line.push_back(line.front());
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  bool is_field(std::int64_t h, std::int64_t w) const {
    return h >= 0 && h < rows_ && w >= 0 && w < columns_;
  }
  /// Above the level: positive. Outside: as far below as inside is above, at most.
  double height(std::int64_t h, std::int64_t w) const {
    if (!is_field(h, w)) return -1;
    const float value = field_[static_cast<std::size_t>(h * columns_ + w)];
    return value > level_ ? static_cast<double>(value) - level_
                          : std::min(-1e-12, static_cast<double>(value) - level_);
  }

  std::int64_t edge_from(std::int64_t h, std::int64_t w, bool right) const {
    return (((h + 1) * (columns_ + 2)) + w + 1) * 2 + (right ? 1 : 0);
  }

  PixelPoint crossing(std::int64_t edge) const {
    const bool right = edge % 2 == 1;
    const std::int64_t at = edge / 2, h = at / (columns_ + 2) - 1, w = at % (columns_ + 2) - 1;
    const std::int64_t h2 = right ? h : h + 1, w2 = right ? w + 1 : w;
    const double a = height(h, w), b = height(h2, w2);
    // Beyond the field there is no value to interpolate with: half-way.
    const double share = is_field(h, w) && is_field(h2, w2) ? a / (a - b) : 0.5;
    return {static_cast<double>(h) + (right ? 0 : share),
            static_cast<double>(w) + (right ? share : 0)};
  }

  /// Segments run with the higher side on their left, so that they chain head to tail.
  void add_square(std::int64_t h, std::int64_t w) {
    const double a = height(h, w), b = height(h, w + 1), c = height(h + 1, w + 1),
                 d = height(h + 1, w);
    const int kind = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
    const std::int64_t top = edge_from(h, w, true), left = edge_from(h, w, false),
                       bottom = edge_from(h + 1, w, true), right = edge_from(h, w + 1, false);
    const auto add = [this](std::int64_t from, std::int64_t to) { next_[from] = to; };
    const bool joined = a + b + c + d > 0;
    switch (kind) {
      case 1:
        return add(top, left);
      case 2:
        return add(right, top);
      case 3:
        return add(right, left);
      case 4:
        return add(bottom, right);
      case 5:
        if (joined) {
          add(top, right);
          add(bottom, left);
        } else {
          add(top, left);
          add(bottom, right);
        }
        return;
      case 6:
        return add(bottom, top);
      case 7:
        return add(bottom, left);
      case 8:
        return add(left, bottom);
      case 9:
        return add(top, bottom);
      case 10:
        if (joined) {
          add(left, top);
          add(right, bottom);
        } else {
          add(right, top);
          add(left, bottom);
        }
        return;
      case 11:
        return add(right, bottom);
      case 12:
        return add(left, right);
      case 13:
        return add(top, right);
      case 14:
        return add(left, top);
      default:
        return;
    }
  }

  std::span<const float> field_;
  std::int64_t rows_, columns_;
  float level_;
  std::map<std::int64_t, std::int64_t> next_;  // ordered: the same lines in the same order
};

}  // namespace

std::vector<Polyline> trace_contours(std::span<const float> field, std::int64_t rows,
                                     std::int64_t columns, float level) {
  if (rows < 1 || columns < 1 || rows > 65535 || columns > 65535 ||
      static_cast<std::int64_t>(field.size()) != rows * columns) {
    throw Error(ErrorCode::kShape, "a field that does not fit its size");
  }
  return Tracer(field, rows, columns, level).trace();
}

void draw_line(Canvas& canvas, const PixelPoint& from, const PixelPoint& to, Color color,
               double width) {
  const double reach = 0.5 * width + 1;
  const double dr = to.row - from.row, dc = to.column - from.column;
  const double length2 = dr * dr + dc * dc;
  if (!(length2 < 1e12)) return;  // not finite, or further than any picture
  const auto low = [](double x) { return static_cast<std::int64_t>(std::floor(x)); };
  const auto first_row = std::max<std::int64_t>(0, low(std::min(from.row, to.row) - reach));
  const auto last_row = std::min(canvas.rows - 1, low(std::max(from.row, to.row) + reach));
  const auto first_column =
      std::max<std::int64_t>(0, low(std::min(from.column, to.column) - reach));
  const auto last_column =
      std::min(canvas.columns - 1, low(std::max(from.column, to.column) + reach));
  for (std::int64_t h = first_row; h <= last_row; ++h) {
    for (std::int64_t w = first_column; w <= last_column; ++w) {
      const double r = static_cast<double>(h) - from.row, c = static_cast<double>(w) - from.column;
      const double along = length2 > 0 ? std::clamp((r * dr + c * dc) / length2, 0.0, 1.0) : 0;
      const double off = std::hypot(r - along * dr, c - along * dc);
      const double cover = std::clamp(0.5 * width + 0.5 - off, 0.0, 1.0);
      if (cover <= 0) continue;
      std::uint8_t* p = canvas.pixels.data() + (h * canvas.columns + w) * 3;
      const std::uint8_t ink[3] = {color.r, color.g, color.b};
      for (int i = 0; i < 3; ++i) {
        p[i] = static_cast<std::uint8_t>(std::lround(p[i] + cover * (ink[i] - p[i])));
      }
    }
  }
}

void draw_polyline(Canvas& canvas, const Polyline& line, Color color, double width) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    draw_line(canvas, line[i - 1], line[i], color, width);
  }
}

}  // namespace chordae
