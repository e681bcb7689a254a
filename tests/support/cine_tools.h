#pragma once
// Small series for tests: made from a function, cut out of another, turned.

#include <algorithm>
#include <cmath>
#include <cstring>

#include "chordae/image/cine.h"

namespace chordae::test {

/// A 16-bit slice of `value(t, h, w)`, 1.5 mm pixels, no position.
template <class Value>
CineSlice make_slice(std::int64_t frames, std::int64_t rows, std::int64_t columns, Value value) {
  CineSlice slice;
  slice.frames = frames;
  slice.rows = rows;
  slice.columns = columns;
  slice.type = PixelType::kU16;
  slice.geometry.row_spacing_mm = slice.geometry.column_spacing_mm = 1.5;
  slice.pixels.resize(static_cast<std::size_t>(frames * rows * columns) * 2);
  std::byte* at = slice.pixels.data();
  for (std::int64_t t = 0; t < frames; ++t) {
    for (std::int64_t h = 0; h < rows; ++h) {
      for (std::int64_t w = 0; w < columns; ++w, at += 2) {
        const auto stored = static_cast<std::uint16_t>(value(t, h, w));
        std::memcpy(at, &stored, 2);
      }
    }
  }
  return slice;
}

/// The part of a 16-bit slice from (top, left); its origin moves along.
inline CineSlice crop(const CineSlice& slice, std::int64_t top, std::int64_t left,
                      std::int64_t rows, std::int64_t columns) {
  CineSlice out =
      make_slice(slice.frames, rows, columns, [&](std::int64_t t, std::int64_t h, std::int64_t w) {
        std::uint16_t stored = 0;
        std::memcpy(&stored,
                    slice.frame_bytes(t).data() + ((h + top) * slice.columns + w + left) * 2, 2);
        return stored;
      });
  out.type = slice.type;
  out.geometry = slice.geometry;
  out.geometry.origin_mm =
      slice.geometry.point_mm(static_cast<double>(top), static_cast<double>(left));
  return out;
}

/// A heart as far as the finder is concerned: a bright disc that shrinks and grows once, its centre
/// at (row, column), beside a bright still disc and a dim background.
inline CineSlice make_beating_disc(double row, double column, std::int64_t rows = 160,
                                   std::int64_t columns = 160, std::int64_t frames = 12,
                                   double level = 400) {
  return make_slice(frames, rows, columns, [&](std::int64_t t, std::int64_t h, std::int64_t w) {
    const double radius = 14 + 4 * std::cos(2 * 3.14159265358979 * static_cast<double>(t) /
                                            static_cast<double>(frames));
    const auto disc = [&](double r, double c, double size) {
      const double edge = size - std::hypot(static_cast<double>(h) - r, static_cast<double>(w) - c);
      return std::clamp(edge + 0.5, 0.0, 1.0);
    };
    return level * (0.1 + disc(row, column, radius) + 1.5 * disc(row + 50, column - 30, 12));
  });
}

}  // namespace chordae::test
