#include "chordae/ingest/motion.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace chordae {
namespace {

// A pixel moves whose change over time stands out from the noise, which most pixels show alone, and
// from its own brightness: fat beside a coil may be several times brighter than the heart.
constexpr double kTimesNoise = 2, kOwnShare = 0.08, kRangeShare = 0.008;

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
  std::vector<double> changes(pixels);
  for (std::size_t p = 0; p < pixels; ++p)
    changes[p] = std::sqrt(std::max(0.0, squares[p] / n - mean[p] * mean[p]));
  std::vector<double> ordered = changes;
  const auto middle = ordered.begin() + static_cast<std::ptrdiff_t>(pixels / 2);
  std::nth_element(ordered.begin(), middle, ordered.end());
  const double noise = *middle, darkest = *std::min_element(mean.begin(), mean.end());
  std::size_t moving = 0;
  for (std::size_t p = 0; p < pixels; ++p) {
    const double own = kOwnShare * (mean[p] - darkest) + kRangeShare * range;
    if (changes[p] > std::max(kTimesNoise * noise, own)) ++moving;
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
