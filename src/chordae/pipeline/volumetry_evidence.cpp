#include "chordae/pipeline/volumetry_evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

namespace chordae {
namespace {

constexpr double kBody = 0.4;  // of the largest area: below it the ventricle may end within a slice

/// Areas of the cavity at end-diastole.
std::vector<double> areas_at_ed(const StackVolumes& v) {
  std::vector<double> out;
  for (const auto& slice : v.cavity_mm2) out.push_back(slice[static_cast<std::size_t>(v.ed)]);
  return out;
}

/// The same, one a position: repeats are averaged, as the volumes do.
std::vector<double> areas_by_position(const SaxStack& stack, const std::vector<double>& areas) {
  std::vector<double> out;
  double position = 0, count = 0;
  for (std::size_t s = 0; s < areas.size(); ++s) {
    const double here = stack.slices[s].position_mm;
    if (!out.empty() && here - position <= kSamePosition * stack.gap_mm) {
      out.back() = (out.back() * count + areas[s]) / (count + 1);
      count += 1;
    } else {
      out.push_back(areas[s]);
      position = here;
      count = 1;
    }
  }
  return out;
}

double largest_of(const std::vector<double>& areas) {
  return *std::max_element(areas.begin(), areas.end());
}

/// What smoothing takes from the volume curve, over the stroke volume.
double roughness_in_time(const StackVolumes& v) {
  if (v.few_frames) return 0;
  double squares = 0;
  for (std::size_t t = 0; t < v.curve_ml.size(); ++t) {
    const double off = v.raw_curve_ml[t] - v.curve_ml[t];
    squares += off * off;
  }
  const double rms = std::sqrt(squares / static_cast<double>(v.curve_ml.size()));
  return rms / std::max(1.0, v.edv_ml - v.esv_ml);
}

/// The same of a dozen moments: of more, neighbours are mixed from the same frames, and noise looks smooth.
double noise_in_time(const StackVolumes& v) {
  constexpr std::size_t kMoments = 12;
  const std::size_t step = v.raw_curve_ml.size() / kMoments;
  if (v.few_frames || step < 2) return roughness_in_time(v);
  StackVolumes dozen;
  for (std::size_t t = 0; t < v.raw_curve_ml.size(); t += step) dozen.raw_curve_ml.push_back(v.raw_curve_ml[t]);
  const std::size_t n = dozen.raw_curve_ml.size();
  for (std::size_t t = 0; t < n; ++t) {
    const auto weights = smoothing_weights(n, t, false);
    dozen.curve_ml.push_back(std::inner_product(weights.begin(), weights.end(), dozen.raw_curve_ml.begin(), 0.0));
  }
  const auto [least, most] = std::minmax_element(dozen.curve_ml.begin(), dozen.curve_ml.end());
  dozen.edv_ml = *most;
  dozen.esv_ml = *least;
  return roughness_in_time(dozen);
}

/// How far a slice's area lies from the mean of its neighbours', in the body of the ventricle: at
/// the base it ends within a slice.
double roughness_along_stack(const std::vector<double>& areas) {
  const double largest = largest_of(areas);
  double worst = 0;
  for (std::size_t s = 1; s + 1 < areas.size(); ++s) {
    if (std::min(areas[s - 1], areas[s + 1]) < kBody * largest) continue;
    worst = std::max(worst, std::abs(areas[s] - 0.5 * (areas[s - 1] + areas[s + 1])));
  }
  return largest > 0 ? worst / largest : 0;
}

/// How wide the band is in which the network wavers, mm: the area of 4 p (1 - p) shared out over
/// the outline of a disc of the same cavity. The bare grid of 2 mm pixels gives about 1.5.
double edge_blur(const StackMaps& maps, const StackVolumes& v) {
  double doubt = 0, outline = 0;
  for (std::size_t s = 0; s < maps.maps.size(); ++s) {
    const SliceMaps& m = maps.maps[s];
    const double pixel = m.grid.pixel_area_mm2();
    for (std::size_t t = 0; t < static_cast<std::size_t>(m.frames); ++t) {
      double area = 0;
      for (std::size_t i = t * m.pixels(); i < (t + 1) * m.pixels(); ++i) {
        if (v.regions[s].gate[i] == 0) continue;
        const double p = m.cavity[i];
        area += p * pixel;
        doubt += 4 * p * (1 - p) * pixel;
      }
      outline += 2 * std::sqrt(std::numbers::pi * area);
    }
  }
  return outline > 0 ? doubt / outline : 0;
}

/// What the outermost slices still hold of the largest area: at the base the ventricle ends
/// abruptly, at the apex it tapers. Which end is which, the areas say: more lies near the base.
std::array<double, 2> uncovered_ends(const std::vector<double>& areas) {
  const double largest = largest_of(areas);
  if (!(largest > 0)) return {1, 1};
  const std::size_t half = areas.size() / 2;
  double front = 0, back = 0;
  for (std::size_t s = 0; s < half; ++s) {
    front += areas[s];
    back += areas[areas.size() - 1 - s];
  }
  const double first = areas.front() / largest, last = areas.back() / largest;
  return front > back ? std::array{first, last} : std::array{last, first};
}

/// Mean of the picture in the cavity less that in the muscle, in SDs of the clip.
std::optional<double> blood_contrast(const StackMaps& maps, const StackVolumes& v) {
  double blood = 0, blood_sum = 0, muscle = 0, muscle_sum = 0;
  for (std::size_t s = 0; s < maps.maps.size(); ++s) {
    const SliceMaps& m = maps.maps[s];
    if (m.picture.size() != m.cavity.size()) return std::nullopt;
    if (v.regions[s].is_empty) continue;
    for (std::size_t i = 0; i < m.picture.size(); ++i) {
      if (v.regions[s].gate[i] != 0) {
        blood += m.cavity[i] * m.picture[i];
        blood_sum += m.cavity[i];
      }
      muscle += m.myocardium[i] * m.picture[i];
      muscle_sum += m.myocardium[i];
    }
  }
  if (!(blood_sum > 0 && muscle_sum > 0)) return 0;
  return blood / blood_sum - muscle / muscle_sum;
}

/// Area of the right ventricle over that of the left, in the slices that show the left, at
/// end-diastole.
double right_ventricle_share(const StackMaps& maps, const StackVolumes& v) {
  double right = 0, left = 0;
  for (std::size_t s = 0; s < maps.maps.size(); ++s) {
    if (v.regions[s].is_empty) continue;
    const SliceMaps& m = maps.maps[s];
    for (const float p : m.frame(m.right_ventricle, v.ed)) right += p * m.grid.pixel_area_mm2();
    left += v.cavity_mm2[s][static_cast<std::size_t>(v.ed)];
  }
  return left > 0 ? right / left : 0;
}

/// Length of stack that shows ventricle over the diameter of the largest cross-section's disc.
double length_over_width(const SaxStack& stack, const StackVolumes& v,
                         const std::vector<double>& areas) {
  double first = 0, last = 0;
  bool any = false;
  for (std::size_t s = 0; s < v.regions.size(); ++s) {
    if (v.regions[s].is_empty) continue;
    if (!any) first = stack.slices[s].position_mm;
    last = stack.slices[s].position_mm;
    any = true;
  }
  const double width = 2 * std::sqrt(largest_of(areas) / std::numbers::pi);
  return width > 0 ? (last - first + stack.gap_mm) / width : 0;
}

/// Centroid of a slice's ventricle over the beat, and its mean area.
struct Middle {
  PlanePoint at;
  double area = 0;
};

Middle find_middle(const StackSlice& slice, const SliceMaps& m, const VentricleRegion& region) {
  double sum = 0, h = 0, w = 0;
  for (std::size_t i = 0; i < m.cavity.size(); ++i) {
    if (region.gate[i] == 0) continue;
    const auto at = static_cast<std::int64_t>(i % m.pixels());
    sum += m.cavity[i];
    h += m.cavity[i] * static_cast<double>(at / m.grid.size);
    w += m.cavity[i] * static_cast<double>(at % m.grid.size);
  }
  if (!(sum > 0)) return {};
  return {slice.point(m.grid.row_at(h / sum), m.grid.column_at(w / sum)), sum};
}

/// How far the slices' centroids lie off one axis, mm: the median, weighted by area. One slice may
/// be shifted; a ventricle whose slices are scattered is none.
double off_axis(const SaxStack& stack, const StackMaps& maps, const StackVolumes& v) {
  const auto axis = fit_ventricle_axis(stack, maps.maps, &v.regions);
  if (!axis) return 0;
  std::vector<std::pair<double, double>> distances;  // and areas
  double whole = 0;
  for (std::size_t s = 0; s < maps.maps.size(); ++s) {
    const Middle m = find_middle(stack.slices[s], maps.maps[s], v.regions[s]);
    distances.emplace_back(std::hypot(m.at.u - (*axis)[s].u, m.at.v - (*axis)[s].v), m.area);
    whole += m.area;
  }
  std::sort(distances.begin(), distances.end());
  double below = 0;
  for (const auto& [distance, area] : distances) {
    below += area;
    if (below >= 0.5 * whole) return distance;
  }
  return 0;
}

/// Share of pixels that are as bright as the brightest of their slice, in the slices used: one in
/// thousands, unless the picture was clipped.
double saturated_share(const SaxStack& stack, const StackVolumes& v) {
  double saturated = 0, all = 0;
  for (std::size_t s = 0; s < stack.slices.size(); ++s) {
    if (v.regions[s].is_empty) continue;
    const std::vector<float> values = stack.slices[s].cine->to_float();
    const float most = *std::max_element(values.begin(), values.end());
    saturated += static_cast<double>(std::count(values.begin(), values.end(), most));
    all += static_cast<double>(values.size());
  }
  return all > 0 ? saturated / all : 0;
}

}  // namespace

double compute_head_lvef(const StackMaps& maps, const StackVolumes& volumes) {
  const auto areas = areas_at_ed(volumes);
  const double largest = largest_of(areas);
  double sum = 0, weights = 0;
  for (std::size_t s = 0; s < areas.size(); ++s) {
    if (!(areas[s] > 0.5 * largest)) continue;
    sum += areas[s] * maps.maps[s].lvef_percent;
    weights += areas[s];
  }
  return weights > 0 ? sum / weights : 0;
}

std::vector<std::pair<std::string, double>> measure_evidence(const SaxStack& stack,
                                                             const StackMaps& maps,
                                                             const StackVolumes& volumes) {
  const auto areas = areas_by_position(stack, areas_at_ed(volumes));
  const auto [base, apex] = uncovered_ends(areas);
  std::vector<std::pair<std::string, double>> out = {
      {"head_difference", std::abs(volumes.lvef_percent - compute_head_lvef(maps, volumes))},
      {"roughness_in_time", roughness_in_time(volumes)},
          {"noise_in_time", noise_in_time(volumes)},
      {"roughness_along_stack", roughness_along_stack(areas)},
      {"edge_blur_mm", edge_blur(maps, volumes)},
      {"holes", static_cast<double>(volumes.holes)},
      {"base_area_share", base},
      {"apex_area_share", apex},
      {"muscle_over_cavity", volumes.mass_g / volumes.edv_ml},
      {"right_ventricle_share", right_ventricle_share(maps, volumes)},
      {"length_over_width", length_over_width(stack, volumes, areas)},
      {"off_axis_mm", off_axis(stack, maps, volumes)},
      {"saturated_share", saturated_share(stack, volumes)},
      {"last_move_mm", maps.last_move_mm},
  };
  if (const auto contrast = blood_contrast(maps, volumes)) {
    out.emplace_back("blood_contrast", *contrast);
  }
  return out;
}

}  // namespace chordae
