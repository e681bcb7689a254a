#include "chordae/phantom/anatomy/segments.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chordae {
namespace {

struct Ring {
  std::size_t first, count;
  double height;
};
constexpr Ring kApex{16, 1, 0.05}, kApical{12, 4, 0.24}, kMid{6, 6, 0.52}, kBasal{0, 6, 0.84};

/// Where an angle lies in a ring that begins with the anterior segment, in segments, 0 to count.
double place(double angle, std::size_t count) {
  const double turns = (angle + std::numbers::pi / 2) / (2 * std::numbers::pi);
  return (turns - std::floor(turns)) * static_cast<double>(count);
}

double ring_value(const SegmentValues& values, const Ring& ring, double angle) {
  const double at = place(angle, ring.count);
  const auto low = static_cast<std::size_t>(at);
  const double t = at - static_cast<double>(low);
  const double a = values[ring.first + low % ring.count], b = values[ring.first + (low + 1) % ring.count];
  return a + t * (b - a);
}

}  // namespace

double segment_value(const SegmentValues& values, double angle, double height) {
  const Ring* low = &kApex;
  for (const Ring* high : {&kApical, &kMid, &kBasal}) {
    if (height < high->height || high == &kBasal) {
      const double t = std::clamp((height - low->height) / (high->height - low->height), 0.0, 1.0);
      return (1 - t) * ring_value(values, *low, angle) + t * ring_value(values, *high, angle);
    }
    low = high;
  }
  return 0;  // not reached
}

std::size_t segment_at(double angle, double height) {
  if (height < 0.1) return kApex.first;
  const Ring& ring = height < 0.37 ? kApical : height < 0.68 ? kMid : kBasal;
  const auto nearest = static_cast<std::size_t>(std::lround(place(angle, ring.count)));
  return ring.first + nearest % ring.count;
}

}  // namespace chordae
