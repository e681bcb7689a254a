#include "chordae/cohort/synth.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/cohort/dialect.h"
#include "chordae/cohort/examination.h"
#include "chordae/io/csv/csv.h"
#include "chordae/phantom/cine_scan.h"
#include "chordae/phantom/conditions/condition.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

/// Appends to a file that no one sees yet: the folder around it is renamed once everything is
/// there.
class AsideFile {
 public:
  explicit AsideFile(const fs::path& path) : path_(path), file_(path, std::ios::binary) { check(); }
  void write(std::string_view bytes) {
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    check();
  }
  void close() {
    file_.close();
    check();
  }

 private:
  void check() const {
    if (!file_)
      throw Error(ErrorCode::kIo, cat("cannot write ", path_.string(), ": ", system_error_text()));
  }
  fs::path path_;
  std::ofstream file_;
};

void write_aside(const fs::path& path, std::string_view bytes) {
  AsideFile file(path);
  file.write(bytes);
  file.close();
}

std::string instance_file(int number) {
  const std::string digits = cat(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ".dcm";
}

/// A study being written.
struct OpenStudy {
  Examination examination;
  Report report;
  std::unique_ptr<const CineScan> cine;  ///< shared by all planes with the cine protocol
};

OpenStudy open_study(const SynthConfig& config, std::int64_t number) {
  OpenStudy s{.examination = plan_examination(config, number), .report = {}, .cine = {}};
  s.report = finish_truth(s.examination);
  for (const ExaminationSeries& series : s.examination.series) {
    if (series.kind != SeriesKind::kCine) continue;
    s.cine = std::make_unique<const CineScan>(s.examination.person, series.protocol, series.frames);
    break;
  }
  return s;
}

/// A plane through the passage of the contrast agent, a picture a heartbeat.
CineSlice take_bolus(const Examination& e, const ExaminationSeries& series, const Geometry& plane,
                     const Rng& rng) {
  const double cycle_ms = e.person.rhythm.cycle_ms;
  ScenePicture all;
  std::vector<double> times;
  for (std::int64_t t = 0; t < series.frames; ++t) {
    check_cancelled();
    times.push_back(static_cast<double>(t) * cycle_ms);
    const CineScan scan(e.person, bolus_protocol(e.protocol, e.protocol_rng, times.back() / 1000),
                        1);
    ScenePicture one = scan.take(plane, e.matrix, e.matrix,
                                 rng.split("frame", static_cast<std::uint64_t>(t)), true);
    if (t == 0) {
      all = std::move(one);
    } else {
      all.signal.insert(all.signal.end(), one.signal.begin(), one.signal.end());
      all.labels.insert(all.labels.end(), one.labels.begin(), one.labels.end());
    }
  }
  all.frames = series.frames;
  return quantise(all, series.protocol, cycle_ms, times);
}

/// The pictures of one plane with the protocol of its series.
CineSlice take_plane(const OpenStudy& study, const ExaminationSeries& series, const Geometry& plane,
                     const Rng& rng) {
  const Examination& e = study.examination;
  const double cycle_ms = e.person.rhythm.cycle_ms;
  const auto take = [&](const CineScan& scan, bool still) {
    return quantise(scan.take(plane, e.matrix, e.matrix, rng, still), series.protocol, cycle_ms,
                    scan.times_ms());
  };
  switch (series.kind) {
    case SeriesKind::kCine:
    case SeriesKind::kAxialStack:
    case SeriesKind::kRvStack:
      return take(*study.cine, false);
    case SeriesKind::kPerfusion:
      return take_bolus(e, series, plane, rng);
    default: {
      const bool still = timing_of(series.kind) == Timing::kStill;
      return take(CineScan(e.person, series.protocol, series.frames), still);
    }
  }
}

/// Renders and writes one plane.
void write_plane(const OpenStudy& open, std::size_t series_index, std::size_t plane,
                 const fs::path& study) {
  const Examination& e = open.examination;
  const ExaminationSeries& series = e.series[series_index];
  const fs::path folder = study / series.folders[plane];
  make_folder(folder);
  const CineSlice slice = take_plane(open, series, series.planes[plane],
                                     e.rng.split("series", series_index).split("plane", plane));
  if (pixel_bytes(slice.type) != sizeof(std::uint16_t)) {
    throw Error(ErrorCode::kInternal, "MR Image Storage allocates 16 bits a pixel");
  }
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(slice.frame_pixels()));
  for (std::int64_t t = 0; t < slice.frames; ++t) {
    check_cancelled();
    std::memcpy(pixels.data(), slice.frame_bytes(t).data(), pixels.size() * sizeof(std::uint16_t));
    const MrInstance m = frame_instance(series, slice, plane, t, pixels, e.protocol.vendor);
    const std::vector<std::byte> bytes = encode_mr(m);
    write_aside(folder / instance_file(m.instance_number),
                {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
}

/// A cohort already there is moved aside first, and comes back if the new one can't take its place.
void put_in_place(TemporaryPath& aside, const fs::path& out) {
  const TemporaryPath old(out);
  std::error_code failed;
  const bool had_one = fs::exists(out);
  if (had_one) fs::rename(out, old.path(), failed);
  if (failed)
    throw Error(ErrorCode::kIo, cat("cannot replace ", out.string(), ": ", failed.message()));
  try {
    aside.commit();
  } catch (const Error&) {
    if (had_one) fs::rename(old.path(), out, failed);
    throw;
  }
}

/// The tables and the reports, study after study.
class CohortRecords {
 public:
  explicit CohortRecords(const fs::path& cohort)
      : reports_((make_folder(cohort / "reports"), cohort / "reports")),
        truth_(cohort / "truth.csv"),
        report_table_(cohort / "reports.csv"),
        series_(cohort / "series.csv") {
    truth_.write(truth_header());
    series_.write("study_uid,series_uid,folder,kind,view,slice,frames,first_instance,instance_step\n");
    report_table_.write("accession_number,study_uid,text\n");
  }
  void add(const Examination& e, const std::string& report) {
    const StudyTruth& truth = e.truth;
    write_aside(reports_ / (truth.folder + ".txt"), report);
    truth_.write(truth_row(truth));
    report_table_.write(
        cat(truth.accession_number, ",", truth.study_uid, ",", csv_cell(report), "\n"));
    for (const ExaminationSeries& s : e.series) {
      const bool from_apex = s.view == View::kSax && dialect_of(e.protocol.vendor).apex_first;
      for (std::size_t plane = 0; plane < s.planes.size(); ++plane) {
        series_.write(cat(truth.study_uid, ",", s.tags[plane].series_uid, ",", truth.folder, "/", s.folders[plane], ",",
                          series_kind_name(s.kind), ",", s.kind == SeriesKind::kCine ? view_name(s.view) : "", ",",
                          from_apex ? s.planes.size() - plane : plane + 1, ",", s.frames, ",",
                          instance_number(s, plane, 0, e.protocol.vendor), ",",
                          s.frames > 1 ? instance_number(s, plane, 1, e.protocol.vendor) - instance_number(s, plane, 0, e.protocol.vendor) : 0,
                          "\n"));
      }
    }
  }
  void close() {
    truth_.close();
    report_table_.close();
    series_.close();
  }

 private:
  fs::path reports_;
  AsideFile truth_, report_table_, series_;
};

}  // namespace

void check_cohort_place(const fs::path& place, bool replace) {
  const fs::path out = place.has_filename() ? place : place.parent_path();  // "cohort/"
  std::error_code ignored;
  if (!fs::exists(out, ignored) || (fs::is_directory(out, ignored) && fs::is_empty(out, ignored)))
    return;
  if (!replace) {
    throw Error(ErrorCode::kUsage,
                cat(out.string(),
                    " exists already: name a new folder, or add --force to replace a cohort"));
  }
  const bool is_cohort =
      fs::exists(out / "truth.csv", ignored) &&
      read_text_file(out / "truth.csv").starts_with("study_uid,patient_id,folder,");
  if (!is_cohort || out.filename().empty() || out.filename() == "." || out.filename() == "..") {
    throw Error(ErrorCode::kUsage,
                cat(out.string(),
                    " is not a cohort that synth wrote, so it is not replaced: name a new folder"));
  }
}

void write_cohort(const fs::path& place, const SynthConfig& config,
                  const std::function<void(const StudyTruth&)>& on_study) {
  const fs::path out = place.has_filename() ? place : place.parent_path();  // "cohort/"
  check_synth_config(config);
  check_cohort_place(out, config.replace);
  remove_stale_temporaries(out.has_parent_path() ? out.parent_path() : ".");
  const int threads = thread_count(config.threads);
  // A few studies at a time, one job a plane: one study alone keeps all threads busy, and memory
  // doesn't grow with the cohort.
  const std::int64_t at_once = std::max(1, threads / 4);
  TemporaryPath aside(out);
  make_folder(aside.path());
  CohortRecords records(aside.path());
  for (std::int64_t first = 1; first <= config.studies; first += at_once) {
    const std::int64_t count = std::min(at_once, config.studies - first + 1);
    std::vector<std::optional<OpenStudy>> open(static_cast<std::size_t>(count));
    parallel_for(count, threads, [&](std::int64_t i) {
      check_cancelled();
      open[static_cast<std::size_t>(i)] = open_study(config, first + i);
    });
    struct Job {
      std::size_t study, series, plane;
    };
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto& series = open[i]->examination.series;
      for (std::size_t s = 0; s < series.size(); ++s) {
        for (std::size_t plane = 0; plane < series[s].planes.size(); ++plane)
          jobs.push_back({i, s, plane});
      }
    }
    parallel_for(static_cast<std::int64_t>(jobs.size()), threads, [&](std::int64_t i) {
      check_cancelled();
      const Job& job = jobs[static_cast<std::size_t>(i)];
      const OpenStudy& study = *open[job.study];
      write_plane(study, job.series, job.plane, aside.path() / study.examination.truth.folder);
    });
    for (const auto& study : open) {
      records.add(study->examination, study->report.text);
      if (on_study) on_study(study->examination.truth);
    }
  }
  records.close();
  put_in_place(aside, out);
}

CohortSize measure_cohort(const SynthConfig& config) {
  check_synth_config(config);
  CohortSize size;
  std::mutex adding;
  parallel_for(config.studies, thread_count(config.threads), [&](std::int64_t i) {
    check_cancelled();
    const Examination e = plan_examination(config, i + 1, /*with_body=*/false);
    std::set<std::string> uids;
    for (const ExaminationSeries& s : e.series) {
      for (const MrInstance& m : s.tags) uids.insert(m.series_uid);
    }
    constexpr double kHeaderBytes = 1700;  // of an instance, about
    const std::lock_guard lock(adding);
    ++size.studies;
    size.patients += e.enrolment.repeated ? 0 : 1;
    size.series += static_cast<std::int64_t>(uids.size());
    const std::int64_t instances = count_instances(e);
    size.instances += instances;
    size.bytes += static_cast<double>(instances) *
                  (2.0 * static_cast<double>(e.matrix * e.matrix) + kHeaderBytes);
    ++size.splits[e.truth.split];
    ++size.makes[e.truth.model];
    for (const Condition* c : condition_table())
      size.labels[std::string(c->name)] += has_label(*c, e.person);
  });
  return size;
}

}  // namespace chordae
