#include "chordae/phantom/scanner/acquire.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/phantom/scanner/band_limit.h"
#include "chordae/phantom/scanner/normal_stream.h"
#include "chordae/phantom/scanner/tone.h"

namespace chordae {
namespace {

using Frame = std::span<float>;

void check_picture(const ScenePicture& picture) {
  const auto pixels = static_cast<std::size_t>(picture.frames * picture.rows * picture.columns);
  if (picture.frames < 1 || picture.rows < 1 || picture.columns < 1 ||
      picture.signal.size() != pixels)
    throw Error(ErrorCode::kShape, "acquire: the picture's signal and sizes contradict each other");
}

Frame frame_of(ScenePicture& picture, std::int64_t t) {
  const auto pixels = static_cast<std::size_t>(picture.rows * picture.columns);
  return Frame(picture.signal).subspan(static_cast<std::size_t>(t) * pixels, pixels);
}

void multiply_by(Frame frame, const std::vector<float>& gain) {
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] *= gain[i];
}

/// Every frame takes a share of its neighbours in the cycle: interpolated phases, shared views.
void blur_in_time(ScenePicture& picture, double share) {
  if (share <= 0 || picture.frames < 3) return;
  const auto side = static_cast<float>(share), middle = static_cast<float>(1 - 2 * share);
  const Frame start = frame_of(picture, 0);
  const std::vector<float> first(start.begin(), start.end());
  const Frame end = frame_of(picture, picture.frames - 1);
  std::vector<float> before(end.begin(), end.end());
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    const Frame now = frame_of(picture, t);
    const bool last = t + 1 == picture.frames;
    const float* after = last ? first.data() : frame_of(picture, t + 1).data();
    for (std::size_t i = 0; i < now.size(); ++i) {
      const float own = now[i];
      now[i] = middle * own + side * (before[i] + after[i]);
      before[i] = own;
    }
  }
}

/// frame += amplitude * source, moved circularly along the phase-encoded direction.
void add_moved(Frame frame, const float* source, float amplitude, std::int64_t shift,
               std::int64_t rows, std::int64_t columns, bool along_rows) {
  for (std::int64_t h = 0; h < rows; ++h) {
    const std::int64_t from = along_rows ? (h + shift) % rows : h;
    float* to = frame.data() + h * columns;
    const float* row = source + from * columns;
    const std::int64_t turn = along_rows ? 0 : shift % columns;
    for (std::int64_t w = 0; w < columns - turn; ++w) to[w] += amplitude * row[w + turn];
    for (std::int64_t w = columns - turn; w < columns; ++w)
      to[w] += amplitude * row[w + turn - columns];
  }
}

/// Ghosts of what moves, and what parallel imaging didn't unfold.
void add_ghosts(ScenePicture& picture, const Artefacts& artefacts, bool along_rows) {
  if (artefacts.ghost <= 0 && artefacts.aliasing <= 0) return;
  const auto pixels = static_cast<std::size_t>(picture.rows * picture.columns);
  const auto field = static_cast<double>(along_rows ? picture.rows : picture.columns);
  std::vector<float> mean(pixels, 0.0F), moving(pixels), still;
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    const Frame frame = frame_of(picture, t);
    for (std::size_t i = 0; i < pixels; ++i) mean[i] += frame[i];
  }
  for (float& m : mean) m /= static_cast<float>(picture.frames);
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    const Frame frame = frame_of(picture, t);
    still.assign(frame.begin(), frame.end());
    if (artefacts.ghost > 0) {
      for (std::size_t i = 0; i < pixels; ++i) moving[i] = still[i] - mean[i];
      add_moved(frame, moving.data(), static_cast<float>(artefacts.ghost),
                std::llround(field * artefacts.ghost_shift), picture.rows, picture.columns,
                along_rows);
    }
    if (artefacts.aliasing > 0) {
      add_moved(frame, still.data(), static_cast<float>(artefacts.aliasing),
                std::llround(field / std::max(2, artefacts.acceleration)), picture.rows,
                picture.columns, along_rows);
    }
  }
}

/// What lies outside the field of view appears at the opposite side. The scene ends at the
/// picture's edge, so what would lie beyond is taken to be like what lies just within.
void fold_over(ScenePicture& picture, double share, bool along_rows) {
  const std::int64_t size = along_rows ? picture.rows : picture.columns;
  const auto depth = static_cast<std::int64_t>(std::floor(share * static_cast<double>(size)));
  if (depth < 1) return;
  constexpr float kOutside = 0.7F;  // farther from the coils
  const std::int64_t step = along_rows ? picture.columns : 1,
                     lines = along_rows ? picture.columns : picture.rows,
                     line_step = along_rows ? 1 : picture.columns;
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    float* frame = frame_of(picture, t).data();
    for (std::int64_t line = 0; line < lines; ++line) {
      float* at = frame + line * line_step;
      for (std::int64_t d = 0; d < depth; ++d) {
        float& near = at[d * step];
        float& far = at[(size - 1 - d) * step];
        const float fade = kOutside * (1 - static_cast<float>(d) / static_cast<float>(depth));
        const float from_far = far, from_near = near;
        near += fade * from_far;
        far += fade * from_near;
      }
    }
  }
}

/// One wrong point of k-space: a plane wave through the picture.
void add_spike(Frame frame, double amplitude, std::int64_t rows, std::int64_t columns, Rng rng) {
  if (amplitude <= 0 || !rng.chance(0.3)) return;
  const double u = std::floor(rng.uniform(-0.2, 0.2) * static_cast<double>(columns)),
               v = std::floor(rng.uniform(-0.2, 0.2) * static_cast<double>(rows));
  const double start = rng.uniform();
  for (std::int64_t h = 0; h < rows; ++h) {
    for (std::int64_t w = 0; w < columns; ++w) {
      const double turn = start + u * static_cast<double>(w) / static_cast<double>(columns) +
                          v * static_cast<double>(h) / static_cast<double>(rows);
      frame[static_cast<std::size_t>(h * columns + w)] +=
          static_cast<float>(amplitude * std::cos(2 * std::numbers::pi * turn));
    }
  }
}

}  // namespace

void acquire(ScenePicture& picture, const ScannedBody& body, const Protocol& protocol,
             const Rng& rng, std::span<const MetalPoint> metal) {
  check_picture(picture);
  const std::int64_t rows = picture.rows, columns = picture.columns;
  const KSpace& k = protocol.k_space;
  if (!(protocol.receiver.noise_sd >= 0))
    throw Error(ErrorCode::kNumeric, "acquire: the noise SD must be 0 or more");

  const bool metal_moves = std::any_of(metal.begin(), metal.end(),
                                       [](const MetalPoint& m) { return m.path_mm.size() > 1; });
  const PictureGrid grid{picture.geometry, rows, columns};
  ReceiverMaps maps = receiver_maps(grid, body, protocol.receiver, k.phase_along_rows);
  std::vector<float> gain = field_gain(grid, body, protocol.field, metal);
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    if (metal_moves && t > 0) gain = field_gain(grid, body, protocol.field, metal, t);
    multiply_by(frame_of(picture, t), gain);
    multiply_by(frame_of(picture, t), maps.gain);
  }
  blur_in_time(picture, protocol.artefacts.temporal_blur);
  add_ghosts(picture, protocol.artefacts, k.phase_along_rows);
  fold_over(picture, protocol.artefacts.wrap_share, k.phase_along_rows);

  PlaneBandLimit band(BandLimit(rows, k.rows_share, k.taper, k.blur_px),
                      BandLimit(columns, k.columns_share, k.taper, k.blur_px));
  // Noise goes through the same filter as the signal; its SD is meant behind k-space, before any
  // further blur. g-factor and coil correction are smooth enough to pass the filter unchanged.
  const double noise_gain = k.blur_px > 0
                                ? BandLimit(rows, k.rows_share, k.taper).noise_gain() *
                                      BandLimit(columns, k.columns_share, k.taper).noise_gain()
                                : band.noise_gain();
  for (float& sd : maps.noise) sd = static_cast<float>(sd / noise_gain);
  const ToneCurve tone(protocol.tone);
  const std::vector<float> mask = storage_mask(protocol.storage, rows, columns);
  std::vector<float> imaginary(maps.noise.size());
  for (std::int64_t t = 0; t < picture.frames; ++t) {
    const Frame frame = frame_of(picture, t);
    const auto number = static_cast<std::uint64_t>(t);
    add_spike(frame, protocol.artefacts.spike, rows, columns, rng.split("spike", number));
    if (protocol.receiver.noise_sd > 0) {
      NormalStream normal(rng.split("noise", number));
      for (std::size_t i = 0; i < frame.size(); ++i) {
        frame[i] += maps.noise[i] * normal.next();
        imaginary[i] = maps.noise[i] * normal.next();
      }
      band.apply(frame);
      band.apply(imaginary);
      for (std::size_t i = 0; i < frame.size(); ++i)
        frame[i] = std::sqrt(frame[i] * frame[i] + imaginary[i] * imaginary[i]);
    } else {
      band.apply(frame);
      for (float& v : frame) v = std::fabs(v);
    }
    if (!tone.is_identity()) {
      for (float& v : frame) v = tone(v);
    }
    if (!mask.empty()) multiply_by(frame, mask);
  }
}

}  // namespace chordae
