#pragma once
// The numbers of a heart that definitions and reports speak of, from its anatomy.

#include <cstddef>

#include "chordae/phantom/person.h"

namespace chordae {

/// Coronary arteries and the segments that each supplies (Cerqueira et al., Circulation 2002
/// 105:539, figure 5).
enum class Coronary { kLeftAnteriorDescending, kRight, kLeftCircumflex };
Coronary supplying_artery(std::size_t segment);

struct Measures {
  double lv_edv_index = 0, lv_esv_index = 0;  ///< mL a square metre of body surface
  double rv_edv_index = 0, rv_esv_index = 0, la_max_index = 0, ra_max_index = 0;
  SegmentValues wall_mm{};  ///< end-diastolic, by segment
  double thickest_mm = 0;
  std::size_t thickest_segment = 0;
};

Measures measure(const Person& person);

/// End-diastolic wall of each segment, mm: the ordinary taper to the apex times wall_factor.
SegmentValues segment_walls_mm(const HeartAnatomy& anatomy);

/// End-diastolic length of the cavity, mitral plane to apex, mm: half an ellipsoid of edv_ml.
double cavity_length_mm(const HeartAnatomy& anatomy);

/// The largest ejection fraction, percent, that segments of these contractions can bring about: an
/// ordinary segment moves in by at most 60 percent of the radius, and the base descends.
double reachable_lvef_percent(const HeartAnatomy& anatomy);

}  // namespace chordae
