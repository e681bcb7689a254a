#pragma once
// What magnetic resonance sees of a tissue: relaxation times, proton density, chemical shift. From
// the literature at 1.5 and 3 T, with blood by its oxygen and any tissue by its contrast agent.

#include <array>

#include "chordae/base/rng.h"
#include "chordae/phantom/tissue.h"

namespace chordae {

struct TissueProperties {
  double t1_ms = 1000, t2_ms = 50;
  double proton_density = 1;  ///< visible protons relative to water
  double offset_hz = 0;       ///< resonance relative to water
};

/// By Tissue.
using TissueTable = std::array<TissueProperties, kTissueCount>;
constexpr TissueProperties& of(TissueTable& table, Tissue tissue) {
  return table[static_cast<std::size_t>(tissue)];
}
constexpr const TissueProperties& of(const TissueTable& table, Tissue tissue) {
  return table[static_cast<std::size_t>(tissue)];
}

/// A resting adult without contrast agent.
/// Errors kConfig for a field that isn't 1.5 or 3 T
TissueTable literature_tissues(double field_t);

/// T2 of blood whose haemoglobin carries oxygen to the share `saturation`, refocused every
/// `interval_ms` (for balanced steady-state imaging, TR): two-site exchange with red cells.
/// Source   Wright, Hu, Macovski, JMRI 1991;1:275, equation 1 (Luz and Meiboom)
double blood_t2_ms(double field_t, double saturation, double interval_ms);

/// Differences between people: T1 and T2 by some percent, oxygen of venous blood.
TissueTable vary_tissues(const TissueTable& table, double field_t, double interval_ms,
                         const Rng& rng);

/// With a gadolinium chelate of `mmol_per_l` in the tissue.
TissueProperties with_contrast_agent(const TissueProperties& tissue, double mmol_per_l,
                                     double field_t);

/// Concentration in a tissue over that in blood some 10 minutes after injection.
double partition_coefficient(Tissue tissue);

}  // namespace chordae
