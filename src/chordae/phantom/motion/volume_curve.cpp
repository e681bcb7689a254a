#include "chordae/phantom/motion/volume_curve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr double kDiastasisShare = 0.05;       // of the stroke volume: slow filling between the two waves
constexpr double kConduitShare = 0.6;          // of the atrium's emptying before its own contraction
constexpr double kValveMs = 35;                // from closed to open

/// 0 to 1 with level ends, and its slope relative to the largest.
double ease(double x) { return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(x, 0.0, 1.0)); }
double ease_speed(double x) { return x > 0 && x < 1 ? std::sin(std::numbers::pi * x) : 0.0; }

double part(double t, double from, double to) { return to > from ? (t - from) / (to - from) : 1.0; }

}  // namespace

VolumeCurve::VolumeCurve(const Rhythm& rhythm) : cycle_ms_(rhythm.cycle_ms) {
  if (!(cycle_ms_ >= 350 && cycle_ms_ <= 2000)) {
    throw Error(ErrorCode::kConfig, cat("a heartbeat of ", cycle_ms_, " ms: must be 350 to 2000"));
  }
  if (!(rhythm.early_share >= 0.4 && rhythm.early_share <= 0.8)) {
    throw Error(ErrorCode::kConfig,
                cat("early filling share ", rhythm.early_share, ": must be 0.4 to 0.8"));
  }
  kick_share_ = rhythm.atrial_contraction ? 1 - rhythm.early_share - kDiastasisShare : 0;
  early_share_ = 1 - kDiastasisShare - kick_share_;
  // Left ventricular ejection time of men: 413 - 1.7 * heart rate (Weissler et al., Circulation
  // 1968); the isovolumic phases are some 50 and 70 ms and shorten with the beat.
  const double ejection = 413.0 - 1.7 * 60000.0 / cycle_ms_;
  contraction_ms_ = std::min(50.0, 0.06 * cycle_ms_);
  end_systole_ms_ = contraction_ms_ + ejection;
  const double diastole = cycle_ms_ - end_systole_ms_;
  const double shrink = std::min(1.0, 0.97 * diastole / (70.0 + 190.0 + 130.0));
  relaxation_ms_ = end_systole_ms_ + 70.0 * shrink;
  rapid_filling_ms_ = relaxation_ms_ + 190.0 * shrink;
  diastasis_ms_ = cycle_ms_ - 130.0 * shrink;
}

CycleState VolumeCurve::at(double time_ms) const {
  const double t = time_ms - cycle_ms_ * std::floor(time_ms / cycle_ms_);
  CycleState s;
  if (t < relaxation_ms_) {
    const double ejection = part(t, contraction_ms_, end_systole_ms_);
    s.emptied = ease(ejection);
    s.outflow = ease_speed(ejection);
    s.atrium_full = ease(t / relaxation_ms_);
    s.aortic_open = std::clamp(std::min(t - contraction_ms_, end_systole_ms_ - t) / kValveMs, 0.0, 1.0);
    return s;
  }
  const double early = part(t, relaxation_ms_, rapid_filling_ms_),
               rest = std::clamp(part(t, rapid_filling_ms_, diastasis_ms_), 0.0, 1.0),
               kick = part(t, diastasis_ms_, cycle_ms_);
  s.emptied = std::max(0.0, 1 - early_share_ * ease(early) - kDiastasisShare * rest -
                                kick_share_ * ease(kick));
  const double conduit = kick_share_ > 0 ? kConduitShare : 1.0;
  s.atrium_full = 1 - conduit * ease(early) - (1 - conduit) * ease(kick);
  const double kick_speed = kick_share_ > 0 ? 0.7 * ease_speed(kick) : 0.0;
  s.inflow = ease_speed(early) + kick_speed;
  // Wide open in rapid filling, half closed in diastasis, open again in the kick.
  s.mitral_open = std::clamp((t - relaxation_ms_) / kValveMs, 0.0, 1.0) *
                  std::clamp((cycle_ms_ - t) / kValveMs, 0.0, 1.0) *
                  (0.45 + 0.55 * std::min(1.0, 1.6 * s.inflow));
  return s;
}

}  // namespace chordae
