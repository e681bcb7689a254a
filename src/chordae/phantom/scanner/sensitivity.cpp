#include "chordae/phantom/scanner/sensitivity.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace chordae {
namespace {

/// Sum of a front and a back array's sensitivities, relative to the heart's middle. Each loop falls
/// off as its field on the axis (Biot and Savart).
class CoilArrays {
 public:
  CoilArrays(const ScannedBody& body, const Receiver& receiver) : receiver_(receiver) {
    constexpr double kClearanceMm = 12;  // padding between skin and loop
    const double front = body.front_mm - kClearanceMm, back = body.back_mm + kClearanceMm;
    const double x = receiver.coil_shift_mm[0] + body.heart_mm[0],
                 z = receiver.coil_shift_mm[1] + body.heart_mm[2];
    loops_ = {{{x + 55, front, z - 45},
               {x + 55, front, z + 45},
               {x - 55, front, z},
               {x + 50, back, z},
               {x - 50, back, z}}};
    unit_ = 1 / sum(body.heart_mm);
  }
  double operator()(const Vec3& p) const { return unit_ * sum(p); }

 private:
  double sum(const Vec3& p) const {
    double total = 0.08;  // the far elements and the body coil
    for (const Vec3& loop : loops_) {
      const Vec3 d = p - loop;
      const double q = 1 / (1 + dot(d, d) / (receiver_.coil_radius_mm * receiver_.coil_radius_mm));
      total += q * std::sqrt(q);
    }
    return total;
  }
  Receiver receiver_;
  std::array<Vec3, 5> loops_{};
  double unit_ = 1;
};

/// Pass band of the balanced steady state by field offset, 1 on resonance. One tissue for all:
/// between blood and myocardium (theirs differ by a few percent inside the band).
class PassBand {
 public:
  explicit PassBand(const SteadyStateTiming& timing) : period_hz_(1000 / timing.tr_ms) {
    const TissueProperties tissue{1200, 110, 1, 0};
    const double unit = 1 / std::abs(bssfp_signal(tissue, timing));
    for (std::size_t i = 0; i <= kSteps; ++i) {
      const double hz = period_hz_ * static_cast<double>(i) / kSteps;
      table_[i] = unit * std::abs(bssfp_signal(tissue, timing, hz));
    }
  }
  double operator()(double hz) const {
    const double place = hz / period_hz_;
    const double x = (place - std::floor(place)) * kSteps;
    const auto i = std::min<std::size_t>(static_cast<std::size_t>(x), kSteps - 1);
    const double f = x - static_cast<double>(i);
    return (1 - f) * table_[i] + f * table_[i + 1];
  }

 private:
  static constexpr std::size_t kSteps = 256;
  double period_hz_;
  std::array<double, kSteps + 1> table_{};
};

double static_field_hz(const Vec3& p, const ScannedBody& body, const FieldMap& field) {
  const Vec3 d = p - body.heart_mm;
  const auto& s = field.slope_hz_per_mm;
  // Strongest below the lateral wall, over a few centimetres (Reeder, MRM 1998;39:988).
  const Vec3 corner{body.heart_mm[0] + 40, body.heart_mm[1] + 25, body.diaphragm_z_mm};
  constexpr double kReachMm = 38;
  const Vec3 c = p - corner;
  return field.shim_hz + s[0] * d[0] + s[1] * d[1] + s[2] * d[2] +
         field.diaphragm_hz * std::exp(-0.5 * dot(c, c) / (kReachMm * kReachMm));
}

struct MetalEffect {
  double field_hz = 0, gain = 1;
  double rim = 0;  ///< on top: signal that was displaced there
};

MetalEffect metal_effect(const Vec3& p, std::span<const MetalPoint> metal, std::int64_t frame,
                         const FieldMap& field, double voxel_mm) {
  MetalEffect effect;
  const double te_s = 1e-3 * field.timing.te_ms;
  for (const MetalPoint& m : metal) {
    if (m.path_mm.empty()) continue;
    const auto last = static_cast<std::int64_t>(m.path_mm.size()) - 1;
    const Vec3 d = p - m.path_mm[static_cast<std::size_t>(std::min(frame, last))];
    const double r2 = std::max(dot(d, d), 1.0), r = std::sqrt(r2);
    if (r > 8 * m.void_mm) continue;
    // The strength at which, at r = void, the field changes by one turn a voxel until the echo.
    const double moment = std::pow(m.void_mm, 4) / (3 * voxel_mm * te_s);
    const double angular = 3 * d[2] * d[2] / r2 - 1;
    effect.field_hz += moment * angular / (r2 * r);
    const double turns = std::pow(m.void_mm / r, 4);
    effect.gain *= std::exp(-2 * turns * turns);
    // Displaced signal piles up at the border, along the field's lobes.
    const double rim = (r - 1.25 * m.void_mm) / (0.18 * m.void_mm);
    effect.rim += 1.2 * std::fabs(angular) * std::exp(-rim * rim);
  }
  return effect;
}

/// Noise amplification across the phase-encoded direction: highest midway between the arrays, where
/// their sensitivities are most alike.
double g_factor(double place, const Receiver& receiver) {
  const double x = 2 * place - 1;
  return 1 + (receiver.g_factor - 1) * std::exp(-3 * x * x);
}

}  // namespace

ReceiverMaps receiver_maps(const PictureGrid& grid, const ScannedBody& body,
                           const Receiver& receiver, bool phase_along_rows) {
  const CoilArrays coils(body, receiver);
  ReceiverMaps maps;
  maps.gain.reserve(static_cast<std::size_t>(grid.rows * grid.columns));
  maps.noise.reserve(maps.gain.capacity());
  for (std::int64_t h = 0; h < grid.rows; ++h) {
    for (std::int64_t w = 0; w < grid.columns; ++w) {
      const auto y = static_cast<double>(h), x = static_cast<double>(w);
      const double heard = std::pow(coils(grid.geometry.point_mm(y, x)), receiver.coil_strength);
      const double corrected = receiver.correction > 0 ? std::pow(heard, -receiver.correction) : 1;
      const double place = phase_along_rows ? (y + 0.5) / static_cast<double>(grid.rows)
                                            : (x + 0.5) / static_cast<double>(grid.columns);
      maps.gain.push_back(static_cast<float>(heard * corrected));
      maps.noise.push_back(
          static_cast<float>(receiver.noise_sd * corrected * g_factor(place, receiver)));
    }
  }
  return maps;
}

std::vector<float> field_gain(const PictureGrid& grid, const ScannedBody& body,
                              const FieldMap& field, std::span<const MetalPoint> metal,
                              std::int64_t frame) {
  const PassBand pass_band(field.timing);
  const double voxel_mm = std::max(grid.geometry.slice_thickness_mm, grid.geometry.row_spacing_mm);
  std::vector<float> gain;
  gain.reserve(static_cast<std::size_t>(grid.rows * grid.columns));
  for (std::int64_t h = 0; h < grid.rows; ++h) {
    for (std::int64_t w = 0; w < grid.columns; ++w) {
      const Vec3 p = grid.geometry.point_mm(static_cast<double>(h), static_cast<double>(w));
      const MetalEffect effect = metal_effect(p, metal, frame, field, voxel_mm);
      const double band =
          field.balanced ? pass_band(static_field_hz(p, body, field) + effect.field_hz) : 1;
      gain.push_back(static_cast<float>(band * effect.gain + effect.rim));
    }
  }
  return gain;
}

}  // namespace chordae
