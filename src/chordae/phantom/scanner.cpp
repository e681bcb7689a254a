#include "chordae/phantom/scanner.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "chordae/base/error.h"

namespace chordae {
namespace {

constexpr std::size_t kSamples = 12;  // a voxel
constexpr double kStoredMaximum = 4095;

/// Offsets within a voxel (rows, columns, thickness, each -0.5 to 0.5): even through the slice, and
/// by the R2 sequence in plane (Roberts 2018: additive recurrence with the plastic number).
std::array<Vec3, kSamples> voxel_samples() {
  std::array<Vec3, kSamples> offsets;
  constexpr double kPlastic = 1.32471795724474602596;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const auto n = static_cast<double>(i);
    const auto fraction = [](double x) { return x - std::floor(x); };
    offsets[i] = {fraction(0.5 + n / kPlastic) - 0.5,
                  fraction(0.5 + n / (kPlastic * kPlastic)) - 0.5,
                  (n + 0.5) / static_cast<double>(kSamples) - 0.5};
  }
  return offsets;
}

Point to_point(const Vec3& v) {
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

/// A position that is linear in row and column.
struct PlaneMap {
  Point origin, per_row, per_column;
  Point at(float h, float w) const {
    return {origin.x + h * per_row.x + w * per_column.x,
            origin.y + h * per_row.y + w * per_column.y,
            origin.z + h * per_row.z + w * per_column.z};
  }
};

/// The plane in patient coordinates, moved by a voxel offset.
PlaneMap patient_map(const Geometry& g, const Vec3& offset) {
  return {
      to_point(g.point_mm(offset[0], offset[1]) + (offset[2] * g.slice_thickness_mm) * g.normal()),
      to_point(g.row_spacing_mm * g.column_direction),
      to_point(g.column_spacing_mm * g.row_direction)};
}

PlaneMap heart_map(const Geometry& g, const Vec3& offset, const HeartFrame& f) {
  const auto turn = [&](const Vec3& v) {
    return to_point({dot(v, f.septal), dot(v, f.inferior), dot(v, f.apical)});
  };
  const Vec3 origin =
      g.point_mm(offset[0], offset[1]) + (offset[2] * g.slice_thickness_mm) * g.normal() - f.origin;
  return {turn(origin), turn(g.row_spacing_mm * g.column_direction),
          turn(g.column_spacing_mm * g.row_direction)};
}

/// Sensitivity of a front and a back array of loops, 1 at the middle of the heart. Each falls off
/// as the field on the axis of a current loop (Biot and Savart).
std::vector<float> coil_shading(const Person& person, const Protocol& protocol, const Geometry& g,
                                std::int64_t rows, std::int64_t columns) {
  const double depth = person.body.half_depth_mm;
  const Vec3 middle = person.frame.to_patient({10, 0, 40});
  const std::array<Vec3, 5> loops{{{70, -depth - 12, middle[2] - 40},
                                   {70, -depth - 12, middle[2] + 60},
                                   {-50, -depth - 12, middle[2]},
                                   {50, depth + 12, middle[2]},
                                   {-50, depth + 12, middle[2]}}};
  const auto gain = [&](const Vec3& p) {
    double sum = 0.15;
    for (const Vec3& loop : loops) {
      const Vec3 d = p - loop;
      const double q =
          1.0 / (1.0 + dot(d, d) / (protocol.coil_radius_mm * protocol.coil_radius_mm));
      sum += q * std::sqrt(q);
    }
    return sum;
  };
  const double unit = 1.0 / gain(middle);
  std::vector<float> shading;
  shading.reserve(static_cast<std::size_t>(rows * columns));
  for (std::int64_t h = 0; h < rows; ++h) {
    for (std::int64_t w = 0; w < columns; ++w) {
      shading.push_back(static_cast<float>(
          unit * gain(g.point_mm(static_cast<double>(h), static_cast<double>(w)))));
    }
  }
  return shading;
}

/// Magnitude of a signal with complex Gaussian noise.
float rician(float signal, double sd, Rng& rng) {
  const double r = sd * std::sqrt(-2.0 * std::log(1.0 - rng.uniform()));
  const double real =
      static_cast<double>(signal) + r * std::cos(2.0 * std::numbers::pi * rng.uniform());
  const double both =
      static_cast<double>(signal) * (2.0 * real - static_cast<double>(signal)) + r * r;
  return static_cast<float>(std::sqrt(std::max(0.0, both)));
}

}  // namespace

Protocol draw_protocol(const Rng& root) {
  Protocol p;
  Rng contrast = root.split("contrast");
  const auto set = [&](Tissue t, double value, double spread) {
    p.signal[static_cast<std::size_t>(t)] =
        static_cast<float>(value * std::exp(contrast.normal(0, spread)));
  };
  set(Tissue::kLung, 0.07, 0.2);
  set(Tissue::kFat, 0.95, 0.15);
  set(Tissue::kMuscle, 0.26, 0.1);
  set(Tissue::kMyocardium, 0.33, 0.1);
  set(Tissue::kBlood, 1.0, 0.04);
  set(Tissue::kLvBlood, 1.0, 0.02);
  set(Tissue::kLiver, 0.40, 0.15);
  set(Tissue::kSpleen, 0.55, 0.15);
  set(Tissue::kStomach, 0.70, 0.2);
  set(Tissue::kMarrow, 0.50, 0.15);
  set(Tissue::kFluid, 1.1, 0.1);
  p.signal[static_cast<std::size_t>(Tissue::kLvPapillary)] =
      p.signal[static_cast<std::size_t>(Tissue::kMyocardium)];
  Rng site = root.split("site");
  p.noise = site.uniform(0.02, 0.05);
  p.coil_radius_mm = site.uniform(55, 110);
  p.scale = std::exp(site.uniform(std::log(250.0), std::log(1200.0)));
  return p;
}

RenderedSlice render_slice(const Person& person, const Protocol& protocol, const Geometry& geometry,
                           std::int64_t rows, std::int64_t columns, std::int64_t frames,
                           const Rng& rng) {
  if (rows < 1 || columns < 1 || frames < 1)
    throw Error(ErrorCode::kShape, "render_slice: an empty picture");
  const auto pixels = static_cast<std::size_t>(rows * columns);
  RenderedSlice out{geometry, frames, rows, columns, {}, {}, {}};
  out.pixels.resize(pixels * static_cast<std::size_t>(frames));
  out.cavity.resize(out.pixels.size());

  // The body stands still: its signal at every sample, once a slice.
  const auto offsets = voxel_samples();
  std::vector<float> body(pixels * kSamples);
  std::array<PlaneMap, kSamples> heart;
  for (std::size_t s = 0; s < kSamples; ++s) {
    heart[s] = heart_map(geometry, offsets[s], person.frame);
    const PlaneMap map = patient_map(geometry, offsets[s]);
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto h = static_cast<float>(static_cast<std::int64_t>(i) / columns);
      const auto w = static_cast<float>(static_cast<std::int64_t>(i) % columns);
      const BodySample sample = body_sample(person.body, map.at(h, w));
      body[i * kSamples + s] =
          sample.texture * protocol.signal[static_cast<std::size_t>(sample.tissue)];
    }
  }
  const std::vector<float> shading = coil_shading(person, protocol, geometry, rows, columns);

  const auto voxel_mm = static_cast<float>(
      norm({geometry.row_spacing_mm, geometry.column_spacing_mm, geometry.slice_thickness_mm}));
  const VolumeCurve curve(person.cycle_ms, person.early_share);
  for (std::int64_t t = 0; t < frames; ++t) {
    out.time_ms.push_back(static_cast<double>(t) * person.cycle_ms / static_cast<double>(frames));
    const HeartPose pose = heart_pose(person.heart, curve.at(out.time_ms.back()));
    Rng noise = rng.split("noise", static_cast<std::uint64_t>(t));
    const std::size_t start = static_cast<std::size_t>(t) * pixels;
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto h = static_cast<float>(static_cast<std::int64_t>(i) / columns);
      const auto w = static_cast<float>(static_cast<std::int64_t>(i) % columns);
      float sum = 0;
      std::size_t cavity = 0;
      const bool moving = is_near_heart(pose, heart[0].at(h, w), voxel_mm);
      for (std::size_t s = 0; s < kSamples; ++s) {
        const Tissue tissue = moving ? heart_tissue(pose, heart[s].at(h, w)) : Tissue::kNothing;
        cavity += is_lv_cavity(tissue) ? 1 : 0;
        sum += tissue == Tissue::kNothing ? body[i * kSamples + s]
                                          : protocol.signal[static_cast<std::size_t>(tissue)];
      }
      const float signal = shading[i] * sum / static_cast<float>(kSamples);
      out.pixels[start + i] = protocol.noise > 0 ? rician(signal, protocol.noise, noise) : signal;
      out.cavity[start + i] = 2 * cavity >= kSamples ? 1 : 0;
    }
  }
  return out;
}

CineSlice quantise(const RenderedSlice& slice, const Protocol& protocol, double cycle_ms) {
  CineSlice out;
  out.frames = slice.frames;
  out.rows = slice.rows;
  out.columns = slice.columns;
  out.geometry = slice.geometry;
  out.trigger_time_ms = slice.time_ms;
  out.cycle_ms = cycle_ms;
  out.pixels.resize(slice.pixels.size() * sizeof(std::uint16_t));
  for (std::size_t i = 0; i < slice.pixels.size(); ++i) {
    const double value = std::clamp(
        std::round(protocol.scale * static_cast<double>(slice.pixels[i])), 0.0, kStoredMaximum);
    const auto stored = static_cast<std::uint16_t>(value);
    std::memcpy(out.pixels.data() + i * sizeof(stored), &stored, sizeof(stored));
  }
  return out;
}

}  // namespace chordae
