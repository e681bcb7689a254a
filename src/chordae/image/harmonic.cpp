#include "chordae/image/harmonic.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chordae {
namespace {

/// Mean over 3 neighbours along one axis: `count` values, `step` apart, edges replicated.
void smooth_line(float* line, std::int64_t count, std::int64_t step) {
  float before = line[0];
  for (std::int64_t i = 0; i < count; ++i) {
    const float here = line[i * step];
    const float after = line[std::min(i + 1, count - 1) * step];
    line[i * step] = (before + here + after) / 3.0f;
    before = here;
  }
}

void smooth(std::vector<float>& picture, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t h = 0; h < rows; ++h) smooth_line(picture.data() + h * columns, columns, 1);
  for (std::int64_t w = 0; w < columns; ++w) smooth_line(picture.data() + w, rows, columns);
}

}  // namespace

Beat compute_beat(const CineSlice& slice) {
  check_slice(slice);
  if (slice.frames < 2) return {};
  const auto size = static_cast<std::size_t>(slice.frame_pixels());
  const double count = static_cast<double>(slice.frames);
  std::vector<float> frame(size), real(size, 0.0f), imaginary(size, 0.0f), mean(size, 0.0f);
  float largest = 0;
  for (std::int64_t t = 0; t < slice.frames; ++t) {
    slice.frame_to_float(t, frame);
    const double phase = 2 * std::numbers::pi * static_cast<double>(t) / count;
    const double scale = slice.frames == 2 ? 1.0 : 2.0 / count;
    const auto c = static_cast<float>(scale * std::cos(phase)),
               s = static_cast<float>(-scale * std::sin(phase));
    const auto share = static_cast<float>(1.0 / count);
    for (std::size_t i = 0; i < size; ++i) {
      // A rescale slope may overflow float: such pixels are left out.
      const float x = std::abs(frame[i]) < 1e18f ? frame[i] : 0.0f;
      real[i] += c * x;
      imaginary[i] += s * x;
      mean[i] += share * x;
      largest = std::max(largest, std::abs(x));
    }
  }
  float strongest = 0;
  for (std::size_t i = 0; i < size; ++i) {
    real[i] = std::sqrt(real[i] * real[i] + imaginary[i] * imaginary[i]);
    strongest = std::max(strongest, real[i]);
  }
  if (!(strongest > 1e-5f * largest)) return {};
  smooth(real, slice.rows, slice.columns);
  smooth(mean, slice.rows, slice.columns);
  return {std::move(real), std::move(mean)};
}

}  // namespace chordae
