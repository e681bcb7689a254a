#include "chordae/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {

void ScheduleConfig::fields(FieldVisitor& v) {
  v.field({.name = "kind",
           .help = "learning rate after the warm-up",
           .choices = {"cosine", "constant", "step"}},
          kind);
  v.field({.name = "warmup", .help = "linear rise of the rate: 500u, 2e, 5m"}, warmup);
  v.field({.name = "final_factor",
           .help = "cosine: rate at the end, as a share of the rate",
           .min = 0,
           .max = 1},
          final_factor);
  v.field({.name = "step_at",
           .help = "step: shares of the run after which the rate falls",
           .min = 0,
           .max = 1},
          step_at);
  v.field({.name = "step_factor", .help = "step: what the rate is multiplied by", .min = 0},
          step_factor);
}

Schedule::Schedule(const ScheduleConfig& config, const Duration& length)
    : config_(config), length_(length), warmup_(parse_duration(config.warmup, "schedule.warmup")) {
  if (length_.amount <= 0) throw Error(ErrorCode::kConfig, "length: a run of no length");
  if (warmup_.amount > 0 && warmup_.is_wall_clock() != length_.is_wall_clock()) {
    throw Error(
        ErrorCode::kConfig,
        "schedule.warmup: the length of the run and its warm-up must both be wall clock (2h, "
        "5m) or both be counted (updates, epochs)");
  }
  if (warmup_.unit == length_.unit && warmup_.amount > length_.amount)
    throw Error(ErrorCode::kConfig, "schedule.warmup: longer than the run");
}

double Schedule::factor(const Position& position) const {
  const double done = share_of(length_, position);
  double begin = 0;  // of the part after the warm-up, as a share of the run
  if (warmup_.amount > 0) {
    const double warm = share_of(warmup_, position);
    if (warm < 1) {
      // The first update, too, moves: it counts as one that is done.
      Position after = position;
      after.updates += 1;
      return std::min(1.0, share_of(warmup_, after));
    }
    // share_of is linear in the position: where the warm-up ended is done / warm.
    begin = done / warm;
  }
  const double share = begin < 1 ? std::clamp((done - begin) / (1 - begin), 0.0, 1.0) : 1.0;
  if (config_.kind == "constant") return 1;
  if (config_.kind == "step") {
    const auto passed =
        std::ranges::count_if(config_.step_at, [&](double at) { return done >= at; });
    return std::pow(config_.step_factor, static_cast<double>(passed));
  }
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * share));
  return config_.final_factor + (1 - config_.final_factor) * cosine;
}

}  // namespace chordae
