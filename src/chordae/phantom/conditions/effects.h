#pragma once
// What several conditions do to a heart, and how definitions measure it.

#include "chordae/phantom/person.h"

namespace chordae {

/// `from` at severity 0, `to` at 1.
constexpr double graded(double severity, double from, double to) {
  return from + severity * (to - from);
}

/// How far `value` lies from `limit` (0) towards `worst` (1, not beyond); negative short of the
/// limit.
double extent_between(double value, double limit, double worst);

/// Sets the left ventricle's volumes, and what goes with its ejection fraction: the descent of its
/// base and the twist.
void set_left_ventricle(HeartAnatomy& anatomy, double edv_ml, double lvef_percent);

/// Sets the right ventricle's volumes from its ejection fraction and its stroke volume, which is
/// `stroke_share` of the left one's: 1 where nothing leaks or is shunted.
void set_right_ventricle(HeartAnatomy& anatomy, double rvef_percent, double stroke_share = 1);

/// Largest and smallest volume of an atrium whose emptying fraction is given; never makes it
/// smaller.
void enlarge_left_atrium(HeartAnatomy& anatomy, double max_ml, double emptying_percent);
void enlarge_right_atrium(HeartAnatomy& anatomy, double max_ml, double emptying_percent);

/// No atrial kick, beats of unequal length.
void give_atrial_fibrillation(Person& person, double irregularity);

}  // namespace chordae
