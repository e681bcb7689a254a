#include "chordae/pipeline/connected_ventricle.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "chordae/base/error.h"

namespace chordae {
namespace {

using Mask = std::vector<std::uint8_t>;

constexpr float kInside = 0.5f;
constexpr double kUprightLength = 15;  // mm of stack that a tilt must be supported by
constexpr double kOutlier = 8;         // mm: a slice that leaves the line by more loses weight
constexpr double kNearAxis = 20;       // mm about the axis where the first slice's cavity lies
constexpr double kLinkRim = 4;      // mm that a slice may be shifted, beyond what overlaps anyway
constexpr double kLinkShare = 0.3;  // of a region that must overlap the neighbour's
constexpr int kMostEmpty = 2;       // slices without cavity, beyond which nothing is ventricle
constexpr int kRim = 2;             // pixels about the regions whose probability counts

double squared(double x) { return x * x; }

void check_sizes(const SaxStack& stack, const std::vector<SliceMaps>& maps) {
  bool fits = stack.slices.size() == maps.size();
  for (const SliceMaps& m : maps) {
    fits = fits && m.cavity.size() == m.pixels() * static_cast<std::size_t>(m.frames);
  }
  if (!fits) throw Error(ErrorCode::kShape, "maps that do not fit the stack");
}

PlanePoint point_of(const StackSlice& slice, const ClipGrid& grid, double h, double w) {
  return slice.point(grid.row_at(h), grid.column_at(w));
}

struct Centroid {
  PlanePoint at;
  double weight = 0;  // mm^2, mean over the frames
};

Centroid find_centroid(const StackSlice& slice, const SliceMaps& maps,
                       const VentricleRegion* region) {
  double sum = 0, h_sum = 0, w_sum = 0;
  const std::int64_t n = maps.grid.size;
  for (std::size_t i = 0; i < maps.cavity.size(); ++i) {
    const double p = maps.cavity[i];
    if (region != nullptr && region->gate[i] == 0) continue;
    if (!(p > 0.2)) continue;  // a faint haze over the whole clip has no place
    const auto at = static_cast<std::int64_t>(i % maps.pixels());
    sum += p;
    h_sum += p * static_cast<double>(at / n);
    w_sum += p * static_cast<double>(at % n);
  }
  if (!(sum > 0)) return {};
  return {point_of(slice, maps.grid, h_sum / sum, w_sum / sum),
          sum * maps.grid.pixel_area_mm2() / static_cast<double>(maps.frames)};
}

/// Regions of one frame, numbered from 1; 0 outside. Eight neighbours.
std::vector<int> label_regions(std::span<const float> probability, std::int64_t n, int& count) {
  std::vector<int> labels(probability.size(), 0);
  std::vector<std::int64_t> open;
  count = 0;
  for (std::int64_t start = 0; start < n * n; ++start) {
    if (labels[static_cast<std::size_t>(start)] != 0 ||
        !(probability[static_cast<std::size_t>(start)] > kInside)) {
      continue;
    }
    labels[static_cast<std::size_t>(start)] = ++count;
    open.assign(1, start);
    while (!open.empty()) {
      const std::int64_t h = open.back() / n, w = open.back() % n;
      open.pop_back();
      for (std::int64_t y = std::max<std::int64_t>(0, h - 1); y <= std::min(n - 1, h + 1); ++y) {
        for (std::int64_t x = std::max<std::int64_t>(0, w - 1); x <= std::min(n - 1, w + 1); ++x) {
          const auto at = static_cast<std::size_t>(y * n + x);
          if (labels[at] != 0 || !(probability[at] > kInside)) continue;
          labels[at] = count;
          open.push_back(y * n + x);
        }
      }
    }
  }
  return labels;
}

/// Keeps the regions of every frame of which at least `share` lies within `near`.
VentricleRegion keep_regions(const SliceMaps& maps, const Mask& near, double share) {
  const std::int64_t n = maps.grid.size;
  const std::size_t pixels = maps.pixels();
  VentricleRegion out;
  out.gate.assign(maps.cavity.size(), 0);
  out.whole.assign(pixels, 0);
  std::vector<std::vector<int>> labels;
  std::vector<std::vector<bool>> kept;
  for (std::int64_t t = 0; t < maps.frames; ++t) {
    int count = 0;
    labels.push_back(label_regions(maps.frame(maps.cavity, t), n, count));
    std::vector<double> all(static_cast<std::size_t>(count) + 1), inside(all);
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto label = static_cast<std::size_t>(labels.back()[i]);
      all[label] += 1;
      inside[label] += near[i];
    }
    kept.emplace_back(all.size(), false);
    for (std::size_t label = 1; label < all.size(); ++label) {
      kept.back()[label] = inside[label] >= share * all[label];
    }
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto label = static_cast<std::size_t>(labels.back()[i]);
      if (label > 0 && kept.back()[label]) out.whole[i] = 1;
    }
  }
  out.is_empty = std::find(out.whole.begin(), out.whole.end(), 1) == out.whole.end();
  if (out.is_empty) return out;
  const Mask rim = dilate(out.whole, n, kRim);
  for (std::size_t t = 0; t < labels.size(); ++t) {
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto label = static_cast<std::size_t>(labels[t][i]);
      out.gate[t * pixels + i] = label > 0 ? kept[t][label] : rim[i];
    }
  }
  return out;
}

/// `region` of slice `from`, seen on the grid of slice `to`.
Mask project(const Mask& region, const StackSlice& from, const ClipGrid& from_grid,
             const StackSlice& to, const ClipGrid& to_grid) {
  const std::int64_t n = to_grid.size, m = from_grid.size;
  Mask out(static_cast<std::size_t>(n * n), 0);
  for (std::int64_t h = 0; h < n; ++h) {
    for (std::int64_t w = 0; w < n; ++w) {
      const auto [row, column] =
          from.pixel(point_of(to, to_grid, static_cast<double>(h), static_cast<double>(w)));
      const double y = (row - from_grid.row_at(0)) * from_grid.row_mm / from_grid.pixel_mm;
      const double x = (column - from_grid.column_at(0)) * from_grid.column_mm / from_grid.pixel_mm;
      if (!(y > -0.5 && x > -0.5)) continue;
      const auto i = static_cast<std::int64_t>(y + 0.5), j = static_cast<std::int64_t>(x + 0.5);
      if (i >= m || j >= m) continue;
      out[static_cast<std::size_t>(h * n + w)] = region[static_cast<std::size_t>(i * m + j)];
    }
  }
  return out;
}

Mask disc_about(const StackSlice& slice, const ClipGrid& grid, const PlanePoint& centre) {
  Mask out;
  for (std::int64_t h = 0; h < grid.size; ++h) {
    for (std::int64_t w = 0; w < grid.size; ++w) {
      const PlanePoint p = point_of(slice, grid, static_cast<double>(h), static_cast<double>(w));
      out.push_back(squared(p.u - centre.u) + squared(p.v - centre.v) < squared(kNearAxis));
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> dilate(const std::vector<std::uint8_t>& mask, std::int64_t size,
                                 int rings) {
  // Rows, then columns: a square is a product of lines.
  Mask across(mask.size(), 0), out(mask.size(), 0);
  for (std::int64_t h = 0; h < size; ++h) {
    for (std::int64_t w = 0; w < size; ++w) {
      if (mask[static_cast<std::size_t>(h * size + w)] == 0) continue;
      for (auto x = std::max<std::int64_t>(0, w - rings); x <= std::min(size - 1, w + rings); ++x)
        across[static_cast<std::size_t>(h * size + x)] = 1;
    }
  }
  for (std::int64_t h = 0; h < size; ++h) {
    for (std::int64_t w = 0; w < size; ++w) {
      if (across[static_cast<std::size_t>(h * size + w)] == 0) continue;
      for (auto y = std::max<std::int64_t>(0, h - rings); y <= std::min(size - 1, h + rings); ++y)
        out[static_cast<std::size_t>(y * size + w)] = 1;
    }
  }
  return out;
}

std::optional<std::vector<PlanePoint>> fit_ventricle_axis(
    const SaxStack& stack, const std::vector<SliceMaps>& maps,
    const std::vector<VentricleRegion>* regions) {
  check_sizes(stack, maps);
  if (regions != nullptr && regions->size() != maps.size()) {
    throw Error(ErrorCode::kShape, "regions that do not fit the stack");
  }
  std::vector<Centroid> own;
  std::vector<double> weight;
  for (std::size_t s = 0; s < maps.size(); ++s) {
    own.push_back(
        find_centroid(stack.slices[s], maps[s], regions != nullptr ? &(*regions)[s] : nullptr));
    weight.push_back(own.back().weight);
  }
  if (std::all_of(weight.begin(), weight.end(), [](double w) { return w <= 0; })) {
    return std::nullopt;
  }
  std::vector<PlanePoint> line(maps.size());
  for (int round = 0; round < 10; ++round) {
    double sum = 0, z = 0, u = 0, v = 0;
    for (std::size_t s = 0; s < maps.size(); ++s) {
      sum += weight[s];
      z += weight[s] * stack.slices[s].position_mm;
      u += weight[s] * own[s].at.u;
      v += weight[s] * own[s].at.v;
    }
    z /= sum, u /= sum, v /= sum;
    double zz = sum * squared(kUprightLength), zu = 0, zv = 0;
    for (std::size_t s = 0; s < maps.size(); ++s) {
      const double dz = stack.slices[s].position_mm - z;
      zz += weight[s] * dz * dz;
      zu += weight[s] * dz * (own[s].at.u - u);
      zv += weight[s] * dz * (own[s].at.v - v);
    }
    for (std::size_t s = 0; s < maps.size(); ++s) {
      const double dz = stack.slices[s].position_mm - z;
      line[s] = {u + dz * zu / zz, v + dz * zv / zz};
      const double off = squared(own[s].at.u - line[s].u) + squared(own[s].at.v - line[s].v);
      weight[s] = own[s].weight / (1 + off / squared(kOutlier));
    }
  }
  return line;
}

std::vector<VentricleRegion> find_connected_ventricle(const SaxStack& stack,
                                                      const std::vector<SliceMaps>& maps) {
  const auto axis = fit_ventricle_axis(stack, maps);
  std::vector<VentricleRegion> out(maps.size());
  for (std::size_t s = 0; s < maps.size(); ++s) {
    out[s].gate.assign(maps[s].cavity.size(), 0);
    out[s].whole.assign(maps[s].pixels(), 0);
  }
  if (!axis) return out;

  std::size_t first = 0;
  double most = 0;
  for (std::size_t s = 0; s < maps.size(); ++s) {
    const Mask disc = disc_about(stack.slices[s], maps[s].grid, (*axis)[s]);
    double mass = 0;
    for (std::size_t i = 0; i < maps[s].cavity.size(); ++i) {
      mass += maps[s].cavity[i] * disc[i % maps[s].pixels()];
    }
    mass *= maps[s].grid.pixel_area_mm2() / static_cast<double>(maps[s].frames);
    if (mass > most) {
      most = mass;
      first = s;
    }
  }
  out[first] = keep_regions(
      maps[first], disc_about(stack.slices[first], maps[first].grid, (*axis)[first]), kLinkShare);
  if (out[first].is_empty) return out;

  for (const int step : {-1, 1}) {
    std::size_t linked = first;
    int empty = 0;
    for (auto s = static_cast<std::ptrdiff_t>(first) + step;
         s >= 0 && s < static_cast<std::ptrdiff_t>(maps.size()) && empty < kMostEmpty; s += step) {
      const auto here = static_cast<std::size_t>(s);
      const ClipGrid& grid = maps[here].grid;
      const Mask seen = project(out[linked].whole, stack.slices[linked], maps[linked].grid,
                                stack.slices[here], grid);
      const int rings = static_cast<int>(std::lround(kLinkRim / grid.pixel_mm));
      out[here] = keep_regions(maps[here], dilate(seen, grid.size, rings), kLinkShare);
      if (out[here].is_empty) {
        ++empty;
      } else {
        linked = here;
        empty = 0;
      }
    }
  }
  return out;
}

}  // namespace chordae
