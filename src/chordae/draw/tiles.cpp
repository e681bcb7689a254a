#include "chordae/draw/tiles.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/image/resample.h"

namespace chordae {
namespace {

constexpr std::size_t kMostSlices = 60;
constexpr double kLargestSpacingRatio =
    8;  // beyond it the header is wrong rather than the pixels flat
constexpr double kLowPercent = 1, kHighPercent = 98;
constexpr std::size_t kWindowSamples = 500000;

std::int64_t nearest_frame(const CineSlice& slice, double phase) {
  return std::llround(phase * static_cast<double>(slice.frames)) % slice.frames;
}

}  // namespace

SeriesTiles::SeriesTiles(const Cine& cine, std::int64_t side) : cine_(cine), side_(side) {
  for (const auto& slice : cine.slices) check_slice(slice);
  const std::size_t all = cine.slices.size(), count = std::min(all, kMostSlices);
  for (std::size_t i = 0; i < count; ++i)
    shown_.push_back(count < 2 ? 0 : i * (all - 1) / (count - 1));
  for (const auto i : shown_) {
    const auto size = size_of(cine.slices[i]);
    rows_ = std::max(rows_, size.rows);
    columns_ = std::max(columns_, size.columns);
    most_frames_ = std::max(most_frames_, cine.slices[i].frames);
  }
  choose_window();
}

SeriesTiles::Size SeriesTiles::size_of(const CineSlice& slice) const {
  Size out;
  const Geometry& g = slice.geometry;
  const double ratio = g.row_spacing_mm / g.column_spacing_mm;
  if (ratio >= 1 / kLargestSpacingRatio && ratio <= kLargestSpacingRatio) out.row_spacing = ratio;
  const double height = static_cast<double>(slice.rows) * out.row_spacing,
               width = static_cast<double>(slice.columns);
  out.per_pixel = std::max(height, width) / static_cast<double>(side_);
  out.rows = std::max<std::int64_t>(1, std::llround(height / out.per_pixel));
  out.columns = std::max<std::int64_t>(1, std::llround(width / out.per_pixel));
  return out;
}

void SeriesTiles::choose_window() {
  std::vector<float> values, frame;
  for (const auto i : shown_) {
    const CineSlice& slice = cine_.slices[i];
    frame.resize(static_cast<std::size_t>(slice.frame_pixels()));
    // A prime step does not beat with the rows.
    const std::size_t step = frame.size() * shown_.size() * 2 > kWindowSamples ? 7 : 1;
    for (const double phase : {0.0, 0.35}) {
      slice.frame_to_float(nearest_frame(slice, phase), frame);
      for (std::size_t p = 0; p < frame.size(); p += step) values.push_back(frame[p]);
    }
  }
  window_ = compute_percentile_range(std::move(values), kLowPercent, kHighPercent);
}

Canvas SeriesTiles::tile(std::size_t i, double phase) const {
  const CineSlice& slice = cine_.slices[shown_[i]];
  const Size size = size_of(slice);
  std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
  std::vector<float> scaled(static_cast<std::size_t>(size.rows * size.columns));
  slice.frame_to_float(nearest_frame(slice, phase), frame);
  const ResampleGrid grid{size.rows, size.columns, size.per_pixel,
                          0.5 * static_cast<double>(slice.rows - 1),
                          0.5 * static_cast<double>(slice.columns - 1)};
  Resampler({slice.rows, slice.columns, size.row_spacing, size.column_spacing}, grid,
            Edge::kReplicate, true)
      .apply(frame, scaled);
  Canvas out(size.rows, size.columns, {});
  const float width = window_.high > window_.low ? window_.high - window_.low : 1.0f;
  for (std::size_t p = 0; p < scaled.size(); ++p) {
    const float level = 255.0f * (scaled[p] - window_.low) / width;
    const auto grey = static_cast<std::uint8_t>(level > 0 ? std::min(255.0f, level + 0.5f)
                                                          : 0.0f);  // NaN is black
    std::fill_n(out.pixels.begin() + static_cast<std::ptrdiff_t>(3 * p), 3, grey);
  }
  return out;
}

std::string SeriesTiles::number(std::size_t i) const { return cat(shown_[i] + 1); }

std::string SeriesTiles::distance(std::size_t i) const {
  const Geometry &first = cine_.slices[0].geometry, &here = cine_.slices[shown_[i]].geometry;
  if (!first.has_position || !here.has_position) return "";
  const Vec3 normal = cross(first.row_direction, first.column_direction);
  const double mm = dot(here.origin_mm - first.origin_mm, normal);
  if (!(std::abs(mm) < 10000)) return "";
  return cat(mm > 0.05 ? "+" : "", fixed(std::abs(mm) < 0.05 ? 0 : mm, 1), " mm");
}

}  // namespace chordae
