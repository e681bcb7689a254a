#pragma once
// The pictures of one series, ready to be laid out on a page: which slices and frames are shown,
// the common grey window, and each frame scaled to a tile.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/draw/picture.h"
#include "chordae/image/percentile.h"

namespace chordae {

class SeriesTiles {
 public:
  /// Tiles have at most `side` pixels a side. Errors as check_slice
  SeriesTiles(const Cine& cine, std::int64_t side);

  std::size_t slice_count() const { return shown_.size(); }
  std::int64_t most_frames() const { return most_frames_; }
  /// Largest tile.
  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }

  /// Slice `i` (of those shown) at `phase`, 0 to 1 of the cycle: the nearest frame.
  Canvas tile(std::size_t i, double phase) const;
  /// "3" and "+16 mm": number in the series, distance from its first slice along the normal.
  std::string number(std::size_t i) const;
  std::string distance(std::size_t i) const;

 private:
  struct Size {
    std::int64_t rows = 1, columns = 1;
    double row_spacing = 1, column_spacing = 1, per_pixel = 1;
  };
  Size size_of(const CineSlice& slice) const;
  void choose_window();

  const Cine& cine_;
  std::int64_t side_;
  std::vector<std::size_t> shown_;
  std::int64_t most_frames_ = 1, rows_ = 1, columns_ = 1;
  PercentileRange window_;
};

}  // namespace chordae
