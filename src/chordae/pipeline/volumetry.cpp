#include "chordae/pipeline/volumetry.h"

#include <algorithm>

#include "chordae/base/strings.h"

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

}  // namespace

void VolumetryConfig::fields(FieldVisitor& v) {
  segment.fields(v);
  v.field({.name = "min_slices",
           .help = "slices with ventricle that an answer needs",
           .min = 2,
           .max = 30},
          min_slices);
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
    out.withheld = "one frame a slice: an ejection fraction needs the beat";
    return out;
  }
  if (positions < config.min_slices) {
    out.withheld = cat(positions, " slice positions, and volumes need ", config.min_slices);
    return out;
  }
  auto maps = segment_stack(stack, model, config.segment);
  if (!maps) {
    out.withheld = "the heart was not found: nothing in the stack looks like a left ventricle";
    return out;
  }
  StackVolumes volumes = compute_stack_volumes(stack, maps->maps);
  judge_volumes(stack, *maps, volumes, model.calibration(), config, out);
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
