#pragma once
// A heart that the bright segmenter (bright_segmenter.h) sees right: half an ellipsoid of bright
// blood that beats, in a dim body, with a bright still stomach beside it. Its volumes are known.

#include <cmath>
#include <numbers>

#include "chordae/store/study.h"
#include "support/cine_tools.h"

namespace chordae::test {

struct BrightHeart {
  std::int64_t slices = 12, frames = 20, size = 128;
  double gap_mm = 8, pixel_mm = 1.5;
  double length_mm = 84, radius_ed_mm = 28, radius_es_mm = 20;
  double first_mm = -4;  ///< of the first slice, below the base
  double row = 60, column = 70;
  double level = 1000;

  double volume_ml(double radius) const {  // half of 4/3 pi r^2 L
    return 2.0 / 3 * std::numbers::pi * radius * radius * length_mm / 1000;
  }
  double edv_ml() const { return volume_ml(radius_ed_mm); }
  double esv_ml() const { return volume_ml(radius_es_mm); }
  double lvef_percent() const { return 100 * (1 - esv_ml() / edv_ml()); }
};

inline Cine make_bright_cine(const BrightHeart& heart) {
  Cine cine{View::kSax, {}};
  for (std::int64_t s = 0; s < heart.slices; ++s) {
    const double depth = heart.first_mm + static_cast<double>(s) * heart.gap_mm;
    const double share = depth / heart.length_mm;
    const double width = depth < 0 || share > 1 ? 0 : std::sqrt(1 - share * share);
    CineSlice slice = make_slice(
        heart.frames, heart.size, heart.size, [&](std::int64_t t, std::int64_t h, std::int64_t w) {
          const double phase = static_cast<double>(t) / static_cast<double>(heart.frames);
          const double beat = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * phase);
          const double radius =
              width * (heart.radius_ed_mm + beat * (heart.radius_es_mm - heart.radius_ed_mm));
          const auto disc = [&](double row, double column, double r) {
            const double off = heart.pixel_mm * std::hypot(static_cast<double>(h) - row,
                                                           static_cast<double>(w) - column);
            return std::clamp((r - off) / heart.pixel_mm + 0.5, 0.0, 1.0);
          };
          const double stomach = s > 6 ? disc(heart.row + 38, heart.column + 20, 14) : 0;
          return heart.level *
                 (0.1 + (radius > 0 ? disc(heart.row, heart.column, radius) : 0) + stomach);
        });
    Geometry& g = slice.geometry;
    g.row_spacing_mm = g.column_spacing_mm = heart.pixel_mm;
    g.slice_thickness_mm = g.spacing_between_slices_mm = heart.gap_mm;
    g.has_position = true;
    g.origin_mm = {-80, -90, depth};
    cine.slices.push_back(std::move(slice));
  }
  return cine;
}

inline Study make_bright_study(const BrightHeart& heart) {
  Study study;
  study.study_key = "BRGHT0HEART000000001";
  study.patient_key = "BRGHT0PERSN000000001";
  StudySeries series;
  series.id = "s01";
  series.verdict = {true, View::kSax, "test", "made", {}};
  series.source_hash = "made";
  series.cine = make_bright_cine(heart);
  study.series.push_back(std::move(series));
  return study;
}

}  // namespace chordae::test
