#include "chordae/cohort/examination.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

/// How one make of scanner names and times its series.
struct Flavour {
  std::string_view model, scout, sax, two, three, four, sequence;
  double field_strength_t, repetition_time_ms, echo_time_ms, flip_angle_degrees;

  std::string_view description(View view) const {
    switch (view) {
      case View::kSax:
        return sax;
      case View::kTwoChamber:
        return two;
      case View::kThreeChamber:
        return three;
      case View::kFourChamber:
        return four;
      default:
        return scout;
    }
  }
};

constexpr std::array<Flavour, 3> kFlavours{{
    {"phantom A", "localizer", "cine_sax", "cine_2ch", "cine_3ch", "cine_4ch", "tfi2d1_12", 1.5,
     38.6, 1.2, 60},
    {"phantom B", "3-pl Loc", "SAX FIESTA BH", "2CH FIESTA BH", "3CH FIESTA BH", "4CH FIESTA BH",
     "2D FIESTA", 1.5, 3.6, 1.5, 55},
    {"phantom C", "Survey", "sBTFE_BH_SA", "sBTFE_BH_2CH", "sBTFE_BH_LVOT_3CH", "sBTFE_BH_4CH",
     "B-TFE", 3.0, 2.9, 1.4, 45},
}};

std::string padded(std::int64_t number, int digits) {
  std::string text = cat(number);
  return std::string(
             static_cast<std::size_t>(std::max<int>(0, digits - static_cast<int>(text.size()))),
             '0') +
         text;
}

std::string file_name(std::string_view text) {
  std::string name(text);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// A time of day as DICOM writes it.
std::string clock(int seconds) {
  char text[16];
  std::snprintf(text, sizeof(text), "%02d%02d%02d", seconds / 3600 % 24, seconds / 60 % 60,
                seconds % 60);
  return text;
}

MrInstance study_tags(const Person& person, const Flavour& flavour, const SynthStudyTruth& truth,
                      std::int64_t number, const std::string& name, Rng rng) {
  MrInstance m;
  m.patient_name = cat("SYNTHETIC^", truth.patient_id.substr(4));
  m.patient_id = truth.patient_id;
  m.patient_sex = std::string(1, person.female ? 'F' : 'M');
  m.patient_age_years = person.age_years;
  m.patient_height_m = person.height_cm / 100;
  m.patient_weight_kg = person.weight_kg;
  m.study_uid = truth.study_uid;
  m.study_id = cat(number);
  m.study_date =
      cat("20", rng.integer(10, 24), padded(rng.integer(1, 12), 2), padded(rng.integer(1, 28), 2));
  m.study_time = clock(static_cast<int>(rng.integer(7 * 3600, 18 * 3600)));
  m.study_description = "SYNTHETIC cardiac MR";
  m.accession_number = "SYN" + padded(number, 6);
  m.frame_of_reference_uid = derived_uid(name + "/frame of reference");
  m.manufacturer = "chordae synthetic";
  m.model = flavour.model;
  m.software = "chordae synth 1";
  m.image_comments = "synthetic image of a computed phantom, chordae";
  m.field_strength_t = flavour.field_strength_t;
  m.flip_angle_degrees = flavour.flip_angle_degrees;
  m.repetition_time_ms = flavour.repetition_time_ms;
  m.echo_time_ms = flavour.echo_time_ms;
  return m;
}

}  // namespace

Examination plan_examination(const SynthConfig& config, std::int64_t number) {
  // The identifiers name everything that the pixels depend on, so that two cohorts never share one.
  SynthConfig content = config;
  content.studies = 0;
  content.threads = 0;
  const std::string name = cat("chordae synth 1 seed ", config.seed, " ", to_json(fields_of(content)), "/", number);
  const Rng rng = Rng(static_cast<std::uint64_t>(config.seed))
                      .split("study", static_cast<std::uint64_t>(number));

  Examination e{.number = number,
                .person = draw_person(rng.split("person")),
                .protocol = draw_protocol(rng.split("protocol")),
                .truth = {},
                .series = {},
                .rng = rng};
  const HeartShape& heart = e.person.heart;
  e.truth.study_uid = derived_uid(name);
  // The same seed and number is the same person, whatever the pictures are like.
  e.truth.patient_id = cat("SYN-", config.seed, "-", padded(number, 6));
  e.truth.folder = e.truth.patient_id;
  e.truth.edv_ml = heart.edv_ml;
  e.truth.esv_ml = heart.esv_ml;
  e.truth.lvef_percent = heart.lvef_percent();
  e.truth.heart_rate_bpm = e.person.heart_rate_bpm();

  Rng choice = rng.split("flavour");
  const Flavour& flavour =
      kFlavours[static_cast<std::size_t>(choice.integer(0, kFlavours.size() - 1))];
  const MrInstance tags = study_tags(e.person, flavour, e.truth, number, name, rng.split("tags"));
  ViewSettings settings;
  settings.sax_slices = config.sax_slices;
  settings.rows = settings.columns = config.matrix;
  settings.pixel_mm = config.pixel_mm;
  settings.slice_gap_mm = config.slice_gap_mm;
  settings.thickness_mm = std::min(8.0, config.slice_gap_mm);
  settings.scout = config.scout;

  int series_number = 0;
  const int start =
      std::stoi(tags.study_time.substr(0, 2)) * 3600 + std::stoi(tags.study_time.substr(2, 2)) * 60;
  for (auto& plan : plan_views(e.person, settings, rng.split("views"))) {
    ExaminationSeries s{.plan = std::move(plan), .frames = 1, .folder = {}, .tags = tags};
    const bool cine = s.plan.view != View::kUnknown;
    if (cine) s.frames = config.frames;
    s.tags.series_number = ++series_number;
    s.tags.series_uid = derived_uid(cat(name, "/series ", series_number));
    s.tags.series_time = clock(start + 60 + 90 * series_number);
    s.tags.series_description = flavour.description(s.plan.view);
    s.tags.protocol_name = s.tags.series_description;
    s.tags.sequence_name = flavour.sequence;
    s.tags.window_centre = std::round(0.6 * e.protocol.scale);
    s.tags.window_width = std::round(1.2 * e.protocol.scale);
    s.tags.frames_per_cycle = cine ? static_cast<int>(config.frames) : 0;
    s.folder = padded(series_number, 2) + "_" + file_name(s.tags.series_description);
    e.series.push_back(std::move(s));
  }
  return e;
}

MrInstance frame_instance(const ExaminationSeries& series, const CineSlice& slice,
                          std::size_t plane, std::int64_t t,
                          std::span<const std::uint16_t> pixels) {
  MrInstance m = series.tags;
  m.instance_number = static_cast<int>(static_cast<std::int64_t>(plane) * series.frames + t + 1);
  m.acquisition_number = static_cast<int>(plane) + 1;
  m.sop_instance_uid = derived_uid(cat(m.series_uid, "/", m.instance_number));
  m.geometry = slice.geometry;
  m.rows = static_cast<std::uint16_t>(slice.rows);
  m.columns = static_cast<std::uint16_t>(slice.columns);
  m.pixels = pixels;
  m.trigger_time_ms = slice.trigger_time_ms[static_cast<std::size_t>(t)];
  m.cycle_ms = slice.cycle_ms;
  return m;
}

}  // namespace chordae
