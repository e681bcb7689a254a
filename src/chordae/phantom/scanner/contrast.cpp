#include "chordae/phantom/scanner/contrast.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace chordae {
namespace {

bool is_blood(Tissue t) { return t == Tissue::kArterialBlood || t == Tissue::kVenousBlood; }

/// `signal(tissue, properties)` of every tissue over `unit`.
template <class Signal>
Palette palette_of(const TissueTable& tissues, double unit, const Signal& signal) {
  Palette palette{};
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    palette[i] = static_cast<float>(signal(static_cast<Tissue>(i), tissues[i]) / unit);
  }
  return palette;
}

/// Arterial blood's value in `signal`.
template <class Signal>
double arterial(const TissueTable& tissues, const Signal& signal) {
  return signal(Tissue::kArterialBlood, of(tissues, Tissue::kArterialBlood));
}

/// Magnitude with the sign of the real part: in phase with water or opposed.
double signed_magnitude(const std::complex<double>& s) {
  return s.real() < 0 ? -std::abs(s) : std::abs(s);
}

}  // namespace

Palette cine_palette(const TissueTable& tissues, const SteadyStateTiming& timing, double inflow) {
  const double first_flip = 0.5 * timing.flip_degrees * std::numbers::pi / 180;
  const auto signal = [&](Tissue name, const TissueProperties& tissue) {
    const double steady = signed_magnitude(bssfp_signal(tissue, timing));
    if (!is_blood(name)) return steady;
    // After a half pulse magnetisation starts at sin(flip / 2) of its equilibrium and decays
    // towards the steady state (Scheffler, MRM 2003;49:781).
    const double fresh = tissue.proton_density * std::sin(first_flip);
    return (1 - inflow) * steady + inflow * fresh;
  };
  return palette_of(tissues, arterial(tissues, signal), signal);
}

Palette scout_palette(const TissueTable& tissues, const SteadyStateTiming& timing) {
  const double first_flip = 0.5 * timing.flip_degrees * std::numbers::pi / 180;
  // Middle of k-space after some 40 pulses: the transient decays between T2 and T1 by the flip
  // angle (Scheffler, MRM 2003;49:781).
  const double elapsed = 40 * timing.tr_ms;
  const double c = std::cos(first_flip) * std::cos(first_flip);
  const auto signal = [&](Tissue, const TissueProperties& tissue) {
    const double steady = signed_magnitude(bssfp_signal(tissue, timing));
    const double rate = c / tissue.t1_ms + (1 - c) / tissue.t2_ms;
    const double start = std::copysign(tissue.proton_density * std::sin(first_flip), steady);
    return steady + (start - steady) * std::exp(-elapsed * rate);
  };
  return palette_of(tissues, arterial(tissues, signal), signal);
}

Palette late_enhancement_palette(const TissueTable& tissues, const LateEnhancement& setting) {
  TissueTable enhanced = tissues;
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    const double share = partition_coefficient(static_cast<Tissue>(i));
    enhanced[i] =
        with_contrast_agent(tissues[i], share * setting.blood_mmol_per_l, setting.field_t);
  }
  const double ti = nulling_time_ms(of(enhanced, Tissue::kMyocardium), setting.repetition_ms) +
                    setting.inversion_error_ms;
  const auto signal = [&](Tissue, const TissueProperties& tissue) {
    const double m = inverted_magnetisation(tissue, ti, setting.repetition_ms);
    return setting.phase_sensitive ? std::max(m, 0.0) : std::abs(m);
  };
  return palette_of(enhanced, arterial(enhanced, signal), signal);
}

Palette flow_palette(const TissueTable& tissues, const SteadyStateTiming& timing) {
  const auto signal = [&](Tissue name, const TissueProperties& tissue) {
    const double steady = spoiled_signal(tissue, timing);
    if (!is_blood(name)) return steady;
    const double fresh =
        tissue.proton_density * std::sin(timing.flip_degrees * std::numbers::pi / 180);
    return 0.5 * (steady + fresh);  // half of the blood in the slice is new in each readout
  };
  return palette_of(tissues, arterial(tissues, signal), signal);
}

double gamma_variate(double time_s, double arrival_s, double to_peak_s, double shape, double peak) {
  const double x = (time_s - arrival_s) / to_peak_s;
  return x <= 0 ? 0 : peak * std::pow(x, shape) * std::exp(shape * (1 - x));
}

Palette first_pass_palette(const TissueTable& tissues, const FirstPass& setting, double time_s) {
  const double right = gamma_variate(time_s, setting.rv_arrival_s, 3, 2, setting.peak_mmol_per_l);
  // Dispersed by the lungs; a plateau of recirculation remains.
  const double left =
      gamma_variate(time_s, setting.lv_arrival_s, 5, 2, 0.6 * setting.peak_mmol_per_l) +
      0.1 * setting.peak_mmol_per_l / (1 + std::exp(-(time_s - setting.lv_arrival_s - 8)));
  const auto uptake = [&](double delay_s, double share) {
    const double x = (time_s - setting.myocardium_arrival_s - delay_s) / 6;
    return x <= 0 ? 0 : share * setting.peak_mmol_per_l * x / (1 + x);
  };
  const auto signal = [&](Tissue name, const TissueProperties& tissue) {
    double concentration = 0;
    if (name == Tissue::kVenousBlood) concentration = right + 0.15 * left;
    if (name == Tissue::kArterialBlood) concentration = left;
    if (name == Tissue::kMyocardium) concentration = uptake(0, 0.2);
    if (name == Tissue::kScar) concentration = uptake(3, 0.06);
    if (name == Tissue::kLung) concentration = 0.3 * right;
    const TissueProperties with = with_contrast_agent(tissue, concentration, setting.field_t);
    return saturated_magnetisation(with, setting.delay_ms);
  };
  // Scaled once for the whole series: full recovery of blood is 1.
  return palette_of(tissues, of(tissues, Tissue::kArterialBlood).proton_density, signal);
}

Palette t1_map_palette(const TissueTable& tissues) {
  return palette_of(tissues, 1, [](Tissue, const TissueProperties& t) {
    return t.proton_density > 0.3 ? t.t1_ms : 0.0;
  });
}

Palette t2_map_palette(const TissueTable& tissues) {
  return palette_of(tissues, 1, [](Tissue, const TissueProperties& t) {
    return t.proton_density > 0.3 ? t.t2_ms : 0.0;
  });
}

}  // namespace chordae
