#include "chordae/phantom/render.h"

#include <array>
#include <cmath>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/processor_clones.h"
#include "chordae/phantom/anatomy/great_vessels.h"
#include "chordae/phantom/anatomy/heart_sample.h"
#include "chordae/phantom/body/body_signal.h"

namespace chordae {
namespace {

constexpr int kMostSamples = 16;

Point to_point(const Vec3& v) {
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

/// A position that is linear in row and column.
struct PlaneMap {
  Point origin, per_row, per_column;
  Point at(float h, float w) const {
    return {origin.x + h * per_row.x + w * per_column.x, origin.y + h * per_row.y + w * per_column.y,
            origin.z + h * per_row.z + w * per_column.z};
  }
};

struct VoxelSamples {
  int count;
  std::array<PlaneMap, kMostSamples> patient, heart;
};

/// Even through the slice; in the plane by the R2 sequence (Roberts 2018: additive recurrence with
/// the plastic number), within the middle half of the pixel: edges are soft already.
VoxelSamples voxel_samples(const Geometry& g, const HeartFrame& frame, const Vec3& shift, int count) {
  constexpr double kPlastic = 1.32471795724474602596;
  VoxelSamples samples{count, {}, {}};
  const Vec3 per_row = g.row_spacing_mm * g.column_direction, per_column = g.column_spacing_mm * g.row_direction;
  const auto turn = [&](const Vec3& v) {
    return to_point({dot(v, frame.septal), dot(v, frame.inferior), dot(v, frame.apical)});
  };
  for (int i = 0; i < count; ++i) {
    const auto fraction = [](double x) { return x - std::floor(x) - 0.5; };
    const double h = 0.5 * fraction(0.5 + i / kPlastic), w = 0.5 * fraction(0.5 + i / (kPlastic * kPlastic));
    const double depth = (i + 0.5) / count - 0.5;
    const Vec3 origin = g.point_mm(h, w) + (depth * g.slice_thickness_mm) * g.normal();
    const auto k = static_cast<std::size_t>(i);
    samples.patient[k] = {to_point(origin), to_point(per_row), to_point(per_column)};
    samples.heart[k] = {turn(origin - shift - frame.origin), turn(per_row), turn(per_column)};
  }
  return samples;
}

/// Counts of labels among a voxel's samples, a byte each.
struct LabelCount {
  std::uint64_t counts = 0;
  void add(Label label) { counts += std::uint64_t{1} << (8 * static_cast<unsigned>(label)); }
  std::uint8_t most() const {
    std::uint8_t best = 0;
    std::uint64_t most = counts & 0xff;
    for (unsigned k = 1; k < kLabelCount; ++k) {
      const std::uint64_t n = (counts >> (8 * k)) & 0xff;
      if (n > most) most = n, best = static_cast<std::uint8_t>(k);
    }
    return best;
  }
};
static_assert(kLabelCount <= 8, "a byte a label");

/// What one frame is painted from.
struct Frame {
  const HeartPose& pose;
  const SceneLook& look;
  const VoxelSamples& samples;
  const std::vector<Paint>& behind;
  const std::vector<float>& texture;
  float pixel_mm, voxel_mm;
  std::int64_t columns;
};

CHORDAE_PROCESSOR_CLONES
void paint_frame(const Frame& frame, std::span<float> signal, std::span<std::uint8_t> label) {
  const HeartPose& pose = frame.pose;
  const SceneLook& look = frame.look;
  const auto count = static_cast<std::size_t>(frame.samples.count);
  const float speed = std::fmin(1.0F, pose.inflow + pose.outflow);
  const float flow = look.flow_variation * (0.35F + 0.65F * speed), gain = 1.0F + look.inflow_gain * speed;
  const float turn = 0.37F * static_cast<float>(look.seed % 7);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const auto h = static_cast<float>(static_cast<std::int64_t>(i) / frame.columns);
    const auto w = static_cast<float>(static_cast<std::int64_t>(i) % frame.columns);
    const Paint* const behind = &frame.behind[i * count];
    float sum = 0;
    LabelCount labels;
    const Point middle = frame.samples.heart[count / 2].at(h, w);
    if (is_near_heart(pose, middle, frame.voxel_mm)) {
      PaintContext context{frame.pixel_mm, frame.texture[i], 1};
      // Two slow waves that travel once a beat: blood that mixes.
      const float mix = 0.5F * (scene::wave(0.021F * middle.x + 0.017F * middle.y - 0.013F * middle.z + pose.phase) +
                                scene::wave(0.011F * middle.x - 0.027F * middle.y + 0.019F * middle.z - pose.phase + turn));
      context.blood = gain * (1.0F + flow * mix);
      for (std::size_t s = 0; s < count; ++s) {
        const Paint paint = heart_sample(pose, look, context, behind[s], frame.samples.heart[s].at(h, w));
        sum += paint.signal;
        labels.add(paint.label);
      }
    } else {
      for (std::size_t s = 0; s < count; ++s) {
        sum += behind[s].signal;
        labels.add(behind[s].label);
      }
    }
    signal[i] = sum / static_cast<float>(count);
    label[i] = labels.most();
  }
}

}  // namespace

ScenePicture render_scene(const Person& person, std::span<const HeartPose> poses, const SceneLook& look,
                          const Geometry& geometry, std::int64_t rows, std::int64_t columns,
                          const Vec3& shift_mm, int depth_samples) {
  if (rows < 1 || columns < 1 || poses.empty() || depth_samples < 1 || depth_samples > kMostSamples)
    throw Error(ErrorCode::kShape, "render_scene: an empty picture");
  if (!(geometry.row_spacing_mm > 0 && geometry.column_spacing_mm > 0 && geometry.slice_thickness_mm > 0))
    throw Error(ErrorCode::kNumeric, "render_scene: a plane without spacing or thickness");
  const auto pixels = static_cast<std::size_t>(rows * columns);
  ScenePicture out{geometry, static_cast<std::int64_t>(poses.size()), rows, columns, {}, {}};
  out.signal.resize(pixels * poses.size());
  out.labels.resize(out.signal.size());

  const auto count = static_cast<std::size_t>(depth_samples);
  const auto samples = voxel_samples(geometry, person.frame, shift_mm, depth_samples);
  const auto pixel_mm = static_cast<float>(std::sqrt(geometry.row_spacing_mm * geometry.column_spacing_mm));
  const auto voxel_mm = static_cast<float>(
      norm({geometry.row_spacing_mm, geometry.column_spacing_mm, geometry.slice_thickness_mm}));

  // What stands still, once a slice: the body and the vessels that lead away.
  const GreatVessels vessels = make_great_vessels(poses.front(), person);
  BodyShape body = person.body;
  body.diaphragm_shift_mm += static_cast<float>(shift_mm[2]);
  std::vector<Paint> behind(pixels * count);
  std::vector<float> texture(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto h = static_cast<float>(static_cast<std::int64_t>(i) / columns);
    const auto w = static_cast<float>(static_cast<std::int64_t>(i) % columns);
    const Point grain = samples.heart[0].at(h, w);
    texture[i] = 1.0F + look.texture * (2.0F * scene::smooth_noise(look.seed, grain, 5.0F) - 1.0F);
    for (std::size_t s = 0; s < count; ++s) {
      Paint paint{scene::body_signal(body, look, samples.patient[s].at(h, w), pixel_mm), Label::kBackground};
      behind[i * count + s] = great_vessels_sample(vessels, look, pixel_mm, paint,
                                                   straighten(poses.front(), samples.heart[s].at(h, w)));
    }
  }

  for (std::size_t t = 0; t < poses.size(); ++t) {
    check_cancelled();
    paint_frame({poses[t], look, samples, behind, texture, pixel_mm, voxel_mm, columns},
                std::span(out.signal).subspan(t * pixels, pixels),
                std::span(out.labels).subspan(t * pixels, pixels));
  }
  return out;
}

}  // namespace chordae
