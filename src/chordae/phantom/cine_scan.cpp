#include "chordae/phantom/cine_scan.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/phantom/render.h"

namespace chordae {
namespace {

Vec3 vec(Point p) {
  return {static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z)};
}

ScannedBody scanned_body(const Person& person, const Beat& beat) {
  const BodyShape& b = person.body;
  ScannedBody body;
  body.heart_mm = person.frame.to_patient({8, 0, 0.45 * beat.resting().length_mm});
  const double wall = static_cast<double>(b.muscle_mm + b.skin_fat_mm);
  body.front_mm = static_cast<double>(b.chest_front_mm) - wall;
  body.back_mm = static_cast<double>(b.chest_back_mm) + wall;
  body.diaphragm_z_mm = static_cast<double>(b.diaphragm_z_mm + b.left_dome_mm + b.diaphragm_shift_mm);
  return body;
}

}  // namespace

std::vector<MetalPoint> metal_of(const Person& person, std::span<const HeartPose> poses) {
  std::vector<MetalPoint> metal;
  const auto follow = [&](auto&& place, double void_mm) {
    MetalPoint point{{}, void_mm};
    for (const HeartPose& pose : poses) point.path_mm.push_back(person.frame.to_patient(place(pose)));
    metal.push_back(std::move(point));
  };
  if (person.anatomy.prosthetic_mitral) {
    follow([](const HeartPose& p) { return vec({p.mitral.x, p.mitral.y, p.mitral.base_z}); }, 11);
  }
  if (person.anatomy.prosthetic_aortic) {
    follow([](const HeartPose& p) { return vec(p.aortic_ring); }, 10);
  }
  if (person.anatomy.sternal_wires) {
    // Loops around the breastbone, which leans back as it goes up.
    const BodyShape& b = person.body;
    for (const double z : {-5.0, 22.0, 49.0, 76.0, 100.0}) {
      const double front = static_cast<double>(b.chest_front_mm) - 6 + static_cast<double>(b.front_slope) * std::max(0.0, z - 20);
      metal.push_back({{Vec3{0, front, z}}, 7});
    }
  }
  return metal;
}

CineScan::CineScan(const Person& person, const Protocol& protocol, std::int64_t frames, double share)
    : person_(person), protocol_(protocol), beat_(person) {
  if (frames < 1) throw Error(ErrorCode::kShape, "a cine without frames");
  // Beats of unequal length share their lines of k-space: pictures blur and ghost.
  Artefacts& a = protocol_.artefacts;
  a.temporal_blur = std::min(0.3, a.temporal_blur + 0.8 * person.rhythm.irregularity);
  a.ghost += 0.25 * person.rhythm.irregularity;
  times_ms_ = beat_.times_ms(frames, share);
  poses_ = beat_.poses(frames, share);
}

ScenePicture CineScan::take(const Geometry& geometry, std::int64_t rows, std::int64_t columns, const Rng& rng,
                            bool still) const {
  Rng hold = rng.split("breath-hold");
  const double sd = protocol_.planning.slice_shift_sd_mm;
  // The heart follows the diaphragm, mostly up and down.
  const Vec3 shift{hold.normal(0, 0.2 * sd), hold.normal(0, 0.4 * sd), hold.normal(0, sd)};
  std::vector<HeartPose> mistriggered;
  std::span<const HeartPose> poses = poses_;
  if (still) {
    poses = poses.first(1);
  } else if (hold.chance(protocol_.planning.mistrigger_share)) {
    const double late = hold.uniform(-0.12, 0.3) * beat_.curve().cycle_ms();
    for (const double t : times_ms_) mistriggered.push_back(beat_.pose_at(t + late));
    poses = mistriggered;
  }
  ScenePicture picture = render_scene(person_, poses, protocol_.look, geometry, rows, columns, shift);
  acquire(picture, scanned_body(person_, beat_), protocol_, rng.split("scanner"), metal_of(person_, poses));
  return picture;
}

}  // namespace chordae
