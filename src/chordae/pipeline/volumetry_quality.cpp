// How far a volumetry can be trusted: what cannot be answered, the grade, the interval.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/strings.h"
#include "chordae/pipeline/volumetry.h"

namespace chordae {
namespace {

// What counts as a concern. Chosen by what careful readers would look at twice; the interval of each
// grade is what calibration measures. The two limits on blur replaced a limit on the share of
// uncertain area, which withheld three of eight real two-frame stacks with an early network: they are
// not independent of those, and are to be derived from synthetic validation.
constexpr double kHeadDisagrees = 12;      // percentage points
constexpr double kRoughInTime = 0.05;      // of the stroke volume
constexpr double kRoughAlongStack = 0.20;  // of the largest area
constexpr double kBody = 0.4;              // of the largest area
constexpr double kBlurred = 4;             // mm
constexpr std::size_t kFewSlices = 6;
constexpr double kBaseArea = 0.5, kApexArea = 0.3;  // of the largest, where coverage ends
constexpr double kSmallestVentricle = 20, kLargestVentricle = 700;  // mL, end-diastolic
// Beyond these the outlines are no outlines of anything that beats.
constexpr double kNoiseInTime = 0.5, kHopelessBlur = 9;  // mm
constexpr double kOutsideCloud = 1.0;  // ranges' widths that a feature may leave its range by

std::vector<double> areas_at(const StackVolumes& v, std::int64_t t) {
  std::vector<double> areas;
  for (const auto& slice : v.cavity_mm2) areas.push_back(slice[static_cast<std::size_t>(t)]);
  return areas;
}

/// The regression of the slices that show most ventricle, weighted by area.
double head_lvef(const StackMaps& maps, const std::vector<double>& areas) {
  const double largest = *std::max_element(areas.begin(), areas.end());
  double sum = 0, weights = 0;
  for (std::size_t s = 0; s < areas.size(); ++s) {
    if (!(areas[s] > 0.5 * largest)) continue;
    sum += areas[s] * maps.maps[s].lvef_percent;
    weights += areas[s];
  }
  return weights > 0 ? sum / weights : 0;
}

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

/// How far a slice's area lies from the mean of its neighbours', in the body of the ventricle: at
/// the base it ends within a slice.
double roughness_along_stack(const std::vector<double>& areas) {
  const double largest = *std::max_element(areas.begin(), areas.end());
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
  const double largest = *std::max_element(areas.begin(), areas.end());
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

std::string out_of_cloud(const Calibration& calibration, const Volumetry& v) {
  for (const auto& [name, value] : v.evidence) {
    const auto found = calibration.feature_range.find(name);
    if (found == calibration.feature_range.end()) continue;
    const auto [low, high] = found->second;
    const double slack = kOutsideCloud * (high - low);
    if (value < low - slack || value > high + slack) {
      return cat("unlike anything the network was trained on (", name, ")");
    }
  }
  return "";
}

char grade_of(const Volumetry& v) {
  if (v.slices_used < kFewSlices) return v.concerns.size() > 2 ? 'D' : 'C';
  return static_cast<char>('A' + std::min<std::size_t>(3, v.concerns.size()));
}

void add_interval(const std::optional<Calibration>& calibration, const VolumetryConfig& config,
                  Volumetry& out) {
  if (!calibration) {
    out.interval_withheld = "the weights carry no calibration";
    return;
  }
  const auto found = calibration->lvef_error_quantile.find(out.grade);
  if (found == calibration->lvef_error_quantile.end()) {
    out.interval_withheld = cat("the weights carry no calibration for grade ", out.grade);
    return;
  }
  const double widening = calibration->local_cases > 0 ? 1 : config.interval_widening;
  const double half = widening * found->second;
  out.lvef_interval = {
      {std::max(0.0, out.lvef_percent - half), std::min(100.0, out.lvef_percent + half)}};
  out.interval_coverage = calibration->coverage;
}

}  // namespace

void judge_volumes(const SaxStack& stack, const StackMaps& maps, const StackVolumes& volumes,
                   const std::optional<Calibration>& calibration, const VolumetryConfig& config,
                   Volumetry& out) {
  out.slices_used = volumes.slices_used;
  out.curve_ml = volumes.curve_ml;
  if (volumes.slices_used == 0 || volumes.curve_ml.empty() || !(volumes.edv_ml > 0)) {
    out.withheld = "the heart was not found: no left ventricle hangs together along the stack";
    return;
  }
  if (static_cast<std::int64_t>(volumes.slices_used) < config.min_slices) {
    out.withheld = cat("the ventricle was found in ", volumes.slices_used,
                       " slices, and volumes need ", config.min_slices);
    return;
  }
  if (stack.spacing_known &&
      (volumes.edv_ml < kSmallestVentricle || volumes.edv_ml > kLargestVentricle)) {
    out.withheld = cat("an end-diastolic volume of ", fixed(volumes.edv_ml, 0),
                       " mL is no adult heart's: the pixel spacing or the outline is wrong");
    return;
  }
  const auto areas = areas_at(volumes, volumes.ed);
  out.lvef_percent = volumes.lvef_percent;
  out.edv_ml = volumes.edv_ml;
  out.esv_ml = volumes.esv_ml;
  if (calibration && calibration->local_cases > 0) {
    // End-systole follows, so that LVEF stays what the volumes say.
    out.lvef_percent = calibration->recalibrate(volumes.lvef_percent);
    out.esv_ml = out.edv_ml * (1 - out.lvef_percent / 100);
  }
  out.mass_g = volumes.mass_g;
  if (!stack.spacing_known) {
    out.volumes_withheld = "the pixel spacing or the distance between slices is unknown";
  }
  out.lvef_head_percent = head_lvef(maps, areas);
  const auto largest =
      static_cast<std::size_t>(std::max_element(areas.begin(), areas.end()) - areas.begin());
  const auto frames = spread_frames(*stack.slices[largest].cine, maps.maps[largest].frames);
  out.ed_frame = frames[static_cast<std::size_t>(volumes.ed)].nearest();
  out.es_frame = frames[static_cast<std::size_t>(volumes.es)].nearest();

  const double difference = std::abs(volumes.lvef_percent - out.lvef_head_percent);
  const double in_time = roughness_in_time(volumes), along = roughness_along_stack(areas);
  const double blur = edge_blur(maps, volumes);
  const auto [base, apex] = uncovered_ends(areas);
  out.evidence = {{"head_difference", difference},
                  {"roughness_in_time", in_time},
                  {"roughness_along_stack", along},
                  {"edge_blur_mm", blur},
                  {"slices_used", static_cast<double>(out.slices_used)},
                  {"base_area_share", base},
                  {"apex_area_share", apex},
                  {"edv_ml", out.edv_ml}};
  const auto concern = [&](bool is_one, std::string_view what) {
    if (is_one) out.concerns.emplace_back(what);
  };
  concern(difference > kHeadDisagrees,
          cat("outlines and regression differ by ", fixed(difference, 0), " points"));
  concern(in_time > kRoughInTime, "the volume curve is rough");
  concern(along > kRoughAlongStack, "areas jump between slices");
  concern(blur > kBlurred, "outlines are uncertain");
  concern(out.slices_used < kFewSlices, "few slices");
  concern(base > kBaseArea, "the base may not be covered");
  concern(apex > kApexArea, "the apex may not be covered");
  out.grade = grade_of(out);
  if (in_time > kNoiseInTime || blur > kHopelessBlur) {
    out.withheld = "the outlines are too uncertain: this may be no heart, or a damaged picture";
  } else if (calibration) {
    out.withheld = out_of_cloud(*calibration, out);
  }
  add_interval(calibration, config, out);
}

}  // namespace chordae
