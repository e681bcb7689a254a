#include "chordae/phantom/motion/volume_curve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr double kDiastasisShare = 0.05;  // slow filling between the two waves

/// 0 to 1 with level ends.
double ease(double x) { return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(x, 0.0, 1.0)); }

double part(double t, double from, double to) { return to > from ? (t - from) / (to - from) : 1.0; }

}  // namespace

VolumeCurve::VolumeCurve(double cycle_ms, double early_share)
    : cycle_ms_(cycle_ms), early_share_(early_share) {
  if (!(cycle_ms >= 350 && cycle_ms <= 2000)) {
    throw Error(ErrorCode::kConfig, cat("a heartbeat of ", cycle_ms, " ms: must be 350 to 2000"));
  }
  if (!(early_share >= 0.4 && early_share <= 0.8)) {
    throw Error(ErrorCode::kConfig,
                cat("early filling share ", early_share, ": must be 0.4 to 0.8"));
  }
  // Left ventricular ejection time of men: 413 - 1.7 * heart rate (Weissler et al., Circulation
  // 1968).
  end_systole_ms_ = 413.0 - 1.7 * 60000.0 / cycle_ms;
  const double diastole = cycle_ms - end_systole_ms_;
  const double shrink = std::min(1.0, 0.97 * diastole / (70.0 + 190.0 + 130.0));
  relaxation_ms_ = end_systole_ms_ + 70.0 * shrink;
  rapid_filling_ms_ = relaxation_ms_ + 190.0 * shrink;
  diastasis_ms_ = cycle_ms - 130.0 * shrink;
}

CycleState VolumeCurve::at(double time_ms) const {
  const double t = time_ms - cycle_ms_ * std::floor(time_ms / cycle_ms_);
  if (t <= end_systole_ms_) return {ease(t / end_systole_ms_), false};
  if (t <= relaxation_ms_) return {1.0, false};
  double left = 1.0 - early_share_ * ease(part(t, relaxation_ms_, rapid_filling_ms_));
  left -= kDiastasisShare * std::clamp(part(t, rapid_filling_ms_, diastasis_ms_), 0.0, 1.0);
  left -= (1.0 - early_share_ - kDiastasisShare) * ease(part(t, diastasis_ms_, cycle_ms_));
  return {std::max(0.0, left), true};
}

}  // namespace chordae
