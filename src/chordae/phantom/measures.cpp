#include "chordae/phantom/measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace chordae {
namespace {

/// Half an ellipsoid of length L and radius r holds 2/3 pi r^2 L.
constexpr double kHalfEllipsoid = 2.0 / 3.0 * std::numbers::pi;

double cavity_radius_mm(const HeartAnatomy& a) {
  return std::cbrt(1000 * a.edv_ml / (2 * kHalfEllipsoid * a.length_over_width));
}

double average(const SegmentValues& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Coronary supplying_artery(std::size_t segment) {
  using enum Coronary;
  constexpr auto kLad = kLeftAnteriorDescending, kLcx = kLeftCircumflex;
  constexpr std::array<Coronary, 17> kArteries{kLad, kLad, kRight, kRight, kLcx, kLcx,
                                               kLad, kLad, kRight, kRight, kLcx, kLcx,
                                               kLad, kLad, kRight, kLcx,   kLad};
  return kArteries.at(segment);
}

double cavity_length_mm(const HeartAnatomy& a) {
  return 2 * a.length_over_width * cavity_radius_mm(a);
}

SegmentValues segment_walls_mm(const HeartAnatomy& a) {
  SegmentValues walls{};
  for (std::size_t s = 0; s < walls.size(); ++s) {
    const double taper = s < 12 ? 1 : s < 16 ? 0.5 * (1 + a.apex_wall_share) : a.apex_wall_share;
    walls[s] = a.wall_mm * taper * a.wall_factor[s];
  }
  return walls;
}

double reachable_lvef_percent(const HeartAnatomy& a) {
  const double inward = 0.6 * std::clamp(average(a.contraction), 0.0, 1.2);
  const double shortening = std::min(0.3, a.descent_mm / cavity_length_mm(a));
  return 100 * (1 - (1 - shortening) * (1 - inward) * (1 - inward));
}

Measures measure(const Person& person) {
  const HeartAnatomy& a = person.anatomy;
  const double surface = person.body_surface_m2();
  Measures m;
  m.lv_edv_index = a.edv_ml / surface;
  m.lv_esv_index = a.esv_ml / surface;
  m.rv_edv_index = a.rv_edv_ml / surface;
  m.rv_esv_index = a.rv_esv_ml / surface;
  m.la_max_index = a.la_max_ml / surface;
  m.ra_max_index = a.ra_max_ml / surface;
  m.wall_mm = segment_walls_mm(a);
  const auto thickest = std::max_element(m.wall_mm.begin(), m.wall_mm.end());
  m.thickest_mm = *thickest;
  m.thickest_segment = static_cast<std::size_t>(thickest - m.wall_mm.begin());
  return m;
}

}  // namespace chordae
