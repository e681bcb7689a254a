#pragma once
// Signal equations: what a voxel of one tissue gives under a pulse sequence, for unit proton
// magnetisation and receiver. Steady states, ideal pulses and spoiling. Checked against a Bloch
// simulation (tools/reference/bssfp.py).

#include <complex>

#include "chordae/phantom/scanner/tissue_properties.h"

namespace chordae {

struct SteadyStateTiming {
  double flip_degrees = 55, tr_ms = 3.0, te_ms = 1.5;
};

/// Balanced steady-state free precession whose pulses alternate in sign, at TE after a pulse; the
/// pass band is centred on resonance. `field_hz` comes on top of the tissue's own offset. Negative
/// real part: precessed by an odd number of half turns, as fat usually has, opposed to water.
/// Errors   kNumeric if TE or TR isn't above 0, or TE lies beyond TR
/// Source   Freeman and Hill, J Magn Reson 1971;4:366; in this form Xiang and Hoff, MRM 2014;71:927
std::complex<double> bssfp_signal(const TissueProperties& tissue, const SteadyStateTiming& timing,
                                  double field_hz = 0);

/// Spoiled gradient echo (Ernst and Anderson 1966).
double spoiled_signal(const TissueProperties& tissue, const SteadyStateTiming& timing);

/// Longitudinal magnetisation `ti_ms` after an inversion that comes every `repetition_ms`.
double inverted_magnetisation(const TissueProperties& tissue, double ti_ms, double repetition_ms);
/// The inversion time at which it is zero.
double nulling_time_ms(const TissueProperties& tissue, double repetition_ms);

/// Longitudinal magnetisation `delay_ms` after saturation.
double saturated_magnetisation(const TissueProperties& tissue, double delay_ms);

}  // namespace chordae
