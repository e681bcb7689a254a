#include "chordae/phantom/motion/beat.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kAngles = WallTable::kAngles, kLevels = WallTable::kLevels;

/// Height of the mitral plane in levels, and the integral over angle and height below it.
double integral_below_base(auto&& value) {
  double sum = 0;
  for (int j = 0; j < kLevels && WallTable::height(j) < 1.0 + 1e-6; ++j) {
    const bool at_base = WallTable::height(j) > 1.0 - 1e-6;
    for (int i = 0; i < kAngles; ++i) sum += (at_base ? 0.5 : 1.0) * value(i, j);
  }
  return sum * (2 * kPi / kAngles) * static_cast<double>(WallTable::kStep);
}

double apart(double a, double b) { return std::abs(std::remainder(a - b, 2 * kPi)); }

/// How much flatter the septum is in a direction: 1 = round.
double flattened(double amount, double angle) {
  // A chord instead of the arc between the insertions of the right ventricle.
  const double off = apart(angle, 0);
  const double insertion = 1.1;
  if (amount <= 0 || off >= insertion) return 1;
  const double chord = std::cos(insertion) / std::cos(off);
  const double t = off / insertion;
  return 1 + amount * (chord - 1) * (1 - t * t * t * t);
}

}  // namespace

Beat::Beat(const Person& person)
    : anatomy_(person.anatomy),
      frame_(person.frame),
      curve_(person.rhythm),
      resting_(make_resting_heart(person.anatomy)) {
  const HeartPose rest = pose_at(0);
  muscle_ml_ = wall_volume_ml(rest.walls, &WallNode::epi, static_cast<double>(rest.length), 1) -
               wall_volume_ml(rest.walls, &WallNode::endo, static_cast<double>(rest.length), 1);
  pose_at(curve_.end_systole_ms());  // throws now if it can't be reached
  calibrate_atria();
}

ChamberVolumes Beat::volumes_at(double time_ms) const {
  const CycleState s = curve_.at(time_ms);
  const auto between = [](double full, double empty, double share) { return full + share * (empty - full); };
  return {between(anatomy_.edv_ml, anatomy_.esv_ml, s.emptied),
          between(anatomy_.rv_edv_ml, anatomy_.rv_esv_ml, s.emptied),
          between(anatomy_.la_min_ml, anatomy_.la_max_ml, s.atrium_full),
          between(anatomy_.ra_min_ml, anatomy_.ra_max_ml, s.atrium_full)};
}

void Beat::shape_left_ventricle(HeartPose& pose, const CycleState& state, double time_ms) const {
  const double target = anatomy_.edv_ml + state.emptied * (anatomy_.esv_ml - anatomy_.edv_ml);
  const double length = resting_.length_mm - anatomy_.descent_mm * state.emptied;
  pose.length = static_cast<float>(length);
  pose.apex_z = static_cast<float>(resting_.length_mm);

  // Material that was at angle a is now at a + twist: read the resting heart at a - twist.
  const auto material = [&](const WallField& field, int i, int j, double shift) {
    const double at = static_cast<double>(i) - shift;
    const double low = std::floor(at);
    const auto f = static_cast<float>(at - low);
    const int a = ((static_cast<int>(low) % kAngles) + kAngles) % kAngles, b = (a + 1) % kAngles;
    const float x = field[WallTable::index(a, j)], y = field[WallTable::index(b, j)];
    return x + f * (y - x);
  };
  const auto twist_steps = [&](int j) {
    const double height = std::clamp(WallTable::height(j), 0.0, 1.0);
    return anatomy_.twist_degrees * state.emptied * (0.75 - height) / 360 * kAngles;
  };
  const double flattening = anatomy_.septal_flattening_ed +
                            state.emptied * (anatomy_.septal_flattening_es - anatomy_.septal_flattening_ed);

  static thread_local WallField round, motion;  // squares of radii before moving in; how far
  for (int j = 0; j < kLevels; ++j) {
    const double shift = twist_steps(j);
    for (int i = 0; i < kAngles; ++i) {
      const std::size_t n = WallTable::index(i, j);
      const float r = material(resting_.endo, i, j, shift);
      const auto flat = static_cast<float>(flattened(flattening, WallTable::angle(i)));
      round[n] = r > 0 ? r * r * flat * flat : 0.0F;
      double emptied = state.emptied;
      if (resting_.has_delay) {
        emptied = curve_.at(time_ms - static_cast<double>(material(resting_.delay_ms, i, j, shift))).emptied;
      }
      motion[n] = material(resting_.contraction, i, j, shift) * static_cast<float>(emptied);
      WallNode& node = pose.walls.nodes[n];
      node.endo = r;
      node.trabeculae = material(resting_.trabeculae, i, j, shift);
      node.scar = material(resting_.scar, i, j, shift);
    }
  }
  // r^2 = r0^2 (1 - move * motion - rest): the volume is linear in both. Regions move by their own
  // share; what rounding, flattening and delays leave over is taken evenly.
  const double start = integral_below_base([&](int i, int j) { return 0.5 * static_cast<double>(round[WallTable::index(i, j)]); });
  const double moved = integral_below_base([&](int i, int j) {
    const std::size_t n = WallTable::index(i, j);
    return 0.5 * static_cast<double>(round[n]) * static_cast<double>(motion[n]);
  });
  const double wanted = start - 1000 * target / length;  // area x height to lose
  const float largest = *std::max_element(motion.begin(), motion.end());
  double move = moved > 0.02 * start ? wanted / moved : 0;
  const double limit = largest > 0 ? 0.94 / static_cast<double>(largest) : 0;
  move = std::clamp(move, 0.0, limit);
  const double rest = (wanted - move * moved) / start;
  if (!(rest < 0.5)) {
    throw Error(ErrorCode::kConfig,
                cat("a heart that can't be: its walls move too little to empty from ", anatomy_.edv_ml,
                    " to ", anatomy_.esv_ml, " mL; raise the contraction of some segments or the end-systolic volume"));
  }
  for (std::size_t n = 0; n < round.size(); ++n) {
    WallNode& node = pose.walls.nodes[n];
    if (round[n] <= 0) continue;
    const double square = static_cast<double>(round[n]) *
                          std::max(0.015, 1 - move * static_cast<double>(motion[n]) - rest);
    node.endo = static_cast<float>(std::sqrt(square));
  }
  const double scale = std::sqrt(target / wall_volume_ml(pose.walls, &WallNode::endo, length, 1));
  for (int j = 0; j < kLevels; ++j) {
    const double shift = twist_steps(j);
    for (int i = 0; i < kAngles; ++i) {
      WallNode& node = pose.walls.at(i, j);
      if (node.endo > 0) node.endo *= static_cast<float>(scale);
      const float area = material(resting_.area, i, j, shift);
      const float open = std::max(node.endo, 0.0F);
      // The wall's volume is kept: as the ventricle shortens, its cross-section grows.
      node.epi = area > 0 ? std::sqrt(open * open + 2 * area * static_cast<float>(resting_.length_mm / length))
                          : area;
      // So is that of the trabeculae: as the cavity narrows they fill more of it.
      const float before = std::max(material(resting_.endo, i, j, shift), 0.0F), deep = node.trabeculae;
      const float left = open * open - deep * (2 * before - deep) * static_cast<float>(resting_.length_mm / length);
      node.trabeculae = open - std::sqrt(std::max(left, 0.04F * open * open));
    }
  }
}

void Beat::shape_right_ventricle(HeartPose& pose, double volume_ml) const {
  const double length = static_cast<double>(pose.length);
  const auto fill = [&](double depth) {
    for (std::size_t n = 0; n < pose.walls.nodes.size(); ++n) {
      WallNode& node = pose.walls.nodes[n];
      const float shape = resting_.rv_shape[n];
      node.rv = shape > 0 ? std::max(node.epi, 0.0F) + static_cast<float>(depth) * shape + resting_.rv_bulge[n]
                          : std::min(node.epi, 0.0F) - 1.0F;
    }
    return wall_volume_ml(pose.walls, &WallNode::rv, length, 2, &WallNode::epi, 2);
  };
  // Volume grows with depth and its square: Newton's steps from a chord need few rounds.
  double low = 0, low_ml = fill(0), high = 28, high_ml = fill(high);
  for (int round = 0; round < 12 && std::abs(high_ml - volume_ml) > 5e-4 * volume_ml; ++round) {
    const double next = high + (volume_ml - high_ml) * (high - low) / (high_ml - low_ml);
    low = high, low_ml = high_ml;
    high = std::clamp(next, 0.5, 140.0);
    high_ml = fill(high);
    if (high == low) break;
  }
  if (std::abs(high_ml - volume_ml) > 0.01 * volume_ml) {
    throw Error(ErrorCode::kConfig, cat("a heart that can't be: a right ventricle of ", volume_ml,
                                        " mL beside a left one of this size"));
  }
}

void Beat::shape_layers(HeartPose& pose, const CycleState& state) const {
  WallTable& walls = pose.walls;
  pose.rv_wall = static_cast<float>(anatomy_.rv_wall_mm * (1 + 0.35 * state.emptied * anatomy_.rvef_percent() / 55));
  std::array<float, kAngles> ring{}, smooth{};
  for (int j = 0; j < kLevels; ++j) {
    const double height = WallTable::height(j);
    for (int i = 0; i < kAngles; ++i) {
      const WallNode& node = walls.at(i, j);
      ring[static_cast<std::size_t>(i)] =
          node.rv > node.epi ? std::max(node.epi, node.rv + pose.rv_wall) : node.epi;
    }
    // Fat bridges the grooves: the largest of the radii around, then a mean, never under the walls.
    for (int i = 0; i < kAngles; ++i) {
      float sum = 0;
      for (int k = -3; k <= 3; ++k) sum += ring[static_cast<std::size_t>((i + k + kAngles) % kAngles)];
      smooth[static_cast<std::size_t>(i)] = sum / 7;
    }
    for (int i = 0; i < kAngles; ++i) {
      WallNode& node = walls.at(i, j);
      const std::size_t n = WallTable::index(i, j);
      const float wall = std::max(ring[static_cast<std::size_t>(i)], smooth[static_cast<std::size_t>(i)]);
      node.hull = wall > 0 ? wall + resting_.fat[n] : wall + 0.5F * resting_.fat[n];
      // Above the mitral plane it narrows: atria and vessels bring fat of their own.
      if (height > 1 && node.rv <= node.epi) node.hull *= static_cast<float>(1 - 2.2 * (height - 1));
      node.effusion = resting_.effusion[n];
      node.rv_trabeculae = node.rv > node.epi ? std::min(resting_.rv_trabeculae[n], 0.45F * (node.rv - node.epi)) : 0;
      float& reach = pose.reach[static_cast<std::size_t>(j)];
      reach = std::max({reach, node.hull + node.effusion + pose.pericardium, node.rv + pose.rv_wall, node.epi});
    }
  }
  // Between two levels the larger holds.
  for (std::size_t j = 0; j + 1 < pose.reach.size(); ++j) pose.reach[j] = std::max(pose.reach[j], pose.reach[j + 1]);
}

HeartPose Beat::pose_at(double time_ms) const {
  const CycleState state = curve_.at(time_ms);
  const ChamberVolumes volumes = volumes_at(time_ms);
  HeartPose pose;
  pose.tilt_x = static_cast<float>(anatomy_.tilt_septal);
  pose.tilt_y = static_cast<float>(anatomy_.tilt_inferior);
  pose.bend = static_cast<float>(anatomy_.bend_mm);
  pose.pericardium = static_cast<float>(anatomy_.pericardium_mm);
  pose.leaflet = static_cast<float>(anatomy_.leaflet_mm);
  pose.outflow_ring = static_cast<float>(anatomy_.outflow_ring_mm);
  pose.inflow = static_cast<float>(state.inflow);
  pose.outflow = static_cast<float>(state.outflow);
  const double turns = time_ms / curve_.cycle_ms();
  pose.phase = static_cast<float>(turns - std::floor(turns));
  // The heart rocks a little; in a large effusion it swings.
  const double rock = 1.0 + 0.12 * anatomy_.effusion_mm;
  pose.shift = {static_cast<float>(-0.8 * rock * state.emptied), static_cast<float>(0.5 * rock * state.emptied),
                static_cast<float>(-0.6 * state.emptied)};
  shape_left_ventricle(pose, state, time_ms);
  shape_right_ventricle(pose, volumes.rv_ml);
  shape_layers(pose, state);
  shape_above_base(pose, state, volumes);
  shape_valves(pose, state);
  shape_papillary(pose);
  return pose;
}

std::vector<double> Beat::times_ms(std::int64_t frames, double share) const {
  std::vector<double> times;
  for (std::int64_t t = 0; t < frames; ++t) {
    times.push_back(static_cast<double>(t) * share * curve_.cycle_ms() / static_cast<double>(frames));
  }
  return times;
}

std::vector<HeartPose> Beat::poses(std::int64_t frames, double share) const {
  std::vector<HeartPose> all;
  all.reserve(static_cast<std::size_t>(frames));
  for (const double t : times_ms(frames, share)) all.push_back(pose_at(t));
  return all;
}

}  // namespace chordae
