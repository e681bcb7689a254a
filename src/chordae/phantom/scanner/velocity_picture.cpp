#include "chordae/phantom/scanner/velocity_picture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/phantom/scanner/normal_stream.h"

namespace chordae {
namespace {

/// Steps (up, down, left, right) from each pixel to the nearest of another label or the picture's
/// edge, 1 beside it: one sweep from the top left, one back.
std::vector<int> depth_in_label(const std::uint8_t* labels, std::int64_t rows,
                                std::int64_t columns) {
  std::vector<int> depth(static_cast<std::size_t>(rows * columns), 1);
  const auto from = [&](std::int64_t i, std::int64_t neighbour) {
    return labels[i] == labels[neighbour] ? depth[static_cast<std::size_t>(neighbour)] + 1 : 1;
  };
  for (std::int64_t h = 1; h < rows; ++h) {
    for (std::int64_t w = 1; w < columns; ++w) {
      const std::int64_t i = h * columns + w;
      depth[static_cast<std::size_t>(i)] = std::min(from(i, i - columns), from(i, i - 1));
    }
  }
  for (std::int64_t h = rows - 1; h >= 0; --h) {
    for (std::int64_t w = columns - 1; w >= 0; --w) {
      const std::int64_t i = h * columns + w;
      int& d = depth[static_cast<std::size_t>(i)];
      const bool inside = h + 1 < rows && w + 1 < columns;
      d = inside ? std::min({d, from(i, i + columns), from(i, i + 1)}) : 1;
    }
  }
  return depth;
}

float wrapped(double velocity, double limit) {
  return static_cast<float>(velocity - 2 * limit * std::floor((velocity + limit) / (2 * limit)));
}

}  // namespace

ScenePicture velocity_picture(const ScenePicture& magnitude, const LabelVelocities& velocities,
                              const VelocityEncoding& encoding, const Rng& rng) {
  const auto frames = static_cast<std::size_t>(magnitude.frames);
  const auto pixels = static_cast<std::size_t>(magnitude.rows * magnitude.columns);
  if (magnitude.signal.size() != frames * pixels || magnitude.labels.size() != frames * pixels)
    throw Error(ErrorCode::kShape,
                "velocity picture: signal, labels and sizes contradict each other");
  for (const auto& curve : velocities) {
    if (!curve.empty() && curve.size() != frames)
      throw Error(ErrorCode::kShape, "velocity picture: a curve needs one velocity a frame");
  }
  const double limit = encoding.limit_cm_per_s;
  if (!(limit > 0)) throw Error(ErrorCode::kNumeric, "velocity picture: the limit must be above 0");

  ScenePicture out = magnitude;
  for (std::size_t t = 0; t < frames; ++t) {
    const std::uint8_t* labels = magnitude.labels.data() + t * pixels;
    const std::vector<int> depth = depth_in_label(labels, magnitude.rows, magnitude.columns);
    std::array<int, kLabelCount> deepest{};
    for (std::size_t i = 0; i < pixels; ++i)
      deepest[labels[i]] = std::max(deepest[labels[i]], depth[i]);
    NormalStream normal(rng.split("velocity", t));
    for (std::size_t i = 0; i < pixels; ++i) {
      const std::size_t label = labels[i];
      double velocity = 0;
      if (!velocities[label].empty()) {
        const double outer = 1 - static_cast<double>(depth[i]) / deepest[label];
        velocity = static_cast<double>(velocities[label][t]) * (1 - outer * outer * outer);
      }
      // Two acquisitions are subtracted: each has a phase noise of SD / signal radians.
      const double signal = std::max(1e-3, static_cast<double>(magnitude.signal[t * pixels + i]));
      const double sd = limit / std::numbers::pi * std::numbers::sqrt2 * encoding.noise_sd / signal;
      out.signal[t * pixels + i] =
          wrapped(velocity + sd * static_cast<double>(normal.next()), limit);
    }
  }
  return out;
}

}  // namespace chordae
