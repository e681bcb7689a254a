#include "chordae/cohort/examination.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/cohort/dialect.h"
#include "chordae/phantom/motion/beat.h"
#include "chordae/phantom/scanner/site.h"
#include "chordae/phantom/scanner/training_protocol.h"

namespace chordae {
namespace {

constexpr std::int64_t kBolusFrames = 40;

std::string padded_number(std::int64_t number, int digits) {
  std::string text = cat(number);
  return std::string(
             static_cast<std::size_t>(std::max<int>(0, digits - static_cast<int>(text.size()))),
             '0') +
         text;
}

std::string file_name(std::string_view text) {
  std::string name(text);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '/' || c == '='; }, '_');
  return name;
}

/// A time of day as DICOM writes it.
std::string clock(double seconds) {
  char text[24];
  const long ms = std::lround(1000 * seconds);
  const int whole = static_cast<int>(ms / 1000), thousandths = static_cast<int>(ms % 1000);
  std::snprintf(text, sizeof(text), "%02d%02d%02d", whole / 3600 % 24, whole / 60 % 60, whole % 60);
  return thousandths == 0 ? text : cat(text, ".", padded_number(thousandths, 3));
}

/// The identifiers name everything that the pixels depend on, so that two cohorts never share one.
std::string content_name(const SynthConfig& config, std::int64_t number) {
  SynthConfig content = config;
  content.studies = 1;
  content.splits = {1, 0, 0};
  return cat("chordae synth 2 seed ", config.seed, " ", to_json(fields_of(content)), "/", number);
}

/// Empty for a clinic's patients as they come; else four digits that name who was asked for.
std::string people_mark(const SynthConfig& config) {
  const SynthConfig usual;
  const auto wishes = [](const SynthConfig& c) {
    return cat(c.conditions, " ", join(c.only, ","), " ", c.edv_ml, " ", c.esv_ml, " ", c.lvef_percent);
  };
  return wishes(config) == wishes(usual) ? "" : "-" + hex(sha256(wishes(config))).substr(0, 4);
}

StudyTruth identify(const SynthConfig& config, const Enrolment& e, const std::string& name) {
  StudyTruth t;
  t.study_uid = derived_uid(name);
  // The same seed and number is the same person, whatever the pictures are like; other wishes about
  // people make others of them.
  t.patient_id = cat("SYN-", config.seed, "-", padded_number(e.patient, 6), people_mark(config));
  t.folder = e.repeated ? t.patient_id + "-again" : t.patient_id;
  t.accession_number = "SYN" + padded_number(e.study, 6);
  t.split = e.split;
  if (e.repeated) t.repeat_of = derived_uid(content_name(config, e.patient));
  t.site = e.site + 1;
  return t;
}

std::vector<SeriesKind> extra_kinds(const SynthConfig& config, Rng rng) {
  constexpr std::array kAll{
      SeriesKind::kAxialStack, SeriesKind::kRvStack,   SeriesKind::kLateEnhancement,
      SeriesKind::kFlow,       SeriesKind::kPerfusion, SeriesKind::kT1Map,
      SeriesKind::kT2Map};
  std::vector<SeriesKind> kinds;
  for (const SeriesKind kind : kAll) {
    const bool some = rng.split(series_kind_name(kind)).chance(0.4);
    if (config.extra_series == "on" || (config.extra_series == "some" && some))
      kinds.push_back(kind);
  }
  return kinds;
}

MrInstance study_tags(const Examination& e, const std::string& name, Rng rng) {
  const Person& person = e.person;
  MrInstance m;
  m.patient_name = cat("SYNTHETIC^", e.truth.patient_id.substr(4));
  m.patient_id = e.truth.patient_id;
  m.patient_sex = std::string(1, person.female ? 'F' : 'M');
  m.patient_age_years = person.age_years;
  m.patient_height_m = person.height_cm / 100;
  m.patient_weight_kg = person.weight_kg;
  m.study_uid = e.truth.study_uid;
  m.study_id = cat(e.enrolment.study);
  m.study_date = cat("20", rng.integer(10, 24), padded_number(rng.integer(1, 12), 2),
                     padded_number(rng.integer(1, 28), 2));
  m.study_time = clock(static_cast<double>(rng.integer(7 * 3600, 18 * 3600)));
  m.study_description = "SYNTHETIC cardiac MR";
  m.accession_number = e.truth.accession_number;
  m.frame_of_reference_uid = derived_uid(name + "/frame of reference");
  m.manufacturer = "chordae synthetic";
  m.model = dialect_of(e.protocol.vendor).model;
  m.software = "chordae synth 2";
  m.image_comments = "synthetic image of a computed phantom, chordae";
  m.field_strength_t = e.protocol.field_strength_t;
  return m;
}

/// Contrast and storage, as the header says them.
void put_protocol(const ExaminationSeries& s, MrInstance& m) {
  const Protocol& p = s.protocol;
  const auto hundredths = [](double x) { return std::round(100 * x) / 100; };
  m.flip_angle_degrees = std::round(p.timing.flip_degrees);
  m.repetition_time_ms = hundredths(p.timing.tr_ms);
  m.echo_time_ms = hundredths(p.timing.te_ms);
  m.bits_stored = p.storage.bits;
  m.signed_pixels = p.storage.type == PixelType::kI16;
  m.rescale_slope = hundredths(p.storage.rescale_slope);
  m.rescale_intercept = std::round(p.storage.rescale_intercept);
  const double white = m.rescale_slope * p.storage.blood_stored * 1.2;
  m.window_centre = std::round(0.5 * white);
  m.window_width = std::round(white);
  switch (s.kind) {
    case SeriesKind::kLateEnhancement:
      m.scanning_sequence = "GR\\IR";
      m.sequence_variant = "SK\\MP";
      m.inversion_time_ms = 280;
      break;
    case SeriesKind::kFlow:
    case SeriesKind::kPerfusion:
      m.sequence_variant = "SP";
      break;
    case SeriesKind::kT1Map:
    case SeriesKind::kT2Map:
      m.image_type = s.kind == SeriesKind::kT1Map ? "DERIVED\\PRIMARY\\M\\T1 MAP"
                                                  : "DERIVED\\PRIMARY\\M\\T2 MAP";
      m.window_centre = s.kind == SeriesKind::kT1Map ? 1200 : 60;
      m.window_width = s.kind == SeriesKind::kT1Map ? 1600 : 100;
      break;
    default:
      break;
  }
}

/// The series of a plan: names, numbers, tags of each plane.
ExaminationSeries name_series(const Examination& e, const MrInstance& study,
                              const std::string& name, SeriesPlan plan, double start_s,
                              int* series_number) {
  const int vendor = e.protocol.vendor;
  const Dialect& dialect = dialect_of(vendor);
  ExaminationSeries s{.kind = plan.kind,
                      .view = plan.view,
                      .planes = std::move(plan.planes),
                      .folders = {},
                      .tags = {},
                      .frames = 1,
                      .protocol = series_protocol(plan.kind, e.protocol, e.protocol_rng)};
  if (dialect.apex_first) std::reverse(s.planes.begin(), s.planes.end());
  const std::string description = describe(vendor, s.kind, s.view, e.rng.split("wording"));
  const bool split_up =
      dialect.series_per_slice && s.planes.size() > 1 && timing_of(s.kind) == Timing::kBeat;
  for (std::size_t i = 0; i < s.planes.size(); ++i) {
    if (i == 0 || split_up) ++*series_number;
    MrInstance m = study;
    m.series_number = *series_number;
    m.series_uid = derived_uid(cat(name, "/series ", *series_number));
    m.series_time = clock(start_s + 60 + 40 * *series_number);
    m.series_description = split_up ? cat(description, "_b", i + 1) : description;
    m.protocol_name = m.series_description;
    m.sequence_name = sequence_of(vendor, s.kind);
    put_protocol(s, m);
    if (!dialect.spaces_between || split_up) s.planes[i].spacing_between_slices_mm = 0;
    s.tags.push_back(std::move(m));
    s.folders.push_back(padded_number(*series_number, 2) + "_" +
                        file_name(s.tags.back().series_description));
  }
  return s;
}

}  // namespace

Examination plan_examination(const SynthConfig& config, std::int64_t number, bool with_body) {
  const std::string name = content_name(config, number);
  const Enrolment enrolment = enrol(config, number);
  const Rng rng = study_stream(config, number);
  const Rng protocol_rng = rng.split("protocol");
  const SiteStyle site = draw_site(Rng(static_cast<std::uint64_t>(config.seed))
                                       .split("site", static_cast<std::uint64_t>(enrolment.site)));
  Examination e{.enrolment = enrolment,
                .person = enrolled_person(config, enrolment, with_body),
                .protocol = config.realism < 1
                                ? draw_training_protocol(protocol_rng, config.realism)
                                : draw_protocol(protocol_rng, site),
                .protocol_rng = protocol_rng,
                .matrix = config.matrix > 0 ? config.matrix : site.matrix,
                .series = {},
                .truth = identify(config, enrolment, name),
                .rng = rng};
  e.truth.model = dialect_of(e.protocol.vendor).model;
  e.truth.field_strength_t = e.protocol.field_strength_t;
  e.truth.person = e.person;

  ViewSettings settings;
  settings.rows = settings.columns = e.matrix;
  settings.pixel_mm = config.pixel_mm > 0 ? config.pixel_mm
                      : config.matrix > 0 ? site.pixel_mm * static_cast<double>(site.matrix) /
                                                static_cast<double>(config.matrix)
                                          : site.pixel_mm;
  settings.pixel_mm = std::round(1e4 * settings.pixel_mm) / 1e4;
  settings.slice_gap_mm = config.slice_gap_mm > 0 ? config.slice_gap_mm : site.slice_gap_mm;
  settings.thickness_mm = std::min(site.slice_thickness_mm, settings.slice_gap_mm);
  settings.scout = config.scout;
  settings.extra = extra_kinds(config, rng.split("extra series"));
  // From above the base to beyond the apex, where the site decides.
  const double reach = make_resting_heart(e.person.anatomy).length_mm + 1.6 * settings.slice_gap_mm;
  settings.sax_slices =
      config.sax_slices > 0
          ? config.sax_slices
          : std::clamp<std::int64_t>(std::llround(reach / settings.slice_gap_mm), 8, 16);

  const MrInstance study = study_tags(e, name, rng.split("tags"));
  const double start_s = std::stod(study.study_time.substr(0, 2)) * 3600 +
                         std::stod(study.study_time.substr(2, 2)) * 60;
  const std::int64_t frames = config.frames > 0 ? config.frames : site.frames;
  int series_number = 0;
  for (SeriesPlan& plan : plan_views(e.person, settings, rng.split("views"))) {
    e.series.push_back(name_series(e, study, name, std::move(plan), start_s, &series_number));
    ExaminationSeries& s = e.series.back();
    const Timing timing = timing_of(s.kind);
    s.frames = timing == Timing::kBeat ? frames : timing == Timing::kBolus ? kBolusFrames : 1;
    for (MrInstance& m : s.tags)
      m.frames_per_cycle = timing == Timing::kBeat ? static_cast<int>(frames) : 0;
  }
  return e;
}

Report finish_truth(Examination& e) {
  e.truth.heart = measure_truth(Beat(e.person), /*atria=*/false);
  ReportSetting setting{.field_strength_t = e.protocol.field_strength_t,
                        .lv_mass_g = e.truth.heart.mass_g};
  for (const ExaminationSeries& s : e.series) {
    setting.late_enhancement |= s.kind == SeriesKind::kLateEnhancement;
    setting.flow |= s.kind == SeriesKind::kFlow;
    setting.perfusion |= s.kind == SeriesKind::kPerfusion;
    setting.maps |= s.kind == SeriesKind::kT1Map || s.kind == SeriesKind::kT2Map;
  }
  setting.repeated = e.enrolment.repeated;
  Report report = write_report(e.person, setting, e.rng.split("report"));
  e.truth.reading = report.reading;
  return report;
}

std::int64_t count_instances(const Examination& e) {
  std::int64_t count = 0;
  for (const ExaminationSeries& s : e.series)
    count += static_cast<std::int64_t>(s.planes.size()) * s.frames;
  return count;
}

namespace {

/// A plane among those of its own DICOM series.
struct Place {
  std::int64_t at = 0, planes = 1;
};

Place place_of(const ExaminationSeries& series, std::size_t plane) {
  const bool alone =
      series.planes.size() > 1 && series.tags[0].series_uid != series.tags[1].series_uid;
  if (alone) return {};
  return {static_cast<std::int64_t>(plane), static_cast<std::int64_t>(series.planes.size())};
}

}  // namespace

int instance_number(const ExaminationSeries& series, std::size_t plane, std::int64_t t,
                    int vendor) {
  const auto [at, planes] = place_of(series, plane);
  const std::int64_t number =
      dialect_of(vendor).phases_first ? t * planes + at : at * series.frames + t;
  return static_cast<int>(number) + 1;
}

MrInstance frame_instance(const ExaminationSeries& series, const CineSlice& slice,
                          std::size_t plane, std::int64_t t, std::span<const std::uint16_t> pixels,
                          int vendor) {
  const Dialect& dialect = dialect_of(vendor);
  MrInstance m = series.tags[plane];
  m.instance_number = instance_number(series, plane, t, vendor);
  m.acquisition_number = static_cast<int>(place_of(series, plane).at) + 1;
  m.sop_instance_uid = derived_uid(cat(m.series_uid, "/", m.instance_number));
  m.geometry = slice.geometry;
  m.rows = static_cast<std::uint16_t>(slice.rows);
  m.columns = static_cast<std::uint16_t>(slice.columns);
  m.pixels = pixels;
  m.cycle_ms = slice.cycle_ms;
  const double step = slice.cycle_ms / static_cast<double>(series.frames);
  m.trigger_time_ms =
      slice.trigger_time_ms[static_cast<std::size_t>(t)] + dialect.first_trigger_share * step;
  if (dialect.whole_milliseconds) m.trigger_time_ms = std::round(m.trigger_time_ms);
  if (timing_of(series.kind) == Timing::kBolus) {
    const double seconds = std::stod(m.series_time.substr(0, 2)) * 3600 +
                           std::stod(m.series_time.substr(2, 2)) * 60 +
                           std::stod(m.series_time.substr(4));
    m.acquisition_time = clock(seconds + static_cast<double>(t) * slice.cycle_ms / 1000);
    m.acquisition_number = static_cast<int>(t) + 1;
  }
  return m;
}

}  // namespace chordae
