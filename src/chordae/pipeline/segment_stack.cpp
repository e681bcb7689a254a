#include "chordae/pipeline/segment_stack.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/thread_pool.h"
#include "chordae/image/heart_finder.h"
#include "chordae/pipeline/connected_ventricle.h"
#include "chordae/tensor/torch_errors.h"
#include "chordae/train/autocast.h"

namespace chordae {
namespace {

constexpr double kSettled = 2;  // mm: a centre that moved less would show the same picture
constexpr double kRoomy = 34, kFarthest = 1.5;  // mm: of the cavity's radius; times
constexpr double kSameZoom = 0.04;
constexpr int kQuarters = 4;

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor t = tensor.contiguous();
  return {t.const_data_ptr<float>(), t.const_data_ptr<float>() + t.numel()};
}

/// (2T, H, W) as two clips of every second moment, (2, T, H, W), and back.
at::Tensor part_moments(const at::Tensor& clip, std::int64_t parts) {
  return clip.unflatten(0, {clip.size(0) / parts, parts}).transpose(0, 1);
}
at::Tensor join_moments(const at::Tensor& clips) { return clips.transpose(0, 1).flatten(0, 1); }

/// Averages over quarter turns of the clip, each turned back.
SliceMaps segment_clip(const at::Tensor& clip, const ClipGrid& grid, const HeartModel& model,
                       std::int64_t rotations, bool bf16) {
  const std::int64_t parts = clip.size(0) / model.config().frames;
  at::Tensor masks, presence, lvef;
  for (std::int64_t i = 0; i < rotations; ++i) {
    const std::int64_t turn = i * kQuarters / rotations;
    const Autocast products(bf16, c10::DeviceType::CPU);
    const auto out = model.network().forward(part_moments(at::rot90(clip, turn, {1, 2}), parts));
    const at::Tensor probability = at::softmax(join_moments(out.masks).to(at::kFloat), 1);
    const at::Tensor m = at::rot90(probability, -turn, {2, 3});
    const at::Tensor p = at::sigmoid(join_moments(out.presence).to(at::kFloat));
    masks = i == 0 ? m : masks + m;
    presence = i == 0 ? p : presence + p;
    lvef = i == 0 ? out.lvef : lvef + out.lvef;
  }
  const double share = 1.0 / static_cast<double>(rotations);
  masks = masks * share;
  if (!masks.isfinite().all().item<bool>()) {
    throw Error(ErrorCode::kNumeric, "the heart segmenter gave values that are not finite");
  }
  const auto map = [&](SegmenterClass c) {
    return values_of(masks.select(1, static_cast<std::int64_t>(c)));
  };
  SliceMaps maps;
  maps.grid = grid;
  maps.frames = clip.size(0);
  maps.cavity = map(SegmenterClass::kLvCavity);
  maps.myocardium = map(SegmenterClass::kLvMyocardium);
  maps.right_ventricle = map(SegmenterClass::kRvCavity);
  maps.outflow = values_of(masks.select(1, static_cast<std::int64_t>(SegmenterClass::kAtrium)) +
                           masks.select(1, static_cast<std::int64_t>(SegmenterClass::kAorta)));
  maps.presence = values_of(presence * share);
  maps.picture = values_of(clip);
  maps.lvef_percent = 100 * share * lvef.to(at::kFloat).mean().item<double>();
  return maps;
}

struct Look {
  const SaxStack& stack;
  const HeartModel& model;
  const SegmentConfig& config;
  bool bf16;

  std::vector<SliceMaps> at(const std::vector<PlanePoint>& centres, double zoom,
                            bool last) const {
    std::vector<SliceMaps> maps(stack.slices.size());
    parallel_for(static_cast<std::int64_t>(maps.size()), thread_count(config.threads),
                 [&](std::int64_t i) {
                   check_cancelled();
                   const auto s = static_cast<std::size_t>(i);
                   const StackSlice& slice = stack.slices[s];
                   const auto [row, column] = slice.pixel(centres[s]);
                   const ClipGrid grid{model.config().size, zoom * model.config().pixel_mm, row, column,
                                       slice.row_mm,        slice.column_mm};
                   maps[s] = segment_slice(*slice.cine, grid, model, last ? config.rotations : 1, bf16, config.fine_beat);
                 });
    return maps;
  }
};

/// Where the heart's beat says it is, one point a slice, inside the pictures.
std::optional<std::vector<PlanePoint>> find_centres(const SaxStack& stack) {
  Cine cine{View::kSax, {}};
  for (const StackSlice& slice : stack.slices) cine.slices.push_back(*slice.cine);
  const auto found = try_find_heart(cine);
  if (!found) return std::nullopt;
  std::vector<PlanePoint> centres;
  for (std::size_t s = 0; s < found->size(); ++s) {
    centres.push_back(stack.slices[s].point((*found)[s].row, (*found)[s].column));
  }
  return centres;
}

/// The axis of what hangs together, or of all cavity where nothing is sure yet.
std::optional<std::vector<PlanePoint>> find_axis(const SaxStack& stack,
                                                 const std::vector<SliceMaps>& maps) {
  const auto regions = find_connected_ventricle(stack, maps);
  const auto axis = fit_ventricle_axis(stack, maps, &regions);
  return axis ? axis : fit_ventricle_axis(stack, maps);
}

/// How much larger than trained the pixels must be for the ventricle to look no larger than most do: by
/// the radius of the second largest cross-section, any moment, so that one wrong slice says nothing.
double find_zoom(const std::vector<SliceMaps>& maps) {
  std::vector<double> areas = {0, 0};
  for (const SliceMaps& m : maps) {
    double largest = 0;
    for (std::int64_t t = 0; t < m.frames; ++t) {
      const auto cavity = m.frame(m.cavity, t);
      largest = std::max(largest, std::accumulate(cavity.begin(), cavity.end(), 0.0));
    }
    areas.push_back(largest * m.grid.pixel_area_mm2());
  }
  std::sort(areas.begin(), areas.end(), std::greater());
  return std::clamp(std::sqrt(areas[1] / std::numbers::pi) / kRoomy, 1.0, kFarthest);
}

/// A line's points, but never off the picture.
std::vector<PlanePoint> keep_inside(const SaxStack& stack, std::vector<PlanePoint> points) {
  for (std::size_t s = 0; s < points.size(); ++s) {
    const StackSlice& slice = stack.slices[s];
    const auto [row, column] = slice.pixel(points[s]);
    points[s] = slice.point(std::clamp(row, 0.0, static_cast<double>(slice.cine->rows - 1)),
                            std::clamp(column, 0.0, static_cast<double>(slice.cine->columns - 1)));
  }
  return points;
}

}  // namespace

void SegmentConfig::fields(FieldVisitor& v) {
  v.field({.name = "passes", .help = "looks at the stack, each centred anew", .min = 1, .max = 5},
          passes);
  v.field({.name = "rotations",
           .help = "quarter turns that are averaged (1, 2 or 4)",
           .min = 1,
           .max = 4},
          rotations);
  v.field({.name = "fine_beat",
           .help = "twice as many moments of the beat as a clip has"},
          fine_beat);
  v.field({.name = "precision",
           .help = "of the network's products",
           .choices = {"auto", "fp32", "bf16"}},
          precision);
}

SliceMaps segment_slice(const CineSlice& slice, const ClipGrid& grid, const HeartModel& model,
                        std::int64_t rotations, bool bf16, bool fine_beat) {
  return translate_torch_errors([&] {
    const c10::InferenceMode inference;
    at::set_num_threads(1);  // of this thread: embed.cpp, Note [One thread a clip]
    const at::Tensor clip = make_segmenter_clip(slice, grid, (fine_beat ? 2 : 1) * model.config().frames);
    return segment_clip(clip, grid, model, rotations, bf16);
  });
}

bool wants_bf16(const SegmentConfig& config) {
  return config.precision == "bf16" || (config.precision == "auto" && has_fast_bf16());
}

bool has_fast_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

std::optional<StackMaps> segment_stack(const SaxStack& stack, const HeartModel& model,
                                       const SegmentConfig& config) {
  if (config.rotations != 1 && config.rotations != 2 && config.rotations != 4) {
    throw Error(ErrorCode::kConfig, "rotations: 1, 2 or 4");
  }
  auto centres = find_centres(stack);
  if (!centres) return std::nullopt;
  const Look look{stack, model, config, wants_bf16(config)};
  StackMaps out;
  double zoom = 1;
  out.maps = look.at(*centres, zoom, config.passes == 1);
  out.passes = 1;
  while (out.passes < config.passes) {
    const auto axis = find_axis(stack, out.maps);
    if (!axis) return std::nullopt;
    const auto next = keep_inside(stack, *axis);
    double move = 0;
    for (std::size_t s = 0; s < next.size(); ++s) {
      move = std::max(move, std::hypot(next[s].u - (*centres)[s].u, next[s].v - (*centres)[s].v));
    }
    const double wanted = find_zoom(out.maps);
    const bool same = move < kSettled && std::abs(wanted - zoom) < kSameZoom;
    const bool last = out.passes + 1 == config.passes;
    if (same && config.rotations == 1) break;
    centres = next;
    zoom = wanted;
    out.last_move_mm = move;
    out.maps = look.at(*centres, zoom, last);
    ++out.passes;
  }
  if (!fit_ventricle_axis(stack, out.maps)) return std::nullopt;
  return out;
}

}  // namespace chordae
