#include "chordae/phantom/anatomy/heart_anatomy.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

void check(bool possible, std::string what) {
  if (!possible) throw Error(ErrorCode::kConfig, "a heart that can't be: " + std::move(what));
}

void check_volumes(std::string_view what, double largest, double smallest) {
  check(smallest > 0 && largest < 1000,
        cat(what, " of ", largest, " and ", smallest, " mL: must be above 0 and below 1000"));
  check(smallest < largest, cat(what, " of ", smallest, " mL when smallest, ", largest,
                                " mL when largest: they contradict each other"));
}

void check_range(std::string_view what, double value, double low, double high) {
  check(value >= low && value <= high,
        cat(what, " ", value, ": must be ", low, " to ", high));
}

}  // namespace

std::string_view segment_name(std::size_t segment) {
  constexpr std::array<std::string_view, 17> kNames{
      "basal anterior",    "basal anteroseptal", "basal inferoseptal", "basal inferior",
      "basal inferolateral", "basal anterolateral", "mid anterior",    "mid anteroseptal",
      "mid inferoseptal",  "mid inferior",       "mid inferolateral",  "mid anterolateral",
      "apical anterior",   "apical septal",      "apical inferior",    "apical lateral",
      "apex"};
  return kNames.at(segment);
}

void check_anatomy(const HeartAnatomy& a) {
  check_volumes("left ventricular volumes", a.edv_ml, a.esv_ml);
  check_volumes("right ventricular volumes", a.rv_edv_ml, a.rv_esv_ml);
  check_volumes("left atrial volumes", a.la_max_ml, a.la_min_ml);
  check_volumes("right atrial volumes", a.ra_max_ml, a.ra_min_ml);
  check_range("length over width", a.length_over_width, 1.2, 2.4);
  check_range("apex roundness", a.apex_roundness, 1.5, 4);
  check_range("wall, mm,", a.wall_mm, 2, 30);
  check_range("apical share of the wall", a.apex_wall_share, 0.15, 2);
  for (std::size_t s = 0; s < a.wall_factor.size(); ++s) {
    check_range(cat("wall factor of the ", segment_name(s), " segment,"), a.wall_factor[s], 0.25, 4);
    check_range(cat("contraction of the ", segment_name(s), " segment,"), a.contraction[s], -0.6, 2);
    check_range(cat("delay of the ", segment_name(s), " segment, ms,"), a.delay_ms[s], -150, 250);
  }
  check_range("descent of the mitral annulus, mm,", a.descent_mm, 0, 22);
  check_range("twist, degrees,", a.twist_degrees, -25, 30);
  check_range("septal flattening at end-diastole", a.septal_flattening_ed, 0, 1);
  check_range("septal flattening at end-systole", a.septal_flattening_es, 0, 1);
  check_range("effusion, mm,", a.effusion_mm, 0, 60);
  check_range("right ventricular wall, mm,", a.rv_wall_mm, 1, 15);
  // A shell this thick would not leave the heart's outline any room for a beating cavity.
  const double radius = std::cbrt(1000 * a.edv_ml / (4 * a.length_over_width));
  const double thickest = a.wall_mm * *std::max_element(a.wall_factor.begin(), a.wall_factor.end());
  check(thickest < 2.2 * radius, cat("a wall of ", thickest, " mm around a cavity of ", a.edv_ml,
                                     " mL: thicker than the cavity allows"));
  const double length = 2 * radius * a.length_over_width;
  check(a.descent_mm < 0.3 * length, cat("the mitral plane descends by ", a.descent_mm,
                                         " mm in a ventricle ", length, " mm long"));
}

}  // namespace chordae
