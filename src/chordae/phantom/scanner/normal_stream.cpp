#include "chordae/phantom/scanner/normal_stream.h"

#include <array>
#include <cmath>

namespace chordae {
namespace {

constexpr std::size_t kLayers = 128;
constexpr double kTailStart = 3.442619855899;  // Marsaglia and Tsang 2000, 128 layers
constexpr double kLayerArea = 9.91256303526217e-3;

double density(double x) { return std::exp(-0.5 * x * x); }

/// Layers of equal area: `width` of each, widest first, and the density at that width.
struct Layers {
  std::array<float, kLayers + 1> width{}, height{};
  Layers() {
    double x = kTailStart;
    width[0] = static_cast<float>(kLayerArea / density(x));  // the base with the tail's area
    width[1] = static_cast<float>(x);
    for (std::size_t i = 2; i < kLayers; ++i) {
      x = std::sqrt(-2 * std::log(kLayerArea / x + density(x)));
      width[i] = static_cast<float>(x);
    }
    width[kLayers] = 0;
    for (std::size_t i = 0; i <= kLayers; ++i)
      height[i] = static_cast<float>(density(static_cast<double>(width[i])));
  }
};
const Layers kZiggurat;

float fraction(std::uint64_t bits) { return static_cast<float>(bits & 0xffffff) * 0x1p-24F; }

}  // namespace

float NormalStream::next() {
  for (;;) {
    const std::uint64_t word = rng_.next();
    const std::size_t layer = word & (kLayers - 1);
    const bool negative = (word >> 7) & 1;
    const float x = fraction(word >> 8) * kZiggurat.width[layer];
    if (x < kZiggurat.width[layer + 1]) return negative ? -x : x;
    if (layer == 0) return tail(negative);
    const float low = kZiggurat.height[layer], high = kZiggurat.height[layer + 1];
    if (low + fraction(word >> 32) * (high - low) <
        static_cast<float>(density(static_cast<double>(x))))
      return negative ? -x : x;
  }
}

float NormalStream::tail(bool negative) {
  // Marsaglia's tail method: exponential beyond the last layer, accepted against the density.
  for (;;) {
    const double x = -std::log(1 - rng_.uniform()) / kTailStart;
    const double y = -std::log(1 - rng_.uniform());
    if (2 * y > x * x) {
      const auto value = static_cast<float>(kTailStart + x);
      return negative ? -value : value;
    }
  }
}

}  // namespace chordae
