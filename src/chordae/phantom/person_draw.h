#pragma once
// A population: people whose hearts, bodies and rhythms are as those of healthy adults
// (reference_values.h), then changed by the conditions that each of them has.

#include <string>
#include <string_view>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// Whose scanner it is: a clinic's, to which people are sent for a reason; a population study's;
/// or one where every condition is equally common (for training).
enum class ConditionMix { kReferral, kScreening, kUniform };
ConditionMix parse_condition_mix(std::string_view name);  ///< "referral" …  Errors kUsage

struct PersonOptions {
  ConditionMix mix = ConditionMix::kReferral;
  std::vector<std::string> only =
      {};            ///< exactly these conditions, for everybody; empty: by the mix
  bool body = true;  ///< false: no body around the heart, a hundred times faster, for numbers alone
  double edv_ml = 0, esv_ml = 0, lvef_percent = 0;  ///< of the left ventricle; 0 = as drawn
};

/// Same rng and options, same person. Ejection fractions from 8 to 80 percent and end-diastolic
/// volumes from 50 to 400 mL occur; the anatomy is always possible (check_anatomy).
/// Errors kUsage (an unknown condition, two that contradict each other, three volumes that do, volumes
/// with which the heart no longer counts as one of `only`),
/// kConfig (volumes asked for that no heart has, or that this one can't reach).
Person draw_person(const Rng& rng, const PersonOptions& options = {});

/// Errors kUsage, naming both: two of the conditions can't be had together.
void check_conditions(const std::vector<std::string>& names);

}  // namespace chordae
