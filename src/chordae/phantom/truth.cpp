#include "chordae/phantom/truth.h"

#include <algorithm>
#include <cmath>

#include "chordae/phantom/anatomy/heart_sample.h"
#include "chordae/phantom/anatomy/segments.h"

namespace chordae {
namespace {

constexpr double kDensity = 1.05;  // g/mL of myocardium

struct Segments {
  SegmentValues wall{}, radius{};
};

/// Mean thickness across the wall and inner radius by segment, over the nodes that belong to it.
Segments measure_segments(const HeartPose& pose) {
  const WallTable& walls = pose.walls;
  Segments sum;
  SegmentValues count{};
  for (int j = 0; j < WallTable::kLevels; ++j) {
    const double height = WallTable::height(j);
    if (height < 0.02 || height > 1) continue;
    for (int i = 0; i < WallTable::kAngles; ++i) {
      const WallNode& node = walls.at(i, j);
      if (height < 0.1 && node.endo > 0) continue;  // the apex: muscle beyond the cavity
      if (height >= 0.1 && node.endo <= 0) continue;
      const std::size_t s = segment_at(WallTable::angle(i), height);
      const double open = std::fmax(static_cast<double>(node.endo), 0);
      // Radii are cut across the axis; near the apex the wall runs obliquely to that.
      const int above = std::min(j + 1, WallTable::kLevels - 1);
      const double run = (above - j + 1) * static_cast<double>(WallTable::kStep) * static_cast<double>(pose.length);
      const double slope = static_cast<double>(walls.at(i, above).epi - walls.at(i, j - 1).epi) / run;
      sum.wall[s] += (static_cast<double>(node.epi) - open) / std::sqrt(1 + slope * slope);
      sum.radius[s] += open;
      count[s] += 1;
    }
  }
  for (std::size_t s = 0; s < count.size(); ++s) {
    if (count[s] > 0) sum.wall[s] /= count[s], sum.radius[s] /= count[s];
  }
  return sum;
}

}  // namespace

std::array<double, kLabelCount> count_volumes_ml(const HeartPose& pose, double step_mm) {
  std::array<double, kLabelCount> volumes{};
  const SceneLook look{};
  const PaintContext sharp{1e-3F, 1, 1};
  const auto step = static_cast<float>(step_mm);
  const auto scan = [&](const HeartPose::Ball& ball, auto&& skip) {
    // A little off the axis, so that no plane of points lies in a plane of the heart.
    for (float z = ball.centre.z - ball.radius + 0.37F * step; z < ball.centre.z + ball.radius; z += step) {
      for (float y = ball.centre.y - ball.radius + 0.41F * step; y < ball.centre.y + ball.radius; y += step) {
        for (float x = ball.centre.x - ball.radius + 0.43F * step; x < ball.centre.x + ball.radius; x += step) {
          const Point p{x, y, z};
          if (skip(p)) continue;
          volumes[static_cast<std::size_t>(heart_sample(pose, look, sharp, {}, p).label)] += 1;
        }
      }
    }
  };
  scan(pose.bounds[0], [&](Point p) { return !is_in(pose.bounds[0], p, 0); });
  scan(pose.bounds[1], [&](Point p) { return !is_in(pose.bounds[1], p, 0) || is_in(pose.bounds[0], p, 0); });
  for (double& v : volumes) v *= step_mm * step_mm * step_mm / 1000;
  return volumes;
}

HeartTruth measure_truth(const Beat& beat, bool atria) {
  HeartTruth t;
  t.end_systole_ms = beat.curve().end_systole_ms();
  const HeartPose ed = beat.pose_at(0), es = beat.pose_at(t.end_systole_ms);
  const auto lv = [](const HeartPose& p) {
    return wall_volume_ml(p.walls, &WallNode::endo, static_cast<double>(p.length), 1);
  };
  const auto rv = [](const HeartPose& p) {
    return wall_volume_ml(p.walls, &WallNode::rv, static_cast<double>(p.length), 2, &WallNode::epi);
  };
  t.edv_ml = lv(ed), t.esv_ml = lv(es);
  t.stroke_volume_ml = t.edv_ml - t.esv_ml;
  t.lvef_percent = 100 * t.stroke_volume_ml / t.edv_ml;
  t.rv_edv_ml = rv(ed), t.rv_esv_ml = rv(es);
  t.rvef_percent = 100 * (t.rv_edv_ml - t.rv_esv_ml) / t.rv_edv_ml;
  t.mass_g = kDensity * beat.myocardial_ml();
  t.length_ed_mm = static_cast<double>(ed.length), t.length_es_mm = static_cast<double>(es.length);
  const Segments at_ed = measure_segments(ed), at_es = measure_segments(es);
  t.wall_ed_mm = at_ed.wall, t.wall_es_mm = at_es.wall;
  for (std::size_t s = 0; s < t.wall_ed_mm.size(); ++s) {
    t.thickening_percent[s] = 100 * (at_es.wall[s] / at_ed.wall[s] - 1);
    t.inward_mm[s] = at_ed.radius[s] - at_es.radius[s];
  }
  const ChamberVolumes small = beat.volumes_at(0), large = beat.volumes_at(beat.curve().mitral_opening_ms());
  t.la_min_ml = small.la_ml, t.la_max_ml = large.la_ml;
  t.ra_min_ml = small.ra_ml, t.ra_max_ml = large.ra_ml;
  if (atria) {
    const auto least = count_volumes_ml(ed, 2.5), most = count_volumes_ml(beat.pose_at(beat.curve().mitral_opening_ms()), 2.5);
    const auto la = static_cast<std::size_t>(Label::kLeftAtrium), ra = static_cast<std::size_t>(Label::kRightAtrium);
    t.la_min_ml = least[la], t.la_max_ml = most[la];
    t.ra_min_ml = least[ra], t.ra_max_ml = most[ra];
  }
  return t;
}

}  // namespace chordae
