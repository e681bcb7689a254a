#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/font.h"
#include "chordae/draw/picture.h"

namespace chordae {

namespace {

void check_size(std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t kLargestSide = 65535;  // GIF's limit
  constexpr std::int64_t kLargestArea = std::int64_t{1} << 27;
  if (rows < 1 || columns < 1 || rows > kLargestSide || columns > kLargestSide ||
      rows * columns > kLargestArea) {
    throw Error(ErrorCode::kShape,
                cat("a picture of ", rows, " x ", columns, " pixels cannot be drawn"));
  }
}

}  // namespace

void check_canvas(const Canvas& canvas) {
  check_size(canvas.rows, canvas.columns);
  if (static_cast<std::int64_t>(canvas.pixels.size()) != canvas.rows * canvas.columns * 3) {
    throw Error(ErrorCode::kShape, "a canvas whose pixels do not fit its size");
  }
}

Canvas::Canvas(std::int64_t rows_, std::int64_t columns_, Color fill)
    : rows(rows_), columns(columns_) {
  check_size(rows, columns);
  pixels.resize(static_cast<std::size_t>(rows * columns) * 3);
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    pixels[i] = fill.r;
    pixels[i + 1] = fill.g;
    pixels[i + 2] = fill.b;
  }
}

void Canvas::set(std::int64_t row, std::int64_t column, Color color) {
  if (row < 0 || row >= rows || column < 0 || column >= columns) return;
  std::uint8_t* p = pixels.data() + (row * columns + column) * 3;
  p[0] = color.r;
  p[1] = color.g;
  p[2] = color.b;
}

void Canvas::text(std::int64_t row, std::int64_t column, std::string_view text, Color color,
                  int scale) {
  if (scale < 1) throw Error(ErrorCode::kUsage, "text scale must be at least 1");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::int64_t left = column + static_cast<std::int64_t>(i) * kGlyphAdvance * scale;
    if (left >= columns) return;
    for (int y = 0; y < kGlyphRows * scale; ++y) {
      for (int x = 0; x < kGlyphColumns * scale; ++x) {
        if (is_ink(text[i], y / scale, x / scale)) set(row + y, left + x, color);
      }
    }
  }
}

void Canvas::paste(const Canvas& other, std::int64_t row, std::int64_t column) {
  const auto first = std::clamp<std::int64_t>(-column, 0, other.columns);
  const auto last = std::clamp<std::int64_t>(columns - column, first, other.columns);
  for (std::int64_t y = std::max<std::int64_t>(0, -row); y < other.rows && row + y < rows; ++y) {
    const auto* from = other.pixels.data() + (y * other.columns + first) * 3;
    std::copy(from, from + (last - first) * 3,
              pixels.data() + ((row + y) * columns + column + first) * 3);
  }
}

}  // namespace chordae
