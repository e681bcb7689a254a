#include <algorithm>

#include "chordae/base/files.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/cohort/synth.h"

namespace chordae {
namespace {

class SynthCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "synth",
            .summary = "writes a cohort of synthetic studies: beating hearts as DICOM, with a table of the truth",
            .description =
                "Each study is a heart with known volumes, imaged as a short-axis stack, the two-, three- and "
                "four-chamber views and a localiser, and written as MR Image Storage instances. Everything is "
                "marked synthetic (PatientName, ImageComments, UIDs under 2.25). The same seed gives the same "
                "bytes on any number of threads.",
            .examples = {{"chordae synth --studies 4 --out hearts-dicom", "four studies"},
                         {"chordae synth --studies 40 --frames 16 --matrix 96 --pixel-mm 3 --out small",
                          "forty small ones for a demonstration"}},
            .output = "A table of the truth: study, volumes in mL, ejection fraction in percent. The same is in "
                      "OUT/truth.csv."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "out", .help = "folder to write", .required = true, .value_name = "DIR"}, out_);
    config_.fields(v);
  }

  int run(const GlobalOptions& global) override {
    config_.seed = global.seed;
    config_.threads = global.threads;
    check_fields(fields_of(config_));
    config_.replace = global.force;
    std::vector<SynthStudyTruth> truth;
    {
      Progress progress("synth", config_.studies, "studies");
      truth = write_cohort(out_, config_, [&](const SynthStudyTruth&) { progress.advance(); });
    }
    if (global.json) {
      Json list = Json::array();
      for (const auto& t : truth) {
        list.push_back({{"folder", t.folder},
                        {"patient_id", t.patient_id},
                        {"study_uid", t.study_uid},
                        {"edv_ml", t.edv_ml},
                        {"esv_ml", t.esv_ml},
                        {"lvef_percent", t.lvef_percent},
                        {"heart_rate_bpm", t.heart_rate_bpm}});
      }
      print_json({{"out", out_}, {"studies", list}});
      return 0;
    }
    Table table({"patient", "folder", ">EDV mL", ">ESV mL", ">LVEF %", ">bpm"});
    for (const auto& t : truth) {
      table.add({t.patient_id, t.folder, fixed(t.edv_ml, 1), fixed(t.esv_ml, 1), fixed(t.lvef_percent, 1),
                 fixed(t.heart_rate_bpm, 0)});
    }
    print(table.text());
    return 0;
  }

 private:
  std::string out_;
  SynthConfig config_;
};

}  // namespace

std::unique_ptr<Command> make_synth_command() { return std::make_unique<SynthCommand>(); }

}  // namespace chordae
