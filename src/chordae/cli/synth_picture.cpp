#include "chordae/cli/synth_picture.h"

#include <array>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/cohort/examination.h"
#include "chordae/draw/picture.h"
#include "chordae/phantom/cine_scan.h"
#include "chordae/phantom/conditions/condition.h"

namespace chordae {
namespace {

std::string label_title(const Person& p) {
  std::string labels;
  for (const Condition* c : condition_table()) {
    if (has_label(*c, p)) labels += cat(labels.empty() ? "" : ", ", c->name);
  }
  return labels.empty() ? "no label" : labels;
}

std::string truth_title(const Person& p) {
  const HeartAnatomy& a = p.anatomy;
  return cat("LVEF ", fixed(a.lvef_percent(), 0), " %, EDV ", fixed(a.edv_ml, 0), " mL, ESV ",
             fixed(a.esv_ml, 0), " mL, RVEF ", fixed(a.rvef_percent(), 0), " %, ", p.age_years,
             " years, ", p.female ? "F" : "M");
}

}  // namespace

std::string write_heart_picture(const std::string& path, const SynthConfig& config) {
  check_synth_config(config);
  const bool moves = lower(path).ends_with(".gif");
  if (!moves && !lower(path).ends_with(".png")) {
    throw Error(ErrorCode::kUsage, cat("--picture ", path, ": its name must end in .gif or .png"));
  }
  const Examination e = plan_examination(config, 1);
  constexpr std::int64_t kSide = 144;
  ViewSettings settings{.sax_slices = 3, .rows = kSide, .columns = kSide, .pixel_mm = 1.5};
  settings.planning_error = 0;
  settings.scout = false;
  settings.slice_gap_mm = 0.26 * make_resting_heart(e.person.anatomy).length_mm;
  Protocol protocol = e.protocol;
  protocol.planning = {.slice_shift_sd_mm = 0, .mistrigger_share = 0};
  const CineScan scan(e.person, protocol, config.frames > 0 ? config.frames : 24);

  std::vector<Geometry> planes;
  for (const SeriesPlan& plan : plan_views(e.person, settings, e.rng.split("picture"))) {
    planes.insert(planes.end(), plan.planes.begin(), plan.planes.end());
  }
  std::vector<CineSlice> slices(planes.size());
  parallel_for(
      static_cast<std::int64_t>(planes.size()), thread_count(config.threads), [&](std::int64_t i) {
        const auto at = static_cast<std::size_t>(i);
        const auto picture = scan.take(planes[at], kSide, kSide, e.rng.split("picture", at));
        slices[at] = quantise(picture, protocol, e.person.rhythm.cycle_ms, scan.times_ms());
      });
  // As a reader lays them out: 4CH, 2CH, 3CH after the short axis.
  const std::array<Cine, 4> cines{
      Cine{View::kSax, {slices[0], slices[1], slices[2]}}, Cine{View::kFourChamber, {slices[5]}},
      Cine{View::kTwoChamber, {slices[3]}}, Cine{View::kThreeChamber, {slices[4]}}};
  std::vector<SheetSeries> series{{truth_title(e.person), nullptr},
                                  {label_title(e.person), nullptr}};
  for (const Cine& cine : cines) series.push_back({std::string(view_name(cine.view)), &cine});
  if (moves) {
    const std::vector<Canvas> frames =
        beating_sheet(series, static_cast<int>(scan.times_ms().size()));
    write_gif(path, frames, e.person.rhythm.cycle_ms / static_cast<double>(frames.size()));
  } else {
    write_png(path, contact_sheet(series));
  }
  return cat(series[0].title, "\n", series[1].title);
}

}  // namespace chordae
