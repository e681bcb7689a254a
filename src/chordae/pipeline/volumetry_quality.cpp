// How far a volumetry can be trusted: what cannot be answered, the grade, the interval. Every limit
// and where it comes from: docs/withholding.md.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "chordae/base/strings.h"
#include "chordae/pipeline/volumetry.h"
#include "chordae/pipeline/volumetry_evidence.h"

namespace chordae {
namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

/// A number of the evidence: where it becomes a concern, which costs a grade, and to which side of
/// the training hearts' range it speaks against a heart.
struct Rule {
  std::string_view evidence;
  double low, high;  ///< a concern outside
  bool below, above;
  std::string_view words;
};
constexpr Rule kRules[] = {
    {"head_difference", -kNone, 12, false, false, "outlines and regression disagree"},
    {"roughness_in_time", -kNone, 0.05, false, true, "the volume curve is rough"},
    {"roughness_along_stack", -kNone, 0.20, false, false, "areas jump between slices"},
    {"edge_blur_mm", -kNone, 4, false, true, "outlines are uncertain"},
    {"base_area_share", -kNone, 0.5, false, false, "the base may not be covered"},
    {"apex_area_share", -kNone, 0.3, false, false, "the apex may not be covered"},
    {"length_over_width", 1.25, kNone, false, true,
     "the ventricle's length and width do not match"},
    {"saturated_share", -kNone, 0.15, false, false, "the pictures are saturated"},
    {"holes", -kNone, 0, false, false, "slices within the ventricle show none"},
    {"off_axis_mm", -kNone, kNone, false, true, "slices lie off one axis"},
    {"last_move_mm", -kNone, kNone, false, true, "the ventricle's place is uncertain"},
    {"blood_contrast", -kNone, kNone, true, false, "blood is hardly brighter than muscle"},
    {"right_ventricle_share", -kNone, kNone, true, false, "there is no right ventricle beside it"},
    {"muscle_over_cavity", -kNone, kNone, true, true, "there is too much or too little muscle"},
};
constexpr std::size_t kFewSlices = 6;
constexpr double kSmallestVentricle = 20, kLargestVentricle = 700;  // mL, end-diastolic
constexpr double kNoBeat = 3;                     // percent: what noise in still pictures comes to
constexpr double kFlattest = 0.5;                 // length over width
constexpr double kHopelessBlur = 14;              // mm
constexpr double kNoisyCurve = 0.5;               // of the stroke volume
constexpr double kUnusual = 0.5, kForeign = 1.5;  // distance from training, in doublings
constexpr double kLeast = 1e-3;  // of a range's limit: what is nil is ten doublings below

std::optional<double> find_evidence(const Volumetry& v, std::string_view name) {
  for (const auto& [known, value] : v.evidence) {
    if (known == name) return value;
  }
  return std::nullopt;
}

/// How far a number lies outside the range of training, to the sides that count, in doublings.
double doublings_outside(const Rule& rule, double value, const std::array<double, 2>& range) {
  const auto [low, high] = range;
  if (rule.above && high > 0 && value > high) return std::log2(value / high);
  if (rule.below && low > 0 && value < low) return std::log2(low / std::max(value, kLeast * low));
  return 0;
}

struct Distance {
  double doublings = 0;    ///< of all numbers together
  std::string_view worst;  ///< what speaks most against a heart
};

Distance distance_from_training(const Calibration& calibration, const Volumetry& v) {
  Distance out;
  double most = 0;
  for (const Rule& rule : kRules) {
    const auto value = find_evidence(v, rule.evidence);
    const auto range = calibration.feature_range.find(std::string(rule.evidence));
    if (!value || range == calibration.feature_range.end()) continue;
    const double own = doublings_outside(rule, *value, range->second);
    out.doublings += own;
    if (own > most) {
      most = own;
      out.worst = rule.words;
    }
  }
  return out;
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

/// What costs the grade, and the first reason for no answer.
void apply_rules(const SaxStack& stack, const std::optional<Calibration>& calibration,
                 Volumetry& out) {
  for (const Rule& rule : kRules) {
    const auto value = find_evidence(out, rule.evidence);
    if (value && !(*value >= rule.low && *value <= rule.high))
      out.concerns.emplace_back(rule.words);
  }
  if (out.slices_used < kFewSlices) out.concerns.emplace_back("few slices");
  if (!(stack.slices.front().cine->geometry.row_spacing_mm > 0)) {
    out.concerns.emplace_back("the scale of the pictures is unknown");
  }
  if (calibration) {
    const Distance from = distance_from_training(*calibration, out);
    out.evidence.emplace_back("distance_from_training", from.doublings);
    if (from.doublings > kForeign) {
      out.withheld = cat("unlike the hearts of training: ", from.worst);
    } else if (from.doublings > kUnusual) {
      out.concerns.push_back(cat("unusual: ", from.worst));
    }
  }
  if (find_evidence(out, "edge_blur_mm").value_or(0) > kHopelessBlur ||
      find_evidence(out, "noise_in_time").value_or(0) > kNoisyCurve) {
    out.withheld = "the outlines are too uncertain: this may be no heart, or a damaged picture";
  }
  if (out.lvef_percent < kNoBeat) {
    out.withheld = "no beat: the ventricle is as large at its smallest as at its largest";
  }
  if (const double shape = find_evidence(out, "length_over_width").value_or(1); shape < kFlattest) {
    out.withheld =
        cat("the ventricle would be ", fixed(1 / shape, 1),
            " times as wide as long: the distance between slices is wrong, or they cover "
            "little of it");
  }
  if (stack.spacing_known && (out.edv_ml < kSmallestVentricle || out.edv_ml > kLargestVentricle)) {
    out.withheld = cat("an end-diastolic volume of ", fixed(out.edv_ml, 0),
                       " mL is no adult heart's: the pixel spacing or the outline is wrong");
  }
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
  out.lvef_head_percent = compute_head_lvef(maps, volumes);
  std::size_t largest = 0;
  const auto area_at_ed = [&](std::size_t s) {
    return volumes.cavity_mm2[s][static_cast<std::size_t>(volumes.ed)];
  };
  for (std::size_t s = 1; s < volumes.cavity_mm2.size(); ++s) {
    if (area_at_ed(s) > area_at_ed(largest)) largest = s;
  }
  const auto frames = spread_frames(*stack.slices[largest].cine, maps.maps[largest].frames);
  out.ed_frame = frames[static_cast<std::size_t>(volumes.ed)].nearest();
  out.es_frame = frames[static_cast<std::size_t>(volumes.es)].nearest();

  out.evidence = measure_evidence(stack, maps, volumes);
  apply_rules(stack, calibration, out);
  out.grade = grade_of(out);
  add_interval(calibration, config, out);
}

}  // namespace chordae
