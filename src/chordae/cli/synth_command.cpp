#include <algorithm>
#include <atomic>
#include <chrono>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/synth_picture.h"
#include "chordae/cli/table.h"
#include "chordae/cohort/synth.h"
#include "chordae/phantom/conditions/condition.h"
#include "chordae/cohort/stream_export.h"
#include "chordae/phantom/stream.h"

namespace chordae {
namespace {

/// "Left.Atrial.Dilation, Previous.Surgery" of a finished study.
std::string label_list(const Person& person) {
  std::vector<std::string> labels;
  for (const Condition* c : condition_table()) {
    if (has_label(*c, person)) labels.emplace_back(c->name);
  }
  return join(labels, ", ");
}

Json truth_json(const StudyTruth& t) {
  const HeartAnatomy& a = t.person.anatomy;
  Json labels = Json::array();
  for (const Condition* c : condition_table()) {
    if (has_label(*c, t.person)) labels.push_back(c->name);
  }
  return {{"folder", t.folder},
          {"patient_id", t.patient_id},
          {"study_uid", t.study_uid},
          {"edv_ml", a.edv_ml},
          {"esv_ml", a.esv_ml},
          {"lvef_percent", a.lvef_percent()},
          {"heart_rate_bpm", t.person.heart_rate_bpm()},
          {"site", t.site},
          {"vendor", t.model},
          {"split", t.split},
          {"labels", labels}};
}

class SynthCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "synth",
            .summary =
                "writes a cohort of synthetic studies: beating hearts as DICOM, with reports and a "
                "table of the truth",
            .description =
                "Each study is a heart with known volumes, walls, motion and conditions, imaged as "
                "a short-axis stack, "
                "the two-, three- and four-chamber views and a localiser by a scanner with its own "
                "habits, written as "
                "MR Image Storage instances, and reported in words. Everything is marked synthetic "
                "(PatientName, "
                "ImageComments, UIDs under 2.25). The same seed gives the same bytes on any number "
                "of threads, and a "
                "larger cohort begins with the studies of a smaller one.\n\n"
                "Sizes of 0 leave the choice to the site, as a clinic would have it; small ones "
                "make small files.",
            .examples =
                {{"chordae synth --studies 200 --sites 3 --seed 7 --out cohort",
                  "DICOM, reports and truth.csv"},
                 {"chordae synth --only Hypertrophic.Cardiomyopathy --picture hcm.gif",
                  "one heart, seen"},
                 {"chordae synth --studies 40 --frames 16 --matrix 96 --out small",
                  "forty small ones for a demonstration"},
                 {"chordae synth --studies 1000 --repeat-scans 0.1 --extra-series some --dry-run",
                  "what that would hold"},
                 {"chordae synth --stream --bench", "how fast training clips come without files"},
                 {"chordae synth --stream --studies 100 --set clips.realism=0.5 --out arrays",
                  "training studies with masks as .npy"}},
            .output =
                "A table of the truth: study, volumes in mL, ejection fraction in percent, labels. "
                "The whole "
                "truth is in OUT/truth.csv (docs/formats/cohort.md)."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "out", .help = "folder to write", .value_name = "DIR"}, out_);
    v.field({.name = "dry_run", .help = "counts what would be written, and writes nothing"},
            dry_run_);
    v.field({.name = "picture",
             .help = "instead of a cohort, its first heart as .gif or .png",
             .value_name = "FILE"},
            picture_);
    v.field({.name = "stream",
             .help = "the endless source of training clips instead of a cohort: with --bench its speed, with --out as "
                     "NumPy arrays with masks"},
            stream_);
    v.field({.name = "bench",
             .help = "measures the speed of the stream over so many studies as --studies says"},
            bench_);
    config_.fields(v);
    v.group("clips", clips_);
  }

  int run(const GlobalOptions& global) override {
    config_.seed = global.seed;
    config_.threads = global.threads;
    config_.replace = global.force;
    std::vector<std::string> only;  // text lists reach here as they were typed
    for (const std::string& names : config_.only) {
      for (const std::string& name : split(names, ',')) only.emplace_back(trim(name));
    }
    config_.only = only;
    check_synth_config(config_);
    if (stream_) check_stream_options();
    if (bench_ && !stream_) throw Error(ErrorCode::kUsage, "--bench measures the stream: give --stream --bench");
    if (stream_ && bench_ == !out_.empty()) {
      throw Error(ErrorCode::kUsage, "give --stream either --bench, which measures its speed, or --out DIR for arrays");
    }
    if ((!out_.empty() || stream_) && !picture_.empty())
      throw Error(ErrorCode::kUsage, "one of --out, --picture and --stream, not several");
    if (stream_ && bench_) return bench_stream(global);
    if (stream_) return write_stream(global);
    if (dry_run_) return tell_size(global);
    if (!picture_.empty()) {
      check_output_file(picture_, global.force);
      print(write_heart_picture(picture_, config_) + "\n");
      return 0;
    }
    if (out_.empty())
      throw Error(ErrorCode::kUsage,
                  "give --out DIR for the cohort (or --picture FILE, or --dry-run)");
    return write(global);
  }

 private:
  /// Whoever gives an option wants it to have an effect. The stream draws people and planes by itself;
  /// --realism means the same for both.
  void check_stream_options() {
    if (dry_run_) throw Error(ErrorCode::kUsage, "--dry-run counts a cohort: not with --stream");
    SynthConfig unchanged;
    unchanged.studies = config_.studies;
    if (config_.realism != unchanged.realism) clips_.realism = unchanged.realism = config_.realism;
    const auto usual = list_fields(fields_of(unchanged)), given = list_fields(fields_of(config_));
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (given[i].value == usual[i].value) continue;
      std::string option = given[i].path;
      std::replace(option.begin(), option.end(), '_', '-');
      throw Error(ErrorCode::kUsage, cat("--", option, " is of cohorts and does nothing with --stream: its settings are --set clips.KEY=VALUE"));
    }
  }

  int write(const GlobalOptions& global) {
    Json list = Json::array();
    Table table({"study", "scanner", ">EDV mL", ">ESV mL", ">LVEF %", ">bpm", "labels"});
    {
      Progress progress("synth", config_.studies, "studies");
      write_cohort(out_, config_, [&](const StudyTruth& t) {
        progress.advance();
        const HeartAnatomy& a = t.person.anatomy;
        if (global.json) {
          list.push_back(truth_json(t));
          return;
        }
        table.add({t.folder, cat(t.site, " ", t.model, " ", fixed(t.field_strength_t, 1), " T"),
                   fixed(a.edv_ml, 1), fixed(a.esv_ml, 1), fixed(a.lvef_percent(), 1),
                   fixed(t.person.heart_rate_bpm(), 0), label_list(t.person)});
      });
    }
    if (global.json) {
      print_json({{"out", out_}, {"studies", list}});
    } else {
      print(table.text());
    }
    return 0;
  }

  int tell_size(const GlobalOptions& global) {
    if (!out_.empty()) check_cohort_place(out_, global.force);
    const CohortSize size = measure_cohort(config_);
    if (global.json) {
      print_json({{"studies", size.studies},
                  {"patients", size.patients},
                  {"series", size.series},
                  {"instances", size.instances},
                  {"bytes", size.bytes},
                  {"splits", size.splits},
                  {"scanners", size.makes},
                  {"labels", size.labels}});
      return 0;
    }
    Table table({"", ">count"});
    table.add({"studies", cat(size.studies)});
    table.add({"patients", cat(size.patients)});
    table.add({"series", cat(size.series)});
    table.add({"instances", cat(size.instances)});
    table.add({"size, about", human_bytes(size.bytes)});
    for (const auto& [name, count] : size.splits) table.add({"split " + name, cat(count)});
    for (const auto& [name, count] : size.makes) table.add({"scanner " + name, cat(count)});
    for (const auto& [name, count] : size.labels) table.add({name, cat(count)});
    print(table.text());
    return 0;
  }

  int write_stream(const GlobalOptions& global) {
    {
      Progress progress("synth", config_.studies, "studies");
      export_stream(out_, clips_, static_cast<std::uint64_t>(global.seed), config_.studies, thread_count(global.threads),
                    [&] { progress.advance(); });
    }
    if (global.json) {
      print_json({{"out", out_}, {"studies", config_.studies}});
    } else {
      print(cat(config_.studies, " studies as arrays: ", out_, "\n"));
    }
    return 0;
  }

  int bench_stream(const GlobalOptions& global) {
    const HeartStream stream(clips_, static_cast<std::uint64_t>(global.seed));
    std::atomic<std::int64_t> clips = 0;
    const auto start = std::chrono::steady_clock::now();
    const int threads = thread_count(global.threads);
    parallel_for(config_.studies, threads, [&](std::int64_t i) {
      clips += static_cast<std::int64_t>(stream.study(static_cast<std::uint64_t>(i)).slices.size());
    });
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double rate = static_cast<double>(clips) / seconds;
    if (global.json) {
      print_json({{"studies", config_.studies},
                  {"clips", clips.load()},
                  {"seconds", seconds},
                  {"threads", threads},
                  {"clips_per_second", rate}});
      return 0;
    }
    print(cat("studies   ", config_.studies, "\nclips     ", clips.load(), " of ", clips_.frames,
              " frames, ", clips_.rows, " x ", clips_.columns, "\nspeed     ", fixed(rate, 1),
              " clips/s on ", threads, " threads\n"));
    return 0;
  }

  std::string out_, picture_;
  bool dry_run_ = false, stream_ = false, bench_ = false;
  SynthConfig config_;
  StreamConfig clips_;
};

}  // namespace

std::unique_ptr<Command> make_synth_command() { return std::make_unique<SynthCommand>(); }

}  // namespace chordae
