#pragma once
// The body that a person's heart lies in: drawn by sex and size, its mediastinum laid along the
// heart, its chest grown where a large heart needs it.

#include "chordae/phantom/person.h"

namespace chordae {

/// Sets `person.body`; anatomy and frame must be final. Returns whether the heart fits: in some
/// tiny people with huge hearts it presses into the wall.
bool give_body(Person& person, const Rng& rng);

/// Points on the outside of ventricles and atria at end-diastole, patient frame, mm.
std::vector<Point> heart_outline(const Person& person);

}  // namespace chordae
