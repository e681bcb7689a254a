#include "chordae/pipeline/stack_volumes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/image/disc_summation.h"
#include "chordae/models/heart_segmenter.h"

namespace chordae {
namespace {

constexpr double kMyocardialDensity = 1.05;  // g/mL (Schulz-Menger et al., JCMR 2020 22:19)
constexpr double kThickestWall = 24;         // mm: muscle further from the cavity is not its wall
constexpr std::int64_t kFewFrames = 8;  // fewer are no curve to fit a parabola to

struct Areas {
  std::vector<double> cavity, myocardium;  // (T), mm^2
};

Areas measure_slice(const SliceMaps& maps, const VentricleRegion& region) {
  const auto frames = static_cast<std::size_t>(maps.frames);
  Areas out{std::vector<double>(frames), std::vector<double>(frames)};
  if (region.is_empty) return out;
  const int rings = static_cast<int>(std::lround(kThickestWall / maps.grid.pixel_mm));
  const auto wall = dilate(region.whole, maps.grid.size, rings);
  const double area = maps.grid.pixel_area_mm2();
  for (std::size_t t = 0; t < frames; ++t) {
    const auto cavity = maps.frame(maps.cavity, static_cast<std::int64_t>(t));
    const auto muscle = maps.frame(maps.myocardium, static_cast<std::int64_t>(t));
    double cavity_sum = 0, muscle_sum = 0;
    for (std::size_t i = 0; i < cavity.size(); ++i) {
      if (region.gate[t * cavity.size() + i] != 0) cavity_sum += cavity[i];
      if (wall[i] != 0) muscle_sum += muscle[i];
    }
    const double sure = std::min(1.0, maps.presence[t] / kSurePresence);
    out.cavity[t] = sure * cavity_sum * area;
    out.myocardium[t] = sure * muscle_sum * area;
  }
  return out;
}

void weigh(Areas& areas, const std::vector<double>& trust) {
  if (trust.size() != areas.cavity.size()) {
    throw Error(ErrorCode::kShape, "trust that does not fit the maps");
  }
  for (std::size_t t = 0; t < trust.size(); ++t) {
    areas.cavity[t] *= trust[t];
    areas.myocardium[t] *= trust[t];
  }
}

/// Slices without ventricle between slices that show it: shifted, spoilt or not understood, but not
/// empty.
std::vector<bool> find_holes(const std::vector<VentricleRegion>& regions) {
  std::vector<bool> holes(regions.size(), false);
  const auto shows = [](const VentricleRegion& r) { return !r.is_empty; };
  const auto first = std::find_if(regions.begin(), regions.end(), shows);
  const auto last = std::find_if(regions.rbegin(), regions.rend(), shows).base();
  for (auto r = first; r < last; ++r)
    holes[static_cast<std::size_t>(r - regions.begin())] = r->is_empty;
  return holes;
}

/// Volume of one moment: repeats of a position averaged, holes bridged, a disc of nothing beyond
/// either end.
double sum_discs(const SaxStack& stack, const std::vector<std::vector<double>>& areas,
                 const std::vector<bool>& holes, std::size_t t) {
  std::vector<Disc> discs;
  double count = 0;
  for (std::size_t s = 0; s < stack.slices.size(); ++s) {
    if (holes[s]) continue;
    const double position = stack.slices[s].position_mm;
    if (!discs.empty() &&
        position - discs.back().position_mm <= std::max(1e-3, kSamePosition * stack.gap_mm)) {
      discs.back().area_mm2 = (discs.back().area_mm2 * count + areas[s][t]) / (count + 1);
      count += 1;
    } else {
      discs.push_back({areas[s][t], position});
      count = 1;
    }
  }
  discs.insert(discs.begin(), {0, discs.front().position_mm - stack.gap_mm});
  discs.push_back({0, discs.back().position_mm + stack.gap_mm});
  return compute_disc_volume_ml(discs);
}

std::vector<double> smooth(const std::vector<double>& curve, bool few_frames) {
  std::vector<double> out;
  for (std::size_t t = 0; t < curve.size(); ++t) {
    const auto weights = smoothing_weights(curve.size(), t, few_frames);
    const double value = std::inner_product(curve.begin(), curve.end(), weights.begin(), 0.0);
    out.push_back(std::max(0.0, value));
  }
  return out;
}

}  // namespace

std::vector<double> smoothing_weights(std::size_t frames, std::size_t moment, bool few_frames) {
  std::vector<double> weights(frames, 0);
  if (frames < 7) {
    weights[moment] = 1;
    return weights;
  }
  // Savitzky, Golay, Anal. Chem. 1964 36:1627, table I.
  constexpr std::array<double, 5> kParabola = {-3.0 / 35, 12.0 / 35, 17.0 / 35, 12.0 / 35,
                                               -3.0 / 35};
  constexpr std::array<double, 5> kMean = {0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0};
  const auto& kernel = few_frames ? kMean : kParabola;
  for (std::size_t k = 0; k < kernel.size(); ++k) {
    weights[(moment + frames + k - 2) % frames] = kernel[k];
  }
  return weights;
}

std::vector<double> slice_lengths_mm(const SaxStack& stack,
                                     const std::vector<VentricleRegion>& regions) {
  const std::size_t slices = stack.slices.size();
  const std::vector<bool> holes = find_holes(regions);
  std::vector<double> lengths;
  for (std::size_t s = 0; s < slices; ++s) {
    std::vector<std::vector<double>> areas(slices, {0});
    areas[s][0] = 1;
    lengths.push_back(1000 * sum_discs(stack, areas, holes, 0));  // of 1 mm^2, mL
  }
  return lengths;
}

StackVolumes compute_stack_volumes(const SaxStack& stack, const std::vector<SliceMaps>& maps,
                                   const std::vector<std::vector<double>>& trust) {
  StackVolumes out;
  out.regions = find_connected_ventricle(stack, maps);
  if (maps.empty()) return out;
  if (!trust.empty() && trust.size() != maps.size()) {
    throw Error(ErrorCode::kShape, "trust that does not fit the stack");
  }
  const std::int64_t frames = maps.front().frames;
  std::int64_t fewest = maps.front().frames;
  for (std::size_t s = 0; s < maps.size(); ++s) {
    const SliceMaps& m = maps[s];
    const std::size_t values = m.pixels() * static_cast<std::size_t>(frames);
    if (m.frames != frames || m.myocardium.size() != values ||
        m.presence.size() != static_cast<std::size_t>(frames)) {
      throw Error(ErrorCode::kShape, "maps of slices that differ in frames");
    }
    Areas areas = measure_slice(m, out.regions[s]);
    if (!trust.empty()) weigh(areas, trust[s]);
    out.cavity_mm2.push_back(std::move(areas.cavity));
    out.myocardium_mm2.push_back(std::move(areas.myocardium));
    out.slices_used += !out.regions[s].is_empty;
    fewest = std::min(fewest, stack.slices[s].cine->frames);
  }
  if (out.slices_used == 0 || !(stack.gap_mm > 0)) return out;
  const std::vector<bool> holes = find_holes(out.regions);
  out.holes = static_cast<std::size_t>(std::count(holes.begin(), holes.end(), true));
  for (std::size_t t = 0; t < static_cast<std::size_t>(frames); ++t) {
    out.raw_curve_ml.push_back(sum_discs(stack, out.cavity_mm2, holes, t));
  }
  out.few_frames = fewest < kFewFrames;
  out.curve_ml = smooth(out.raw_curve_ml, out.few_frames);
  const auto [least, most] = std::minmax_element(out.curve_ml.begin(), out.curve_ml.end());
  out.ed = most - out.curve_ml.begin();
  out.es = least - out.curve_ml.begin();
  out.edv_ml = *most;
  out.esv_ml = *least;
  if (out.edv_ml > 0) {
    out.lvef_percent = compute_ejection_fraction_percent(out.edv_ml, out.esv_ml);
  }
  out.mass_g = kMyocardialDensity *
               sum_discs(stack, out.myocardium_mm2, holes, static_cast<std::size_t>(out.ed));
  return out;
}

}  // namespace chordae
