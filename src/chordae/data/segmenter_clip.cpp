#include "chordae/data/segmenter_clip.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/image/resample.h"

namespace chordae {
namespace {

/// Where each frame lies on the beat, 0 to 1.
std::vector<double> phases_of(const CineSlice& slice) {
  const auto n = static_cast<std::size_t>(slice.frames);
  std::vector<double> phases(n);
  for (std::size_t i = 0; i < n; ++i) phases[i] = static_cast<double>(i) / static_cast<double>(n);
  const auto& times = slice.trigger_time_ms;
  if (times.size() != n || n < 3 || !(times.back() > times.front())) return phases;
  std::vector<double> steps;
  for (std::size_t i = 1; i < n; ++i) steps.push_back(times[i] - times[i - 1]);
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  if (!(*middle > 0)) return phases;  // most frames share their time: not to be trusted
  const double period = times.back() - times.front() + *middle;
  for (std::size_t i = 0; i < n; ++i) phases[i] = (times[i] - times.front()) / period;
  return phases;
}

}  // namespace

void standardise_clip(std::span<float> values) {
  double sum = 0, squares = 0;
  for (float& x : values) {
    if (!std::isfinite(x)) x = 0;  // a rescale slope may overflow float
    sum += x;
  }
  const double mean = sum / static_cast<double>(values.size());
  for (const float x : values) squares += (x - mean) * (x - mean);
  const double sd = std::sqrt(squares / static_cast<double>(values.size()));
  const bool flat = !(sd > 1e-6 * std::max(1.0, std::abs(mean)));
  for (float& x : values) x = flat ? 0.0f : static_cast<float>((x - mean) / sd);
}

std::vector<FrameBlend> spread_frames(const CineSlice& slice, std::int64_t count) {
  check_slice(slice);
  if (count < 1) throw Error(ErrorCode::kShape, "a clip without frames");
  const std::vector<double> phases = phases_of(slice);
  const bool hold = 2 * slice.frames < count;
  std::vector<FrameBlend> out;
  for (std::int64_t t = 0; t < count; ++t) {
    const double phase = static_cast<double>(t) / static_cast<double>(count);
    // The last frame at or before this moment; several at one time are one moment.
    const auto above = std::upper_bound(phases.begin(), phases.end(), phase + 1e-9);
    const auto i =
        static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, above - phases.begin() - 1));
    const std::size_t j = (i + 1) % phases.size();
    const double step = (j > i ? phases[j] : phases[j] + 1) - phases[i];
    double weight = step > 0 ? std::clamp((phase - phases[i]) / step, 0.0, 1.0) : 0;
    if (hold) weight = weight < 0.5 - 1e-9 ? 0 : 1;
    out.push_back({static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), weight});
  }
  return out;
}

at::Tensor make_segmenter_clip(const CineSlice& slice, const ClipGrid& grid, std::int64_t frames) {
  const std::vector<FrameBlend> blends = spread_frames(slice, frames);
  if (!(grid.pixel_mm > 0 && grid.row_mm > 0 && grid.column_mm > 0)) {
    throw Error(ErrorCode::kNumeric, "a clip needs the pixel sizes of itself and of its slice");
  }
  const Resampler resampler({slice.rows, slice.columns, grid.row_mm, grid.column_mm},
                            {grid.size, grid.size, grid.pixel_mm, grid.row, grid.column},
                            Edge::kZero, /*antialias=*/true);
  const auto picture = static_cast<std::size_t>(slice.frame_pixels());
  const auto size = static_cast<std::size_t>(grid.size * grid.size);
  std::vector<float> native = slice.to_float();
  const float darkest = *std::min_element(native.begin(), native.end());
  if (std::isfinite(darkest)) {
    for (float& x : native) x -= darkest;
  }
  std::vector<float> crops(static_cast<std::size_t>(slice.frames) * size);
  for (std::size_t i = 0; i < static_cast<std::size_t>(slice.frames); ++i) {
    resampler.apply(std::span(native).subspan(i * picture, picture),
                    std::span(crops).subspan(i * size, size));
  }
  at::Tensor clip = at::empty({frames, grid.size, grid.size}, at::kFloat);
  const std::span<float> out(clip.mutable_data_ptr<float>(), size * blends.size());
  for (std::size_t t = 0; t < blends.size(); ++t) {
    const float* before = crops.data() + static_cast<std::size_t>(blends[t].before) * size;
    const float* after = crops.data() + static_cast<std::size_t>(blends[t].after) * size;
    const auto weight = static_cast<float>(blends[t].weight_after);
    for (std::size_t p = 0; p < size; ++p) {
      out[t * size + p] = before[p] + weight * (after[p] - before[p]);
    }
  }
  standardise_clip(out);
  return clip;
}

}  // namespace chordae
