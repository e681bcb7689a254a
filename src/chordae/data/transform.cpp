#include "chordae/data/transform.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/image/percentile.h"
#include "chordae/image/resample.h"

namespace chordae {
namespace {

constexpr std::int64_t kLargestAspect = 16;  // bounds what a hostile picture may grow to

std::span<float> floats(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// Where the middle `size` of `length` starts; half to even, as Python rounds.
std::int64_t center_start(std::int64_t length, std::int64_t size) {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
}

/// The source index of each index of the stored frame along one axis of `length`, in a picture
/// whose shorter side is `shorter`: scaled by OpenCV's INTER_NEAREST, then cropped.
std::vector<std::int64_t> stored_indices(std::int64_t length, std::int64_t shorter,
                                         const TransformConfig& config) {
  if (config.stored_side == 0) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(length));
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  const std::int64_t scaled = config.stored_side * length / shorter;
  // OpenCV's own two roundings, a ratio and its inverse: where the exact quotient is a whole number
  // they decide whether the floor falls one below it.
  const double step = 1.0 / (static_cast<double>(scaled) / static_cast<double>(length));
  const std::int64_t start = center_start(scaled, config.stored_crop);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(config.stored_crop));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const double place = static_cast<double>(start + static_cast<std::int64_t>(i)) * step;
    indices[i] = std::min(static_cast<std::int64_t>(place), length - 1);
  }
  return indices;
}

/// torchvision's center_crop on the last two axes: pads with zeros where the picture is smaller.
at::Tensor center_crop(at::Tensor x, std::int64_t size) {
  const auto missing = [&](std::int64_t axis) {
    return std::max<std::int64_t>(0, size - x.size(axis));
  };
  if (const auto h = missing(-2), w = missing(-1); h > 0 || w > 0) {
    x = at::constant_pad_nd(x, {w / 2, (w + 1) / 2, h / 2, (h + 1) / 2}, 0);
  }
  return x.narrow(-2, center_start(x.size(-2), size), size)
      .narrow(-1, center_start(x.size(-1), size), size);
}

at::Tensor transform_paper(const CineSlice& slice, const TransformConfig& config) {
  const auto shorter = std::min(slice.rows, slice.columns), side = config.short_side;
  if (std::max(slice.rows, slice.columns) > kLargestAspect * shorter) {
    throw Error(ErrorCode::kShape, cat("a picture of ", slice.rows, " x ", slice.columns,
                                       " pixels is too elongated to be scaled"));
  }
  if (config.stored_side > 0 && config.stored_crop > config.stored_side) {
    throw Error(ErrorCode::kConfig, "stored_crop is over stored_side");
  }
  const auto from_rows = stored_indices(slice.rows, shorter, config);
  const auto from_columns = stored_indices(slice.columns, shorter, config);
  const auto h = static_cast<std::int64_t>(from_rows.size());
  const auto w = static_cast<std::int64_t>(from_columns.size());
  auto x = at::empty({1, config.frames, h, w}, at::kFloat);
  std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
  float* out = x.data_ptr<float>();
  const auto mean = static_cast<float>(config.mean), sd = static_cast<float>(config.sd);
  for (const auto t : uniform_frames(slice.frames, config.frames)) {
    slice.stored_frame_to_float(t, frame);
    for (float& value : frame) value = (value - mean) / sd;
    for (const auto row : from_rows) {
      const float* from = frame.data() + row * slice.columns;
      for (const auto column : from_columns) *out++ = from[column];
    }
  }
  // pytorchvideo short_side_scale: the ratio first, then the product's floor.
  const auto longer = [&](std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(
        std::floor(static_cast<double>(a) / static_cast<double>(b) * static_cast<double>(side)));
  };
  const auto rows = w < h ? longer(h, w) : side, columns = w < h ? side : longer(w, h);
  x = at::upsample_bilinear2d(x, {rows, columns}, /*align_corners=*/false);
  return center_crop(x, config.crop_size).div(config.scale);
}

at::Tensor transform_physical(const CineSlice& slice, const TransformConfig& config,
                              const std::optional<HeartLocation>& heart) {
  if (config.low_percentile > config.high_percentile) {
    throw Error(ErrorCode::kConfig, "low_percentile is over high_percentile");
  }
  const Geometry& g = slice.geometry;
  if (!(g.row_spacing_mm > 0 && g.column_spacing_mm > 0)) {
    throw Error(ErrorCode::kNumeric,
                "the physical transform needs the pixel spacing, which this slice does not have");
  }
  ResampleGrid grid{config.crop_size, config.crop_size, config.mm_per_pixel,
                    0.5 * static_cast<double>(slice.rows - 1),
                    0.5 * static_cast<double>(slice.columns - 1)};
  if (heart) {
    grid.center_row = heart->row;
    grid.center_column = heart->column;
  }
  const Resampler resampler({slice.rows, slice.columns, g.row_spacing_mm, g.column_spacing_mm},
                            grid, Edge::kReplicate,
                            /*antialias=*/true);
  auto crop = at::empty({1, config.frames, config.crop_size, config.crop_size}, at::kFloat);
  const auto size = static_cast<std::size_t>(config.crop_size * config.crop_size);
  std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
  std::int64_t last = -1;
  const auto frames = uniform_frames(slice.frames, config.frames);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto out = floats(crop).subspan(i * size, size);
    if (frames[i] == last) {
      std::copy_n(out.data() - size, size, out.data());
      continue;
    }
    slice.frame_to_float(frames[i], frame);
    resampler.apply(frame, out);
    last = frames[i];
  }
  const auto rows = resampler.inside_rows(), columns = resampler.inside_columns();
  const auto width = static_cast<std::size_t>(config.crop_size);
  const auto pixels = floats(crop);
  std::vector<float> seen;
  seen.reserve(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); i += size) {
    for (auto row = rows.begin; row < rows.end; ++row) {
      const auto line = pixels.begin() + static_cast<std::ptrdiff_t>(i) + row * config.crop_size;
      seen.insert(seen.end(), line + columns.begin, line + columns.end);
    }
  }
  const auto range =
      compute_percentile_range(std::move(seen), config.low_percentile, config.high_percentile);
  if (!(range.high > range.low)) return crop.zero_();
  const float low = range.low, span = range.high - range.low;
  for (std::size_t i = 0; i < pixels.size(); i += width) {
    const auto line = pixels.subspan(i, width);
    const auto row = static_cast<std::int64_t>(i / width) % config.crop_size;
    const bool on = row >= rows.begin && row < rows.end;
    const auto begin = line.begin() + (on ? columns.begin : 0);
    const auto end = line.begin() + (on ? columns.end : 0);
    std::fill(line.begin(), begin, 0.0f);
    std::transform(begin, end, begin,
                   [&](float x) { return std::clamp((x - low) / span, 0.0f, 1.0f); });
    std::fill(end, line.end(), 0.0f);
  }
  return crop;
}

}  // namespace

std::vector<std::int64_t> uniform_frames(std::int64_t t, std::int64_t n) {
  if (t < 1 || n < 1)
    throw Error(ErrorCode::kShape, "frames can be chosen only from a clip that has some");
  // Torch's own linspace in float32: its rounding decides which frame a whole number falls to.
  const auto places = at::linspace(0, t - 1, n, at::kFloat).clamp_(0, t - 1).to(at::kLong);
  const auto* first = places.data_ptr<std::int64_t>();
  return {first, first + n};
}

at::Tensor transform_clip(const CineSlice& slice, const TransformConfig& config,
                          const std::optional<HeartLocation>& heart) {
  check_slice(slice);
  if (config.frames < 1 || config.crop_size < 1 || config.short_side < 1 ||
      config.stored_crop < 1 || config.stored_side < 0) {
    throw Error(ErrorCode::kConfig, "frames and sides of a picture must be positive");
  }
  at::Tensor clip;
  if (config.kind == "paper") {
    clip = transform_paper(slice, config);
  } else if (config.kind == "physical") {
    clip = transform_physical(slice, config, heart);
  } else {
    throw Error(ErrorCode::kConfig,
                cat("unknown transform \"", printable(config.kind), "\": paper or physical"));
  }
  return clip.expand({3, -1, -1, -1});
}

}  // namespace chordae
