#include "chordae/phantom/scanner/sequence.h"

#include <cmath>
#include <numbers>

#include "chordae/base/error.h"

namespace chordae {
namespace {

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

void check_timing(const SteadyStateTiming& timing) {
  if (!(timing.te_ms > 0) || !(timing.tr_ms > 0) || timing.te_ms > timing.tr_ms)
    throw Error(ErrorCode::kNumeric, "0 < TE <= TR is needed");
}

}  // namespace

std::complex<double> bssfp_signal(const TissueProperties& tissue, const SteadyStateTiming& timing,
                                  double field_hz) {
  check_timing(timing);
  const double e1 = std::exp(-timing.tr_ms / tissue.t1_ms),
               e2 = std::exp(-timing.tr_ms / tissue.t2_ms);
  const double flip = radians(timing.flip_degrees), cosine = std::cos(flip);
  const double turn = 2 * std::numbers::pi * (tissue.offset_hz + field_hz) * 1e-3;  // rad/ms
  const double angle =
      turn * timing.tr_ms + std::numbers::pi;  // alternating pulses add half a turn
  const double denominator = 1 - e1 * cosine - e2 * e2 * (e1 - cosine);
  const double m = (1 - e1) * std::sin(flip) / denominator;
  const double b = e2 * (1 - e1) * (1 + cosine) / denominator;
  const std::complex<double> after_pulse =
      m * (1.0 - e2 * std::polar(1.0, -angle)) / (1 - b * std::cos(angle));
  return tissue.proton_density * after_pulse *
         std::polar(std::exp(-timing.te_ms / tissue.t2_ms), turn * timing.te_ms);
}

double spoiled_signal(const TissueProperties& tissue, const SteadyStateTiming& timing) {
  check_timing(timing);
  const double e1 = std::exp(-timing.tr_ms / tissue.t1_ms);
  const double flip = radians(timing.flip_degrees);
  return tissue.proton_density * std::sin(flip) * (1 - e1) / (1 - e1 * std::cos(flip)) *
         std::exp(-timing.te_ms / tissue.t2_ms);
}

double inverted_magnetisation(const TissueProperties& tissue, double ti_ms, double repetition_ms) {
  // Steady between inversions, the small pulses of the readout left out.
  return tissue.proton_density *
         (1 - 2 * std::exp(-ti_ms / tissue.t1_ms) / (1 + std::exp(-repetition_ms / tissue.t1_ms)));
}

double nulling_time_ms(const TissueProperties& tissue, double repetition_ms) {
  return tissue.t1_ms * std::log(2 / (1 + std::exp(-repetition_ms / tissue.t1_ms)));
}

double saturated_magnetisation(const TissueProperties& tissue, double delay_ms) {
  return tissue.proton_density * (1 - std::exp(-delay_ms / tissue.t1_ms));
}

}  // namespace chordae
