#include "chordae/cohort/synth_config.h"

#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/conditions/condition.h"

namespace chordae {

void SynthConfig::fields(FieldVisitor& v) {
  v.field({.name = "studies", .help = "how many studies", .min = 1, .max = 999999}, studies);
  v.field({.name = "sites",
           .help = "how many scanners, each with its own habits",
           .min = 1,
           .max = 1000},
          sites);
  v.field(
      {.name = "conditions",
       .help = "how common conditions are: a clinic's patients, volunteers, or all equally often",
       .choices = {"referral", "screening", "uniform"}},
      conditions);
  v.field({.name = "only",
           .help = "exactly these conditions, for everybody; comma between",
           .value_name = "CONDITION"},
          only);
  v.field({.name = "repeat_scans",
           .help = "share of the patients who are scanned again on another day, on another scanner "
                   "where there is one",
           .min = 0,
           .max = 1},
          repeat_scans);
  v.field({.name = "splits",
           .help = "shares of patients for training, validation, test",
           .min = 0,
           .max = 1},
          splits);
  v.field({.name = "edv_ml",
           .help = "left ventricular end-diastolic volume of everybody; 0: as drawn",
           .unit = "mL",
           .min = 0,
           .max = 600},
          edv_ml);
  v.field({.name = "esv_ml",
           .help = "end-systolic volume; 0: as drawn",
           .unit = "mL",
           .min = 0,
           .max = 600},
          esv_ml);
  v.field({.name = "lvef_percent",
           .help = "left ventricular ejection fraction; 0: as drawn",
           .unit = "%",
           .min = 0,
           .max = 95},
          lvef_percent);
  v.field({.name = "sax_slices",
           .help = "short-axis slices; 0: as the site does it",
           .min = 0,
           .max = 40},
          sax_slices);
  v.field({.name = "frames",
           .help = "frames a heartbeat; 0: as the site does it",
           .min = 0,
           .max = 200},
          frames);
  v.field(
      {.name = "matrix", .help = "rows and columns; 0: as the site does it", .min = 0, .max = 1024},
      matrix);
  v.field({.name = "pixel_mm",
           .help = "in-plane pixel size; 0: as the site does it",
           .unit = "mm",
           .min = 0,
           .max = 10},
          pixel_mm);
  v.field({.name = "slice_gap_mm",
           .help = "short-axis slices, centre to centre; 0: as the site does it",
           .unit = "mm",
           .min = 0,
           .max = 40},
          slice_gap_mm);
  v.field(
      {.name = "scout",
       .help = "also a localiser series, which ingest must refuse; --scout=false leaves it out"},
      scout);
  v.field({.name = "extra_series",
           .help = "axial stack, right ventricular stack, late enhancement, flow, perfusion, maps: "
                   "none, some of them "
                   "in some studies, or all in all",
           .choices = {"off", "some", "on"}},
          extra_series);
  v.field({.name = "realism",
           .help = "1: as scanners are; 0: contrasts, textures and backgrounds at random; between: "
                   "a mixture of both",
           .min = 0,
           .max = 1},
          realism);
}

PersonOptions person_options(const SynthConfig& config) {
  return {.mix = parse_condition_mix(config.conditions),
          .only = config.only,
          .edv_ml = config.edv_ml,
          .esv_ml = config.esv_ml,
          .lvef_percent = config.lvef_percent};
}

void check_synth_config(const SynthConfig& config) {
  SynthConfig copy = config;
  check_fields(fields_of(copy));
  for (const std::string& name : config.only) {
    if (name.empty()) throw Error(ErrorCode::kUsage, "--only: a condition without a name");
    find_condition(name);
  }
  check_conditions(config.only);
  if (config.frames == 1)
    throw Error(ErrorCode::kConfig, "one frame doesn't beat: --frames from 2");
  if (config.matrix > 0 && config.matrix < 32) {
    throw Error(ErrorCode::kConfig, cat("a matrix of ", config.matrix, ": must be 32 to 1024"));
  }
  if (config.splits.size() != 3 ||
      std::abs(std::accumulate(config.splits.begin(), config.splits.end(), 0.0) - 1) > 1e-6) {
    throw Error(ErrorCode::kConfig, "--splits: three shares that add up to 1, as in 0.7,0.15,0.15");
  }
  const double field_of_view = static_cast<double>(config.matrix) * config.pixel_mm;
  if (field_of_view > 0 && (field_of_view < 160 || field_of_view > 600)) {
    throw Error(ErrorCode::kConfig,
                cat("matrix ", config.matrix, " of ", config.pixel_mm,
                    " mm pixels is a field of view of ", field_of_view, " mm: must be 160 to 600"));
  }
}

}  // namespace chordae
