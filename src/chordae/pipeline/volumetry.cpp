#include "chordae/pipeline/volumetry.h"

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/pipeline/long_axis_views.h"

namespace chordae {
namespace {

std::string describe_choice(const Study& study, std::size_t chosen) {
  std::size_t others = 0;
  for (std::size_t i = 0; i < study.series.size(); ++i) {
    const Verdict& v = study.series[i].verdict;
    others += i != chosen && v.accepted && v.view == View::kSax;
  }
  if (others == 0) return "";
  return cat("of ", others + 1, " short-axis series the one that covers most of the heart");
}

// No bore is wider than 80 cm (Siemens MAGNETOM Free.Max, 2021), and an adult heart is more than 60
// mm across both ventricles.
constexpr double kSmallestField = 60, kLargestField = 800;

/// Why the stack's pixel spacing can't be true; empty if it can, or is nominal.
std::string doubt_spacing(const SaxStack& stack) {
  double field = 0;
  for (const StackSlice& s : stack.slices) {
    field = std::max({field, s.row_mm * static_cast<double>(s.cine->rows),
                      s.column_mm * static_cast<double>(s.cine->columns)});
  }
  if (field >= kSmallestField && field <= kLargestField) return "";
  return cat("the pictures would be ", fixed(field, 0), " mm wide: the pixel spacing is wrong");
}

/// How far a slice's outline counts, by the share of ventricle that the long-axis views see in it:
/// wholly while that is most of what they see, less where most is atrium or aorta.
std::vector<std::vector<double>> trust_of(std::vector<std::vector<double>> ventricle_share) {
  for (auto& slice : ventricle_share) {
    for (double& share : slice) share = share < 0 ? 1 : std::min(1.0, 2 * share);
  }
  return ventricle_share;
}

}  // namespace

void VolumetryConfig::fields(FieldVisitor& v) {
  segment.fields(v);
  v.field({.name = "min_slices",
           .help = "slices with ventricle that an answer needs",
           .min = 2,
           .max = 30},
          min_slices);
  v.field({.name = "long_axis",
           .help = "long-axis views say which slices lie in the atrium at which moment"},
          long_axis);
  v.field({.name = "interval_widening",
           .help = "factor on the interval learned from synthetic hearts",
           .min = 1,
           .max = 10},
          interval_widening);
}

Volumetry measure_study(const Study& study, const HeartModel& model, const VolumetryConfig& config,
                        VolumetryDetail* detail) {
  Volumetry out;
  const auto chosen = choose_sax_series(study);
  if (!chosen) {
    out.withheld = "no short-axis stack";
    return out;
  }
  const StudySeries& series = study.series[*chosen];
  out.series_id = series.id;
  out.choice = describe_choice(study, *chosen);
  SaxStack stack = arrange_stack(series.cine);
  out.slices = series.cine.slices.size();
  out.left_out = stack.left_out;
  const auto positions = static_cast<std::int64_t>(count_positions(stack));
  if (stack.slices.empty()) {
    const bool still = std::all_of(out.left_out.begin(), out.left_out.end(),
                                   [](const auto& left) { return left.second == kOneFrame; });
    out.withheld = still ? "one frame a slice: an ejection fraction needs the beat"
                         : cat("no slice that can be used: ", out.left_out.back().second);
    return out;
  }
  if (positions < config.min_slices) {
    out.withheld = cat(positions, " slice positions, and volumes need ", config.min_slices);
    return out;
  }
  if (out.withheld = doubt_spacing(stack); !out.answered()) return out;
  auto maps = segment_stack(stack, model, config.segment);
  if (!maps) {
    out.withheld = "the heart was not found: nothing in the stack looks like a left ventricle";
    return out;
  }
  StackVolumes volumes = compute_stack_volumes(stack, maps->maps);
  LongAxisEvidence beside;
  if (config.long_axis) {
    const auto views = segment_long_axis(study, stack, *maps, volumes, model, config.segment);
    beside = compare_long_axis(stack, *maps, volumes, views);
    if (beside.views > 0) {
      volumes = compute_stack_volumes(stack, maps->maps, trust_of(beside.ventricle_share));
    }
  }
  judge_volumes(stack, *maps, volumes, model.calibration(), config, out);
  if (config.long_axis) {
    out.evidence.emplace_back("long_axis_views", static_cast<double>(beside.views));
    if (beside.base_beyond_stack_mm) {
      out.evidence.emplace_back("base_beyond_stack_mm", *beside.base_beyond_stack_mm);
    }
  }
  if (detail != nullptr) *detail = {std::move(stack), std::move(*maps), std::move(volumes)};
  return out;
}

std::string headline(const Volumetry& r) {
  if (!r.answered()) return cat("withheld: ", r.withheld);
  std::string text = cat("LVEF ", fixed(r.lvef_percent, 0), " %");
  if (r.lvef_interval) {
    text +=
        cat(" (", fixed((*r.lvef_interval)[0], 0), " to ", fixed((*r.lvef_interval)[1], 0), ")");
  }
  if (r.volumes_withheld.empty()) {
    text += cat(", EDV ", fixed(r.edv_ml, 0), " mL, ESV ", fixed(r.esv_ml, 0), " mL");
  }
  return text + cat(", ", r.slices_used, " of ", r.slices, " slices used");
}

}  // namespace chordae
