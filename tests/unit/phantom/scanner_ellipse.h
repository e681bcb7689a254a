#pragma once
// A round left ventricle in a chest of ellipses: enough of a scene for the scanner's tests.

#include <cmath>
#include <numbers>

#include "chordae/phantom/scene_look.h"
#include "chordae/phantom/scene_picture.h"

namespace chordae::test {

inline ScenePicture ellipse_picture(const Palette& palette, std::int64_t frames, std::int64_t size,
                                    double field_of_view_mm = 340) {
  ScenePicture p;
  p.frames = frames;
  p.rows = p.columns = size;
  Geometry& g = p.geometry;
  g.row_spacing_mm = g.column_spacing_mm = field_of_view_mm / static_cast<double>(size);
  g.slice_thickness_mm = 8;
  g.has_position = true;
  const double corner = -0.5 * field_of_view_mm + 0.5 * g.row_spacing_mm;
  g.origin_mm = {corner, corner, 0};
  const auto signal = [&](Tissue t) { return palette[static_cast<std::size_t>(t)]; };
  for (std::int64_t t = 0; t < frames; ++t) {
    const double beat =
        0.5 *
        (1 - std::cos(2 * std::numbers::pi * static_cast<double>(t) / static_cast<double>(frames)));
    const double cavity = 26 - 9 * beat, outer = std::sqrt(cavity * cavity + 590);
    for (std::int64_t h = 0; h < size; ++h) {
      for (std::int64_t w = 0; w < size; ++w) {
        const Vec3 at = g.point_mm(static_cast<double>(h), static_cast<double>(w));
        const double r = std::hypot(at[0] - 22, at[1] + 8),
                     body = std::hypot(at[0] / 160, at[1] / 105);
        Tissue tissue = Tissue::kAir;
        Label label = Label::kBackground;
        if (body < 1) tissue = Tissue::kFat;
        if (body < 0.9) tissue = Tissue::kMuscle;
        if (body < 0.75) tissue = Tissue::kLung;
        if (std::hypot(at[0] + 60, at[1] - 20) < 35) tissue = Tissue::kLiver;
        if (r < outer) tissue = Tissue::kMyocardium, label = Label::kLvMyocardium;
        if (r < cavity) tissue = Tissue::kArterialBlood, label = Label::kLvCavity;
        p.signal.push_back(signal(tissue));
        p.labels.push_back(static_cast<std::uint8_t>(label));
      }
    }
  }
  return p;
}

/// The same signal everywhere.
inline ScenePicture flat_picture(float value, std::int64_t frames, std::int64_t size) {
  ScenePicture p = ellipse_picture(Palette{}, frames, size);
  std::fill(p.signal.begin(), p.signal.end(), value);
  return p;
}

}  // namespace chordae::test
