#pragma once
// One signal a tissue for each kind of series that a heart study holds, from the signal equations.
// Where it isn't a map in milliseconds, arterial blood of the same person's cine would be 1.
// Signals may be negative: fat opposed to water darkens their border before the magnitude is taken.

#include "chordae/phantom/scanner/sequence.h"
#include "chordae/phantom/scanner/tissue_properties.h"
#include "chordae/phantom/scene_look.h"

namespace chordae {

/// Balanced cine. `inflow` is the share of blood that has just entered and still gives its first,
/// stronger echoes (0.05 to 0.15; Markl and Pelc, JMRI 2004;20:697).
Palette cine_palette(const TissueTable& tissues, const SteadyStateTiming& timing, double inflow);

/// One balanced shot without preparation: a localiser. Contrast nearer to proton density.
Palette scout_palette(const TissueTable& tissues, const SteadyStateTiming& timing);

struct LateEnhancement {
  double field_t = 1.5;
  double blood_mmol_per_l = 0.5;  ///< 10 to 20 minutes after 0.1 to 0.2 mmol/kg
  double repetition_ms = 1700;    ///< between inversions: two beats
  double inversion_error_ms = 0;  ///< of the operator; 0 nulls healthy myocardium exactly
  bool phase_sensitive = true;    ///< else the magnitude of what is below null comes out bright
};
/// Inversion recovery after contrast agent: myocardium dark, scar and blood bright.
Palette late_enhancement_palette(const TissueTable& tissues, const LateEnhancement& setting);

/// Magnitude of a velocity-encoded spoiled gradient echo: moving blood bright by inflow.
Palette flow_palette(const TissueTable& tissues, const SteadyStateTiming& timing);

/// The first pass of a bolus, concentrations by time.
struct FirstPass {
  double field_t = 1.5;
  double delay_ms = 100;       ///< from saturation to the middle of k-space
  double peak_mmol_per_l = 4;  ///< in the right heart
  double rv_arrival_s = 5, lv_arrival_s = 11, myocardium_arrival_s = 13;
};
/// Concentration of a gamma-variate bolus `time_s` after the start, mmol/L.
/// Source   Thompson et al., Circ Res 1964;14:502; in peak form Madsen, Phys Med Biol 1992;37:1597
double gamma_variate(double time_s, double arrival_s, double to_peak_s, double shape, double peak);
/// The look of one perfusion frame. Scar takes up later and less.
Palette first_pass_palette(const TissueTable& tissues, const FirstPass& setting, double time_s);

/// Relaxation times in milliseconds; 0 where there is no signal to fit.
Palette t1_map_palette(const TissueTable& tissues);
Palette t2_map_palette(const TissueTable& tissues);

}  // namespace chordae
