#include "chordae/nn/group_norm_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "chordae/base/processor_clones.h"

namespace chordae {
namespace {

// Eight channels at a time, in registers all over a picture: vectors as GCC and Clang have them, which the
// compiler splits where the processor's are narrower.
constexpr std::int64_t kBlock = 8;
template <class Real>
struct VectorOf;
template <>
struct VectorOf<float> {
  using Type = float __attribute__((vector_size(kBlock * 4)));
};
template <>
struct VectorOf<double> {
  using Type = double __attribute__((vector_size(kBlock * 8)));
};
template <class Real>
using Vector = typename VectorOf<Real>::Type;
using Words = std::uint32_t __attribute__((vector_size(kBlock * 4)));
using HalfWords = std::uint16_t __attribute__((vector_size(kBlock * 2)));

template <class To, class From>
inline To bits_of(const From& from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

template <class Real>
inline Vector<Real> load(const Real* from) {
  Vector<Real> v;
  std::memcpy(&v, from, sizeof(v));
  return v;
}
inline Vector<float> load(const Bf16* from) {
  HalfWords half;
  std::memcpy(&half, from, sizeof(half));
  return bits_of<Vector<float>>(__builtin_convertvector(half, Words) << 16);
}

template <class Real>
inline void store(Vector<Real> v, Real* to) {
  std::memcpy(to, &v, sizeof(v));
}
inline void store(Vector<float> v, Bf16* to) {
  const auto bits = bits_of<Words>(v);
  const Words rounded = bits + 0x7FFFU + ((bits >> 16) & 1U);
  // What is not a number stays so.
  const Words kept = (bits & 0x7FFFFFFFU) > 0x7F800000U ? bits | 0x400000U : rounded;
  const HalfWords half = __builtin_convertvector(kept >> 16, HalfWords);
  std::memcpy(to, &half, sizeof(half));
}

inline Vector<double> exponential(Vector<double> x) {
  for (std::int64_t i = 0; i < kBlock; ++i) x[i] = std::exp(x[i]);
  return x;
}

/// e^x within 2e-7 of itself, x held in [-87, 88]: x = n ln 2 + r, a polynomial for e^r (Taylor to r^7,
/// |r| < 0.35), n into the exponent. Source  Cody and Waite, Software Manual for the Elementary Functions, 1980
inline Vector<float> exponential(Vector<float> x) {
  x = x < -87.0F ? Vector<float>{} - 87.0F : x;
  x = x > 88.0F ? Vector<float>{} + 88.0F : x;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest integer
  const Vector<float> shifted = x * 1.44269504F + kRound, n = shifted - kRound;
  const Vector<float> r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector<float> p = r * (1.0F / 5040) + 1.0F / 720;
  for (const float coefficient : {1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F}) p = p * r + coefficient;
  return p * bits_of<Vector<float>>((bits_of<Words>(shifted) + 127U) << 23);
}

/// What one image needs beside its pixels, a value a channel.
template <class Real>
struct Channels {
  std::vector<Real> scale, shift, first, second;
  explicit Channels(std::int64_t n)
      : scale(static_cast<std::size_t>(n)), shift(scale), first(scale), second(scale) {}
};

/// y = x * scale + shift before the skip.
template <class Real>
void fold(const Real* weight, const Real* bias, const Real* mean, const Real* deviation, std::int64_t channels,
          std::int64_t width, Channels<Real>& c) {
  for (std::int64_t i = 0; i < channels; ++i) {
    const auto k = static_cast<std::size_t>(i);
    c.scale[k] = weight[i] * deviation[i / width];
    c.shift[k] = bias[i] - mean[i / width] * c.scale[k];
  }
}

template <class In, class Real, bool kSkip>
inline void forward(const In* x, const In* skip, const Real* weight, const Real* bias, In* y, Real* mean, Real* deviation,
                    const GroupNormShape& s) {
  const std::int64_t width = s.channels / s.groups, values = s.pixels * s.channels;
  Channels<Real> c(s.channels);
  for (std::int64_t n = 0; n < s.images; ++n, x += values, y += values, mean += s.groups, deviation += s.groups) {
    for (std::int64_t from = 0; from < s.channels; from += kBlock) {
      Vector<Real> sum{}, squares{};
      for (std::int64_t at = from; at < values; at += s.channels) {
        const Vector<Real> v = load(x + at);
        sum += v;
        squares += v * v;
      }
      store(sum, c.first.data() + from);
      store(squares, c.second.data() + from);
    }
    for (std::int64_t g = 0; g < s.groups; ++g) {
      double total = 0, total_squares = 0;
      for (std::int64_t i = g * width; i < (g + 1) * width; ++i) {
        total += c.first[static_cast<std::size_t>(i)];
        total_squares += c.second[static_cast<std::size_t>(i)];
      }
      const double count = static_cast<double>(s.pixels * width), m = total / count;
      mean[g] = static_cast<Real>(m);
      deviation[g] = static_cast<Real>(1 / std::sqrt(std::max(0.0, total_squares / count - m * m) + s.eps));
    }
    fold(weight, bias, mean, deviation, s.channels, width, c);
    for (std::int64_t from = 0; from < s.channels; from += kBlock) {
      const Vector<Real> scale = load(c.scale.data() + from), shift = load(c.shift.data() + from);
      for (std::int64_t at = from; at < values; at += s.channels) {
        Vector<Real> z = load(x + at) * scale + shift;
        if constexpr (kSkip) z += load(skip + at);
        store(z / (1 + exponential(-z)), y + at);
      }
    }
    if constexpr (kSkip) skip += values;
  }
}

template <class In, class Real, bool kSkip>
inline void backward(const In* grad_y, const In* x, const In* skip, const Real* weight, const Real* bias, const Real* mean,
                     const Real* deviation, In* grad_x, In* grad_skip, Real* grad_weight, Real* grad_bias,
                     const GroupNormShape& s) {
  const std::int64_t width = s.channels / s.groups, values = s.pixels * s.channels;
  Channels<Real> c(s.channels);
  std::vector<Real> inner(static_cast<std::size_t>(values));  // of one image: the gradient before SiLU
  for (std::int64_t n = 0; n < s.images; ++n) {
    fold(weight, bias, mean, deviation, s.channels, width, c);
    Real* dz = inner.data();
    for (std::int64_t from = 0; from < s.channels; from += kBlock) {
      const Vector<Real> scale = load(c.scale.data() + from), shift = load(c.shift.data() + from);
      Vector<Real> alone{}, with_x{};
      for (std::int64_t at = from; at < values; at += s.channels) {
        const Vector<Real> v = load(x + at);
        Vector<Real> z = v * scale + shift;
        if constexpr (kSkip) z += load(skip + at);
        const Vector<Real> sigmoid = 1 / (1 + exponential(-z));
        const Vector<Real> d = load(grad_y + at) * sigmoid * (1 + z * (1 - sigmoid));
        store(d, dz + at);
        if constexpr (kSkip) store(d, grad_skip + at);
        alone += d;
        with_x += d * v;
      }
      store(alone, grad_bias + from);
      store(with_x, c.first.data() + from);
    }
    // dx = dz * scale + x * slope + rest, the last two the same all over a group.
    for (std::int64_t g = 0; g < s.groups; ++g) {
      const Real m = mean[g], r = deviation[g], share = 1 / static_cast<Real>(s.pixels * width);
      Real a = 0, b = 0;
      for (std::int64_t i = g * width; i < (g + 1) * width; ++i) {
        const Real with_x = c.first[static_cast<std::size_t>(i)];
        grad_weight[i] = (with_x - m * grad_bias[i]) * r;
        a += weight[i] * with_x;
        b += weight[i] * grad_bias[i];
      }
      const Real slope = (b * m - a) * r * r * r * share;
      std::fill_n(c.first.begin() + g * width, width, slope);
      std::fill_n(c.second.begin() + g * width, width, -slope * m - b * r * share);
    }
    for (std::int64_t from = 0; from < s.channels; from += kBlock) {
      const Vector<Real> scale = load(c.scale.data() + from), slope = load(c.first.data() + from),
                         rest = load(c.second.data() + from);
      for (std::int64_t at = from; at < values; at += s.channels) {
        store(load(dz + at) * scale + load(x + at) * slope + rest, grad_x + at);
      }
    }
    grad_y += values, x += values, grad_x += values, mean += s.groups, deviation += s.groups;
    grad_weight += s.channels, grad_bias += s.channels;
    if constexpr (kSkip) skip += values, grad_skip += values;
  }
}

}  // namespace

#define CHORDAE_GROUP_NORM(In, Real)                                                                                   \
  template <>                                                                                                          \
  CHORDAE_PROCESSOR_CLONES void group_norm_silu_forward<In, Real>(const In* x, const In* skip, const Real* weight,     \
                                                        const Real* bias, In* y, Real* mean, Real* deviation,          \
                                                        const GroupNormShape& s) {                                     \
    if (skip != nullptr) {                                                                                             \
      forward<In, Real, true>(x, skip, weight, bias, y, mean, deviation, s);                                           \
    } else {                                                                                                           \
      forward<In, Real, false>(x, skip, weight, bias, y, mean, deviation, s);                                          \
    }                                                                                                                  \
  }                                                                                                                    \
  template <>                                                                                                          \
  CHORDAE_PROCESSOR_CLONES void group_norm_silu_backward<In, Real>(                                                    \
      const In* grad_y, const In* x, const In* skip, const Real* weight, const Real* bias, const Real* mean,           \
      const Real* deviation, In* grad_x, In* grad_skip, Real* grad_weight, Real* grad_bias, const GroupNormShape& s) { \
    if (skip != nullptr) {                                                                                             \
      backward<In, Real, true>(grad_y, x, skip, weight, bias, mean, deviation, grad_x, grad_skip, grad_weight,         \
                               grad_bias, s);                                                                          \
    } else {                                                                                                           \
      backward<In, Real, false>(grad_y, x, skip, weight, bias, mean, deviation, grad_x, grad_skip, grad_weight,        \
                                grad_bias, s);                                                                         \
    }                                                                                                                  \
  }
CHORDAE_GROUP_NORM(Bf16, float)
CHORDAE_GROUP_NORM(float, float)
CHORDAE_GROUP_NORM(double, double)
#undef CHORDAE_GROUP_NORM

void shift_frames(const void* x, void* y, std::int64_t clips, std::int64_t frames, std::int64_t pixels,
                  std::int64_t channels, std::int64_t bytes, int direction) {
  const auto* from = static_cast<const char*>(x);
  auto* to = static_cast<char*>(y);
  const std::int64_t pixel = channels * bytes, frame = pixels * pixel, quarter = channels / 4 * bytes;
  for (std::int64_t b = 0; b < clips; ++b) {
    for (std::int64_t t = 0; t < frames; ++t) {
      const auto at = [&](std::int64_t by) { return from + (b * frames + (t + by + frames) % frames) * frame; };
      const char *before = at(-direction), *after = at(direction), *here = at(0);
      char* out = to + (b * frames + t) * frame;
      for (std::int64_t p = 0; p < pixels; ++p) {
        const std::int64_t row = p * pixel;
        std::memcpy(out + row, before + row, static_cast<std::size_t>(quarter));
        std::memcpy(out + row + quarter, after + row + quarter, static_cast<std::size_t>(quarter));
        std::memcpy(out + row + 2 * quarter, here + row + 2 * quarter, static_cast<std::size_t>(pixel - 2 * quarter));
      }
    }
  }
}

}  // namespace chordae
