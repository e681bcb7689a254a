#include "chordae/cohort/synth.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/cohort/examination.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

/// Plain write: the folder around it is renamed as a whole once everything is there.
void write_aside(const fs::path& path, std::span<const std::byte> bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw Error(ErrorCode::kIo, cat("cannot write ", path.string(), ": ", system_error_text()));
}

std::string instance_file(int number) {
  const std::string digits = cat(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ".dcm";
}

void write_plane(const Examination& e, std::size_t series_index, std::size_t plane, const SynthConfig& config,
                 const fs::path& folder) {
  const ExaminationSeries& series = e.series[series_index];
  const Rng rng = e.rng.split("series", series_index).split("slice", plane);
  const CineSlice slice = quantise(render_slice(e.person, e.protocol, series.plan.planes[plane], config.matrix,
                                                config.matrix, series.frames, rng),
                                   e.protocol, e.person.cycle_ms);
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(slice.frame_pixels()));
  for (std::int64_t t = 0; t < slice.frames; ++t) {
    check_cancelled();
    std::memcpy(pixels.data(), slice.frame_bytes(t).data(), pixels.size() * sizeof(std::uint16_t));
    MrInstance m = frame_instance(series, slice, plane, t, pixels);
    m.window_centre = std::round(0.6 * e.protocol.scale);
    m.window_width = std::round(1.2 * e.protocol.scale);
    write_aside(folder / instance_file(m.instance_number), encode_mr(m));
  }
}

std::string truth_table(const std::vector<Examination>& examinations) {
  std::string table = "study_uid,patient_id,folder,edv_ml,esv_ml,lvef_percent,heart_rate_bpm,sex,age_years,height_cm,weight_kg\n";
  for (const auto& e : examinations) {
    const SynthStudyTruth& t = e.truth;
    table += cat(t.study_uid, ",", t.patient_id, ",", t.folder, ",", shortest(t.edv_ml), ",", shortest(t.esv_ml), ",",
                 shortest(t.lvef_percent), ",", shortest(t.heart_rate_bpm), ",", e.person.female ? "F" : "M", ",",
                 e.person.age_years, ",", shortest(e.person.height_cm), ",", shortest(e.person.weight_kg), "\n");
  }
  return table;
}

void check_config(const SynthConfig& config) {
  SynthConfig copy = config;
  check_fields(fields_of(copy));
  const double field_of_view = static_cast<double>(config.matrix) * config.pixel_mm;
  if (field_of_view < 160 || field_of_view > 600) {
    throw Error(ErrorCode::kConfig, cat("matrix ", config.matrix, " of ", config.pixel_mm, " mm pixels is a field of view of ",
                                        field_of_view, " mm: must be 160 to 600"));
  }
}

}  // namespace

void SynthConfig::fields(FieldVisitor& v) {
  v.field({.name = "studies", .help = "how many subjects, one study each", .min = 1, .max = 999999}, studies);
  v.field({.name = "seed", .help = "same seed, same bytes", .min = 0}, seed);
  v.field({.name = "sax_slices", .help = "short-axis slices", .min = 1, .max = 40}, sax_slices);
  v.field({.name = "frames", .help = "frames a heartbeat", .min = 2, .max = 200}, frames);
  v.field({.name = "matrix", .help = "rows and columns", .min = 32, .max = 1024}, matrix);
  v.field({.name = "pixel_mm", .help = "in-plane pixel size", .unit = "mm", .min = 0.3, .max = 10}, pixel_mm);
  v.field({.name = "slice_gap_mm", .help = "short-axis slices, centre to centre; widened where the stack would not reach base to apex",
           .unit = "mm", .min = 1, .max = 40}, slice_gap_mm);
  v.field({.name = "scout", .help = "also a localiser series, which ingest must refuse"}, scout);
  v.field({.name = "threads", .help = "0 = all cores", .min = 0, .max = 1024}, threads);
}

std::vector<SynthStudyTruth> write_cohort(const fs::path& out, const SynthConfig& config,
                                          const std::function<void(const SynthStudyTruth&)>& on_study) {
  check_config(config);
  std::error_code ignored;
  if (fs::exists(out, ignored) && !fs::is_empty(out, ignored)) {
    throw Error(ErrorCode::kUsage, cat(out.string(), " exists already and holds something"));
  }
  std::vector<Examination> examinations;
  for (std::int64_t n = 1; n <= config.studies; ++n) examinations.push_back(plan_examination(config, n));

  // One job a slice position, so that threads are busy with one study too.
  struct Job {
    std::size_t study, series, plane;
  };
  std::vector<Job> jobs;
  const auto left = std::make_unique<std::atomic<std::size_t>[]>(examinations.size());
  TemporaryPath aside(out);
  for (std::size_t e = 0; e < examinations.size(); ++e) {
    for (std::size_t s = 0; s < examinations[e].series.size(); ++s) {
      const auto& series = examinations[e].series[s];
      make_folder(aside.path() / examinations[e].truth.folder / series.folder);
      for (std::size_t p = 0; p < series.plan.planes.size(); ++p) jobs.push_back({e, s, p});
      left[e] += series.plan.planes.size();
    }
  }
  std::mutex telling;
  parallel_for(static_cast<std::int64_t>(jobs.size()), thread_count(config.threads), [&](std::int64_t i) {
    check_cancelled();
    const Job job = jobs[static_cast<std::size_t>(i)];
    const Examination& e = examinations[job.study];
    write_plane(e, job.series, job.plane, config, aside.path() / e.truth.folder / e.series[job.series].folder);
    if (--left[job.study] == 0 && on_study) {
      const std::lock_guard lock(telling);
      on_study(e.truth);
    }
  });
  write_file(aside.path() / "truth.csv", truth_table(examinations));
  aside.commit();

  std::vector<SynthStudyTruth> truths;
  for (const auto& e : examinations) truths.push_back(e.truth);
  return truths;
}

}  // namespace chordae
