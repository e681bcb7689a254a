#include "chordae/cohort/synth.h"

#include <cstring>
#include <fstream>
#include <mutex>
#include <string_view>

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
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file)
    throw Error(ErrorCode::kIo, cat("cannot write ", path.string(), ": ", system_error_text()));
}

std::string instance_file(int number) {
  const std::string digits = cat(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ".dcm";
}

/// Renders and writes one plane; `index` counts the planes of all series of the study.
void write_plane(const Examination& e, std::size_t index, const SynthConfig& config,
                 const fs::path& study) {
  std::size_t series_index = 0;
  while (index >= e.series[series_index].plan.planes.size())
    index -= e.series[series_index++].plan.planes.size();
  const ExaminationSeries& series = e.series[series_index];
  const fs::path folder = study / series.folder;
  make_folder(folder);
  const CineSlice slice = quantise(
      render_slice(e.person, e.protocol, series.plan.planes[index], config.matrix, config.matrix,
                   series.frames, e.rng.split("series", series_index).split("slice", index)),
      e.protocol, e.person.cycle_ms);
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(slice.frame_pixels()));
  for (std::int64_t t = 0; t < slice.frames; ++t) {
    check_cancelled();
    std::memcpy(pixels.data(), slice.frame_bytes(t).data(), pixels.size() * sizeof(std::uint16_t));
    const MrInstance m = frame_instance(series, slice, index, t, pixels);
    write_aside(folder / instance_file(m.instance_number), encode_mr(m));
  }
}

constexpr std::string_view kTableHeader =
    "study_uid,patient_id,folder,edv_ml,esv_ml,lvef_percent,heart_rate_bpm,sex,age_years,height_cm,"
    "weight_kg\n";

std::string table_row(const Examination& e) {
  const SynthStudyTruth& t = e.truth;
  return cat(t.study_uid, ",", t.patient_id, ",", t.folder, ",", shortest(t.edv_ml), ",",
             shortest(t.esv_ml), ",", shortest(t.lvef_percent), ",", shortest(t.heart_rate_bpm),
             ",", e.person.female ? "F" : "M", ",", e.person.age_years, ",",
             shortest(e.person.height_cm), ",", shortest(e.person.weight_kg), "\n");
}

void check_config(const SynthConfig& config) {
  SynthConfig copy = config;
  check_fields(fields_of(copy));
  const double field_of_view = static_cast<double>(config.matrix) * config.pixel_mm;
  if (field_of_view < 160 || field_of_view > 600) {
    throw Error(ErrorCode::kConfig,
                cat("matrix ", config.matrix, " of ", config.pixel_mm,
                    " mm pixels is a field of view of ", field_of_view, " mm: must be 160 to 600"));
  }
}

}  // namespace

void SynthConfig::fields(FieldVisitor& v) {
  v.field({.name = "studies", .help = "how many subjects, one study each", .min = 1, .max = 999999},
          studies);
  v.field({.name = "sax_slices", .help = "short-axis slices", .min = 1, .max = 40}, sax_slices);
  v.field({.name = "frames", .help = "frames a heartbeat", .min = 2, .max = 200}, frames);
  v.field({.name = "matrix", .help = "rows and columns", .min = 32, .max = 1024}, matrix);
  v.field({.name = "pixel_mm", .help = "in-plane pixel size", .unit = "mm", .min = 0.3, .max = 10},
          pixel_mm);
  v.field({.name = "slice_gap_mm",
           .help = "short-axis slices, centre to centre; widened where the stack would not reach "
                   "base to apex",
           .unit = "mm",
           .min = 1,
           .max = 40},
          slice_gap_mm);
  v.field({.name = "scout", .help = "also a localiser series, which ingest must refuse; --scout=false leaves it out"}, scout);
}

namespace {

void check_place(const fs::path& out, bool replace) {
  std::error_code ignored;
  if (!fs::exists(out, ignored) || (fs::is_directory(out, ignored) && fs::is_empty(out, ignored))) return;
  if (!replace) {
    throw Error(ErrorCode::kUsage, cat(out.string(), " exists already: name a new folder, or add --force to replace a cohort"));
  }
  const bool is_cohort =
      fs::exists(out / "truth.csv", ignored) && read_text_file(out / "truth.csv").starts_with(kTableHeader);
  if (!is_cohort || out.filename().empty() || out.filename() == "." || out.filename() == "..") {
    throw Error(ErrorCode::kUsage, cat(out.string(), " is not a cohort that synth wrote, so it is not replaced: name a new folder"));
  }
}

/// A cohort already there is moved aside first, and comes back if the new one can't take its place.
void put_in_place(TemporaryPath& aside, const fs::path& out) {
  const TemporaryPath old(out);
  std::error_code failed;
  const bool had_one = fs::exists(out);
  if (had_one) fs::rename(out, old.path(), failed);
  if (failed) throw Error(ErrorCode::kIo, cat("cannot replace ", out.string(), ": ", failed.message()));
  try {
    aside.commit();
  } catch (const Error&) {
    if (had_one) fs::rename(old.path(), out, failed);
    throw;
  }
}

}  // namespace

std::vector<SynthStudyTruth> write_cohort(
    const fs::path& out, const SynthConfig& config,
    const std::function<void(const SynthStudyTruth&)>& on_study) {
  check_config(config);
  check_place(out, config.replace);
  // One job a plane, so that one study too keeps all threads busy. Planning is cheap and pure: each
  // job plans its examination anew, and memory doesn't grow with the cohort.
  std::size_t planes = 0;
  for (const auto& series : plan_examination(config, 1).series) planes += series.plan.planes.size();
  const auto studies = static_cast<std::size_t>(config.studies);
  std::vector<SynthStudyTruth> truths(studies);
  std::vector<std::string> rows(studies);
  std::vector<std::size_t> left(studies, planes);
  std::mutex telling;
  TemporaryPath aside(out);
  parallel_for(static_cast<std::int64_t>(studies * planes), thread_count(config.threads),
               [&](std::int64_t job) {
                 check_cancelled();
                 const std::size_t study = static_cast<std::size_t>(job) / planes;
                 const Examination e =
                     plan_examination(config, static_cast<std::int64_t>(study) + 1);
                 write_plane(e, static_cast<std::size_t>(job) % planes, config,
                             aside.path() / e.truth.folder);
                 const std::lock_guard lock(telling);
                 if (--left[study] > 0) return;
                 truths[study] = e.truth;
                 rows[study] = table_row(e);
                 if (on_study) on_study(e.truth);
               });
  write_file(aside.path() / "truth.csv", cat(kTableHeader, join(rows, "")));
  put_in_place(aside, out);
  return truths;
}

}  // namespace chordae
