#pragma once
// Studies with one thing wrong, and pictures that are no hearts: what `predict` must not be fooled
// by. Each function takes a good study by value and returns it spoilt.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/store/study.h"
#include "support/cine_tools.h"

namespace chordae::test {

inline std::vector<CineSlice>& slices_of(Study& study) { return study.series.front().cine.slices; }
inline const std::vector<CineSlice>& slices_of(const Study& study) {
  return study.series.front().cine.slices;
}

/// The slice drawn anew, 16 bit, everything else as it was.
template <class Value>
CineSlice redrawn(const CineSlice& slice, std::int64_t frames, Value value) {
  CineSlice out = make_slice(frames, slice.rows, slice.columns, value);
  out.geometry = slice.geometry;
  out.cycle_ms = slice.cycle_ms;
  if (frames == slice.frames) out.trigger_time_ms = slice.trigger_time_ms;
  return out;
}

/// Every pixel as `value(old, s, t, h, w)`; `old(t, h, w)` is what was there, 0 off the picture.
template <class Value>
Study repaint(Study study, Value value) {
  auto& slices = slices_of(study);
  for (std::size_t s = 0; s < slices.size(); ++s) {
    const CineSlice before = slices[s];
    const std::vector<float> pixels = before.to_float();
    const auto old = [&](std::int64_t t, std::int64_t h, std::int64_t w) {
      if (h < 0 || w < 0 || h >= before.rows || w >= before.columns) return 0.0;
      return static_cast<double>(
          pixels[static_cast<std::size_t>((t * before.rows + h) * before.columns + w)]);
    };
    slices[s] = redrawn(before, before.frames, [&](std::int64_t t, std::int64_t h, std::int64_t w) {
      return std::clamp(value(old, s, t, h, w), 0.0, 65535.0);
    });
  }
  return study;
}

/// Frame `order(s, frames)[t]` of each slice becomes its frame t.
template <class Order>
Study reorder_frames(Study study, Order order) {
  auto& slices = slices_of(study);
  for (std::size_t s = 0; s < slices.size(); ++s) {
    CineSlice& slice = slices[s];
    const std::vector<std::int64_t> frames = order(s, slice.frames);
    std::vector<std::byte> pixels;
    for (const auto t : frames) {
      const auto bytes = slice.frame_bytes(t);
      pixels.insert(pixels.end(), bytes.begin(), bytes.end());
    }
    if (slice.frames != static_cast<std::int64_t>(frames.size())) slice.trigger_time_ms.clear();
    slice.frames = static_cast<std::int64_t>(frames.size());
    slice.pixels = std::move(pixels);
  }
  return study;
}

/// `count` frames spread over the beat, repeated or left out.
inline Study with_frames(Study study, std::int64_t count) {
  return reorder_frames(std::move(study), [&](std::size_t, std::int64_t frames) {
    std::vector<std::int64_t> order;
    for (std::int64_t t = 0; t < count; ++t) order.push_back(t * frames / count);
    return order;
  });
}

inline Study shuffled_frames(Study study, bool apart) {
  return reorder_frames(std::move(study), [&](std::size_t s, std::int64_t frames) {
    std::vector<std::int64_t> order;
    for (std::int64_t t = 0; t < frames; ++t) order.push_back(t);
    Rng rng = Rng(3).split("shuffle", apart ? s : 0);
    rng.shuffle(std::span(order));
    return order;
  });
}

/// Frame 0 for ever, with fresh noise of this SD in stored values.
inline Study stopped(const Study& study, double noise) {
  Study still = reorder_frames(study, [](std::size_t, std::int64_t frames) {
    return std::vector<std::int64_t>(static_cast<std::size_t>(frames), 0);
  });
  Rng rng(5);
  return repaint(std::move(still), [&](const auto& old, std::size_t, auto t, auto h, auto w) {
    return old(t, h, w) + (noise > 0 ? rng.normal(0, noise) : 0);
  });
}

/// Slices from `first`, `count` of them.
inline Study keep_slices(Study study, std::size_t first, std::size_t count) {
  auto& slices = slices_of(study);
  const auto begin = slices.begin() + static_cast<std::ptrdiff_t>(first);
  slices = std::vector<CineSlice>(
      begin, begin + static_cast<std::ptrdiff_t>(std::min(count, slices.size() - first)));
  return study;
}

inline Study scaled_pixels(Study study, double factor) {
  for (CineSlice& slice : slices_of(study)) {
    slice.geometry.row_spacing_mm *= factor;
    slice.geometry.column_spacing_mm *= factor;
  }
  return study;
}

inline Study scaled_gap(Study study, double factor) {
  auto& slices = slices_of(study);
  const Vec3 first = slices.front().geometry.origin_mm;
  for (CineSlice& slice : slices) {
    Geometry& g = slice.geometry;
    g.origin_mm = first + factor * (g.origin_mm - first);
    g.spacing_between_slices_mm *= factor;
  }
  return study;
}

/// Everything above this share of the pixels is as bright as it.
inline Study saturated(Study study, double share) {
  std::vector<float> all;
  for (const CineSlice& slice : slices_of(study)) {
    const auto values = slice.to_float();
    all.insert(all.end(), values.begin(), values.end());
  }
  const auto limit =
      all.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(all.size()));
  std::nth_element(all.begin(), limit, all.end());
  const double most = *limit;
  return repaint(std::move(study), [most](const auto& old, std::size_t, auto t, auto h, auto w) {
    return std::min(most, old(t, h, w));
  });
}

inline Study inverted(Study study) {
  double most = 0;
  for (const CineSlice& slice : slices_of(study)) {
    for (const float v : slice.to_float()) most = std::max<double>(most, v);
  }
  return repaint(std::move(study), [most](const auto& old, std::size_t, auto t, auto h, auto w) {
    return most - old(t, h, w);
  });
}

inline Study mirrored(Study study) {
  const std::int64_t last = slices_of(study).front().columns - 1;
  return repaint(std::move(study), [last](const auto& old, std::size_t, auto t, auto h, auto w) {
    return old(t, h, last - w);
  });
}

/// The picture of slice `which` lies `mm` off, though its geometry doesn't say so.
inline Study shifted_slice(Study study, std::size_t which, double mm) {
  const auto by = static_cast<std::int64_t>(
      std::lround(mm / slices_of(study)[which].geometry.column_spacing_mm));
  return repaint(std::move(study), [=](const auto& old, std::size_t s, auto t, auto h, auto w) {
    return old(t, h, s == which ? w - by : w);
  });
}

/// Slices for which `is_black(s)` holds no picture.
template <class IsBlack>
Study blackened(Study study, IsBlack is_black) {
  auto& slices = slices_of(study);
  for (std::size_t s = 0; s < slices.size(); ++s) {
    if (is_black(s)) std::fill(slices[s].pixels.begin(), slices[s].pixels.end(), std::byte{0});
  }
  return study;
}

/// Pictures in the study's geometry and frames: `value(s, t, x, y)` with t from 0 to 1 and x, y in
/// mm from the middle.
template <class Value>
Study drawn(Study study, Value value) {
  const Geometry g = slices_of(study).front().geometry;
  const auto frames = static_cast<double>(slices_of(study).front().frames);
  const double rows = 0.5 * static_cast<double>(slices_of(study).front().rows - 1),
               columns = 0.5 * static_cast<double>(slices_of(study).front().columns - 1);
  return repaint(std::move(study), [=](const auto&, std::size_t s, auto t, auto h, auto w) {
    return value(s, static_cast<double>(t) / frames,
                 g.column_spacing_mm * (static_cast<double>(w) - columns),
                 g.row_spacing_mm * (static_cast<double>(h) - rows));
  });
}

/// 1 within a disc, 0 outside, soft over 2 mm.
inline double disc(double x, double y, double radius) {
  return std::clamp(0.5 * (radius - std::hypot(x, y)) + 0.5, 0.0, 1.0);
}

/// A melon on a dark table that swells and shrinks once a cine, with a rind if one is wanted.
inline Study melon(Study study, double rind_mm) {
  const auto n = static_cast<double>(slices_of(study).size());
  return drawn(std::move(study), [=](std::size_t s, double t, double x, double y) {
    const double height = 2 * (static_cast<double>(s) + 0.5) / n - 1;
    const double radius =
        std::sqrt(1 - height * height) * (26 + 5 * std::cos(2 * std::numbers::pi * t));
    const double rind = rind_mm > 0 ? disc(x, y, radius + rind_mm) : 1;
    return 60 + 250 * rind + 640 * disc(x, y, radius) - (rind_mm > 0 ? 0 : 200);
  });
}

/// A bowl of fruit: bright balls of several sizes that pulse out of step.
inline Study fruit_bowl(Study study) {
  const auto n = static_cast<double>(slices_of(study).size());
  return drawn(std::move(study), [=](std::size_t s, double t, double x, double y) {
    const double height = 2 * (static_cast<double>(s) + 0.5) / n - 1;
    double value = 60;
    for (int i = 0; i < 6; ++i) {
      const double angle = 2 * std::numbers::pi * i / 6,
                   swell = std::cos(2 * std::numbers::pi * t + 2 * i);
      const double across = std::max(0.0, 1 - height * height * (1 + 0.2 * i));
      const double radius = std::sqrt(across) * (14 + 2 * i + 3 * swell);
      value += (500 + 60 * i) * disc(x - 45 * std::cos(angle), y - 45 * std::sin(angle), radius);
    }
    return value;
  });
}

/// An abdomen that breathes: a smooth texture that drifts to and fro by 15 mm.
inline Study breathing_abdomen(Study study) {
  return drawn(std::move(study), [](std::size_t s, double t, double x, double y) {
    const double z = 8 * static_cast<double>(s), drift = 15 * std::sin(2 * std::numbers::pi * t);
    Rng rng(8);
    double value = 400;
    for (int i = 0; i < 12; ++i) {  // waves of 25 to 90 mm in every direction
      const double angle = rng.uniform(0, 2 * std::numbers::pi), slope = rng.normal(0, 0.5);
      const double length = rng.uniform(25, 90), start = rng.uniform(0, 2 * std::numbers::pi);
      const double along = x * std::cos(angle) + (y + drift) * std::sin(angle) + slope * z;
      value += 60 * std::cos(2 * std::numbers::pi * along / length + start);
    }
    const bool body = std::hypot(x / 125, y / 95) < 1;
    return body ? std::max(0.0, value) : 10.0;
  });
}

inline Study noise(Study study) {
  Rng rng(2);
  return drawn(std::move(study),
               [&](std::size_t, double, double, double) { return std::abs(rng.normal(0, 300)); });
}

}  // namespace chordae::test
