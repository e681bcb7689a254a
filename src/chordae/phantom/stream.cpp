#include "chordae/phantom/stream.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/phantom/person_draw.h"
#include "chordae/phantom/scanner/training_protocol.h"

namespace chordae {
namespace {

/// Planes of a stack at random: gap, thickness, where it begins, how it is turned.
struct StackPlan {
  double gap_mm, thickness_mm, first_mm, pixel_mm;
  std::int64_t slices;
};

StackPlan plan_stack(const StreamConfig& config, double length_mm, Rng rng) {
  StackPlan plan{};
  plan.thickness_mm = rng.uniform(5.5, 10.5);
  plan.gap_mm = std::max(plan.thickness_mm, rng.truncated_normal(9.3, 1.2, 6, 13));
  // From one or two slices above the base to beyond the apex: negatives belong to every stack.
  plan.first_mm = -rng.uniform(0.3, 2.6) * plan.gap_mm;
  plan.slices = static_cast<std::int64_t>(std::ceil((length_mm - plan.first_mm) / plan.gap_mm + rng.uniform(0, 1.3)));
  plan.slices = std::clamp<std::int64_t>(plan.slices, 6, 20);
  plan.pixel_mm = config.pixel_mm * std::exp(rng.uniform(-1, 1) * std::log1p(config.pixel_spread));
  return plan;
}

/// Hearts for training: every ejection fraction as often as any other in half of them, and now and then
/// details that few people have.
Person draw_training_person(const Rng& rng, double realism) {
  PersonOptions options;
  options.mix = ConditionMix::kUniform;
  Rng own = rng.split("training");
  Person person;
  const bool any_ejection_fraction = own.chance(0.5);
  options.lvef_percent = own.uniform(8, 80);
  try {
    person = draw_person(rng.split("person"), any_ejection_fraction ? options : PersonOptions{.mix = options.mix});
  } catch (const Error&) {  // walls that can't reach it
    options.lvef_percent = 0;
    person = draw_person(rng.split("person"), options);
  }
  if (own.chance(realism)) return person;
  Person wide = person;
  HeartAnatomy& a = wide.anatomy;
  a.trabeculae_mm = own.uniform(0, 10);
  a.papillary_mm = own.uniform(2.5, 8);
  a.rv_trabeculae_mm = own.uniform(0, 9);
  a.wall_mm *= own.uniform(0.75, 1.3);
  a.fat_mm = own.uniform(0, 10);
  a.pericardium_mm = own.uniform(0.5, 3);
  a.tilt_septal += own.normal(0, 0.08);
  a.tilt_inferior += own.normal(0, 0.08);
  a.twist_degrees = own.uniform(-10, 25);
  a.bend_mm = own.uniform(-4, 7);
  a.apex_roundness = own.uniform(1.7, 3.2);
  for (double& delay : a.delay_ms) delay += own.uniform(-40, 60);
  try {
    const Beat possible(wide);
    return wide;
  } catch (const Error&) {
    return person;
  }
}

}  // namespace

void StreamConfig::fields(FieldVisitor& v) {
  v.field({.name = "rows", .help = "picture rows", .min = 16, .max = 512}, rows);
  v.field({.name = "columns", .help = "picture columns", .min = 16, .max = 512}, columns);
  v.field({.name = "frames", .help = "frames a beat", .min = 1, .max = 100}, frames);
  v.field({.name = "pixel_mm", .help = "pixel size", .unit = "mm", .min = 0.5, .max = 6}, pixel_mm);
  v.field({.name = "pixel_spread", .help = "pixels are larger or smaller by up to this share", .min = 0, .max = 1}, pixel_spread);
  v.field({.name = "realism", .help = "1 life-like, 0 far wider than life", .min = 0, .max = 1}, realism);
  v.field({.name = "offset_mm", .help = "SD of the picture's centre about the ventricle's", .unit = "mm", .min = 0, .max = 60}, offset_mm);
  v.field({.name = "rotation_degrees", .help = "pictures are turned by up to this", .unit = "degrees", .min = 0, .max = 180}, rotation_degrees);
  v.field({.name = "slices", .help = "slices a study, drawn from its stack; 0 all", .min = 0, .max = 20}, slices);
  v.field({.name = "short_axis", .help = "the short-axis stack"}, short_axis);
  v.field({.name = "long_axis", .help = "the three long-axis views"}, long_axis);
}

HeartStream::HeartStream(const StreamConfig& config, std::uint64_t seed) : config_(config), rng_(Rng(seed).split("heart stream")) {
  check_fields(fields_of(config_));
  if (!config_.short_axis && !config_.long_axis) throw Error(ErrorCode::kConfig, "a stream of no views: short_axis or long_axis");
}

StreamStudy HeartStream::study(std::uint64_t index) const {
  const Rng rng = rng_.split("study", index);
  StreamStudy study;
  study.index = index;
  study.person = draw_training_person(rng, config_.realism);
  const Protocol protocol = draw_training_protocol(rng.split("protocol"), config_.realism);
  Rng gate = rng.split("gate");
  // Prospective gating misses the end of the beat.
  const double share = gate.chance(0.2) ? gate.uniform(0.8, 1.0) : 1.0;
  const CineScan scan(study.person, protocol, config_.frames, share);
  study.truth = measure_truth(scan.beat(), false);
  study.times_ms = scan.times_ms();
  for (const double t : study.times_ms) study.lv_ml.push_back(scan.beat().volumes_at(t).lv_ml);

  const double length = scan.beat().resting().length_mm;
  const StackPlan plan = plan_stack(config_, length, rng.split("stack"));
  study.pixel_mm = plan.pixel_mm;
  study.slice_gap_mm = plan.gap_mm;
  study.slice_thickness_mm = plan.thickness_mm;

  Rng place = rng.split("place");
  ViewSettings settings;
  settings.rows = config_.rows;
  settings.columns = config_.columns;
  settings.pixel_mm = plan.pixel_mm;
  settings.slice_gap_mm = plan.gap_mm;
  settings.thickness_mm = plan.thickness_mm;
  settings.sax_slices = plan.slices;
  settings.sax_first_mm = plan.first_mm;
  settings.scout = false;
  const auto plans = plan_views(study.person, settings, rng.split("views"));
  const double turn = config_.rotation_degrees * place.uniform(-1, 1) * std::numbers::pi / 180;
  const double offset_row = place.normal(0, config_.offset_mm), offset_column = place.normal(0, config_.offset_mm);

  struct Job {
    View view;
    Geometry geometry;
    double height;
  };
  std::vector<Job> jobs;
  for (const SeriesPlan& series : plans) {
    if (!(series.view == View::kSax ? config_.short_axis : config_.long_axis)) continue;
    for (Geometry g : series.planes) {
      const Vec3 row = std::cos(turn) * g.row_direction + std::sin(turn) * g.column_direction;
      const Vec3 column = std::cos(turn) * g.column_direction - std::sin(turn) * g.row_direction;
      Vec3 centre = g.point_mm(0.5 * static_cast<double>(config_.rows - 1), 0.5 * static_cast<double>(config_.columns - 1));
      if (series.view == View::kSax) {
        // About the ventricle's axis rather than the middle of both ventricles.
        centre = centre - 12.0 * study.person.frame.septal;
      }
      centre = centre + offset_row * row + offset_column * column;
      Geometry turned = centred_plane(centre, row, column, settings);
      turned.spacing_between_slices_mm = g.spacing_between_slices_mm;
      jobs.push_back({series.view, turned, 1 - study.person.frame.to_heart(centre)[2] / length});
    }
  }
  if (config_.slices > 0 && static_cast<std::size_t>(config_.slices) < jobs.size()) {
    // Any of them, in the stack's order.
    std::vector<std::size_t> order(jobs.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    place.shuffle(std::span(order));
    order.resize(static_cast<std::size_t>(config_.slices));
    std::sort(order.begin(), order.end());
    std::vector<Job> chosen;
    for (const std::size_t i : order) chosen.push_back(jobs[i]);
    jobs = std::move(chosen);
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    check_cancelled();
    study.slices.push_back({jobs[i].view, jobs[i].height,
                            scan.take(jobs[i].geometry, config_.rows, config_.columns, rng.split("slice", i))});
  }
  return study;
}

}  // namespace chordae
