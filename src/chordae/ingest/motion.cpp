#include "chordae/ingest/motion.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace chordae {
namespace {

constexpr double kChange = 0.1;

double moving_share(const CineSlice& slice) {
  const auto pixels = static_cast<std::size_t>(slice.frame_pixels());
  std::vector<float> frame(pixels);
  std::vector<double> sum(pixels), squares(pixels);
  for (std::int64_t t = 0; t < slice.frames; ++t) {
    slice.frame_to_float(t, frame);
    for (std::size_t p = 0; p < pixels; ++p) {
      sum[p] += frame[p];
      squares[p] += static_cast<double>(frame[p]) * frame[p];
    }
  }
  // After rescaling the darkest value may be anything: brightness counts from there.
  const double n = static_cast<double>(slice.frames);
  std::vector<double> mean(pixels);
  std::transform(sum.begin(), sum.end(), mean.begin(), [n](double s) { return s / n; });
  std::vector<double> sorted = mean;
  const auto high = sorted.begin() + static_cast<std::ptrdiff_t>(pixels * 99 / 100);
  std::nth_element(sorted.begin(), high, sorted.end());
  const double range = *high - *std::min_element(sorted.begin(), high + 1);
  if (!(range > 0)) return 0;
  std::size_t moving = 0;
  for (std::size_t p = 0; p < pixels; ++p) {
    const double variance = squares[p] / n - mean[p] * mean[p];
    if (variance > kChange * kChange * range * range) ++moving;
  }
  return static_cast<double>(moving) / static_cast<double>(pixels);
}

}  // namespace

double moving_share(const Cine& cine) {
  double share = 0;
  for (const auto& slice : cine.slices) share = std::max(share, moving_share(slice));
  return share;
}

}  // namespace chordae
