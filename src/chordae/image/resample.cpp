#include "chordae/image/resample.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae {

Resampler::Resampler(const Source& source, const ResampleGrid& grid, Edge edge, bool antialias)
    : rows_(make_axis(source.rows, grid.rows, grid.center_row,
                      grid.mm_per_pixel / source.row_spacing_mm, edge, antialias)),
      columns_(make_axis(source.columns, grid.columns, grid.center_column,
                         grid.mm_per_pixel / source.column_spacing_mm, edge, antialias)) {}

Resampler::Axis Resampler::make_axis(std::int64_t source, std::int64_t count, double center,
                                     double scale, Edge edge, bool antialias) {
  constexpr std::int64_t kLargestSide = 65535;
  if (source < 1 || count < 1 || source > kLargestSide || count > kLargestSide) {
    throw Error(ErrorCode::kShape,
                "resampling from or to a picture without pixels, or too large a one");
  }
  if (!(scale >= 1e-4 && scale <= 1e4))
    throw Error(ErrorCode::kNumeric,
                "resampling by a factor beyond 10,000, or without pixel spacing");
  if (!(std::abs(center) < 1e6))
    throw Error(ErrorCode::kNumeric, "resampling about a point outside any picture");
  Axis axis;
  axis.source = source;
  const double half_width = antialias ? std::max(1.0, scale) : 1.0;
  std::vector<double> weights;
  for (std::int64_t i = 0; i < count; ++i) {
    const double position =
        center + (static_cast<double>(i) - 0.5 * static_cast<double>(count - 1)) * scale;
    if (position >= 0 && position <= static_cast<double>(source - 1)) {
      if (axis.inside.end == 0) axis.inside.begin = i;
      axis.inside.end = i + 1;
    }
    const auto low = static_cast<std::int64_t>(std::floor(position - half_width)) + 1;
    const auto high = static_cast<std::int64_t>(std::ceil(position + half_width)) - 1;
    // Replicated pixels are the outermost one again, so the outermost takes their weight.
    Taps taps;
    taps.first = std::clamp<std::int64_t>(low, 0, source - 1);
    taps.count = std::clamp<std::int64_t>(high, 0, source - 1) - taps.first + 1;
    taps.offset = static_cast<std::int64_t>(axis.weights.size());
    weights.assign(static_cast<std::size_t>(taps.count), 0.0);
    double sum = 0;
    for (std::int64_t k = low; k <= high; ++k) {
      const double w =
          std::max(0.0, 1.0 - std::abs(static_cast<double>(k) - position) / half_width);
      sum += w;
      const bool outside = k < 0 || k >= source;
      if (!outside || edge == Edge::kReplicate) {
        weights[static_cast<std::size_t>(std::clamp<std::int64_t>(k, 0, source - 1) -
                                         taps.first)] += w;
      }
    }
    for (const double w : weights) axis.weights.push_back(static_cast<float>(w / sum));
    axis.taps.push_back(taps);
  }
  return axis;
}

void Resampler::apply(std::span<const float> picture, std::span<float> out) const {
  const auto width = static_cast<std::size_t>(columns_.source), out_width = columns_.taps.size();
  if (picture.size() != static_cast<std::size_t>(rows_.source) * width ||
      out.size() != rows_.taps.size() * out_width) {
    throw Error(ErrorCode::kShape, "resampling: wrong size of picture or result");
  }
  std::vector<float> row(width);
  for (std::size_t i = 0; i < rows_.taps.size(); ++i) {
    const Taps& down = rows_.taps[i];
    std::fill(row.begin(), row.end(), 0.0f);
    for (std::int64_t k = 0; k < down.count; ++k) {
      const float weight = rows_.weights[static_cast<std::size_t>(down.offset + k)];
      const float* source = picture.data() + static_cast<std::size_t>(down.first + k) * width;
      for (std::size_t w = 0; w < width; ++w) row[w] += weight * source[w];
    }
    for (std::size_t j = 0; j < out_width; ++j) {
      const Taps& across = columns_.taps[j];
      const float* source = row.data() + across.first;
      const float* weight = columns_.weights.data() + across.offset;
      float sum = 0;
      for (std::int64_t k = 0; k < across.count; ++k) sum += weight[k] * source[k];
      out[i * out_width + j] = sum;
    }
  }
}

}  // namespace chordae
