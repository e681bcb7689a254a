#pragma once
// Bilinear resampling of float pictures to square pixels of a given size about a given point.

#include <cstdint>
#include <span>
#include <vector>

namespace chordae {

/// What lies outside the picture: nothing, or its outermost pixels for ever.
enum class Edge { kZero, kReplicate };

/// Where the result's pixels lie. Result pixel (i, j) is at source row
/// `center_row + (i - (rows - 1) / 2) * mm_per_pixel / row_spacing_mm`, columns alike; pixel
/// positions are pixel centres.
struct ResampleGrid {
  std::int64_t rows = 0, columns = 0;
  double mm_per_pixel = 1;
  double center_row = 0, center_column = 0;
};

/// Weights worked out once for pictures of one size, then applied to any number of frames.
///
/// Each result pixel is the mean of source pixels under a tent: half-width one source pixel (plain
/// bilinear), or, with `antialias`, one result pixel where that is larger (Pillow's and PyTorch's
/// antialiased bilinear). Weights over the pixels of an endless picture sum to 1.
class Resampler {
 public:
  struct Source {
    std::int64_t rows = 0, columns = 0;
    double row_spacing_mm = 0, column_spacing_mm = 0;
  };
  /// Errors kShape for an empty picture or result; kNumeric for a spacing that is not positive, a
  /// scale outside 1e-4 to 1e4, or a centre that is not finite.
  Resampler(const Source& source, const ResampleGrid& grid, Edge edge, bool antialias);

  /// Shapes  picture (source rows, columns), out (grid rows, columns). Errors kShape
  void apply(std::span<const float> picture, std::span<float> out) const;

  /// Result rows (columns) first to last + 1 whose positions lie on source pixels; may be empty.
  struct Range {
    std::int64_t begin = 0, end = 0;
  };
  Range inside_rows() const { return rows_.inside; }
  Range inside_columns() const { return columns_.inside; }

 private:
  /// One result index is a weighted sum of `count` neighbouring source indices.
  struct Taps {
    std::int64_t first = 0, count = 0, offset = 0;  ///< `offset` of the first weight
  };
  struct Axis {
    std::int64_t source = 0;
    std::vector<Taps> taps;
    std::vector<float> weights;
    Range inside;
  };
  static Axis make_axis(std::int64_t source, std::int64_t count, double center, double scale,
                        Edge edge, bool antialias);

  Axis rows_, columns_;
};

}  // namespace chordae
