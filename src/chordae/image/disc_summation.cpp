#include "chordae/image/disc_summation.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae {

double compute_disc_volume_ml(std::span<const Disc> discs, double single_thickness_mm) {
  constexpr double kMm3PerMl = 1000;
  constexpr double kSamePlace = 1e-3;  // mm
  if (discs.empty()) return 0;
  std::vector<Disc> sorted(discs.begin(), discs.end());
  for (const auto& disc : sorted) {
    if (!(disc.area_mm2 >= 0) || !std::isfinite(disc.area_mm2) ||
        !std::isfinite(disc.position_mm)) {
      throw Error(ErrorCode::kNumeric,
                  "areas and positions of slices must be finite, and areas not negative");
    }
  }
  if (sorted.size() == 1) {
    if (!(single_thickness_mm > 0) || !std::isfinite(single_thickness_mm)) {
      throw Error(ErrorCode::kNumeric, "one slice has a volume only if its thickness is known");
    }
    return sorted[0].area_mm2 * single_thickness_mm / kMm3PerMl;
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Disc& a, const Disc& b) { return a.position_mm < b.position_mm; });
  double volume = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double below = i > 0 ? sorted[i].position_mm - sorted[i - 1].position_mm : 0;
    const double above =
        i + 1 < sorted.size() ? sorted[i + 1].position_mm - sorted[i].position_mm : 0;
    if (i > 0 && below < kSamePlace)
      throw Error(ErrorCode::kNumeric, "two slices lie at the same place");
    const double thickness = i == 0                   ? above
                             : i + 1 == sorted.size() ? below
                                                      : 0.5 * (below + above);
    volume += sorted[i].area_mm2 * thickness;
  }
  return volume / kMm3PerMl;
}

double compute_ejection_fraction_percent(double edv_ml, double esv_ml) {
  if (!(edv_ml > 0 && esv_ml >= 0 && esv_ml <= edv_ml) || !std::isfinite(edv_ml)) {
    throw Error(ErrorCode::kNumeric,
                "an ejection fraction needs 0 <= end-systolic <= end-diastolic volume");
  }
  return 100 * (edv_ml - esv_ml) / edv_ml;
}

}  // namespace chordae
