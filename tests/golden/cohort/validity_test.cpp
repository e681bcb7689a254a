// Every kind of file that a cohort holds, judged by dciodvfy (dicom3tools).
#include <gtest/gtest.h>

#include <set>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/cohort/examination.h"
#include "chordae/cohort/synth.h"
#include "support/test_support.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> errors_in(const fs::path& file) {
  const auto judged = test::run_command("dciodvfy '" + file.string() + "'");
  std::vector<std::string> errors;
  for (const auto& line : split(judged.err + judged.out, '\n')) {
    if (line.rfind("Error", 0) == 0) errors.push_back(line);
  }
  EXPECT_NE((judged.err + judged.out).find("MRImage"), std::string::npos)
      << "not judged as an MR image";
  return errors;
}

TEST(Validity, NoErrorInAnyKindOfInstance) {
  CHORDAE_SKIP_WITHOUT(test::run_command("command -v dciodvfy").status == 0,
                       "dciodvfy (package dicom3tools)");
  const test::ScratchFolder scratch;
  SynthConfig config;
  config.studies = 8;
  config.sites = 8;
  config.seed = 3;
  config.sax_slices = 2;
  config.frames = 2;
  config.matrix = 32;
  config.pixel_mm = 7;
  config.extra_series = "on";
  write_cohort(scratch / "c", config);
  // A file of every make of scanner and kind of series is enough: instances of one differ in
  // numbers.
  std::set<std::string> kinds, makes;
  fs::path last;
  for (std::int64_t n = 1; n <= config.studies; ++n) {
    const Examination e = plan_examination(config, n, false);
    makes.insert(e.truth.model);
    for (const ExaminationSeries& s : e.series) {
      for (const std::size_t plane : {std::size_t{0}, s.planes.size() - 1}) {
        if (!kinds
                 .insert(cat(e.truth.model, series_kind_name(s.kind), view_name(s.view), plane > 0))
                 .second)
          continue;
        for (const auto& entry :
             fs::directory_iterator(scratch / "c" / e.truth.folder / s.folders[plane])) {
          if (entry.path().filename() != "0001.dcm" && entry.path().filename() != "0002.dcm")
            continue;
          last = entry.path();
          EXPECT_EQ(errors_in(last), std::vector<std::string>{}) << last;
        }
      }
    }
  }
  EXPECT_EQ(makes.size(), 4u) << "not every make was drawn: use another seed";
  EXPECT_GE(kinds.size(), 4u * 12u);

  // The judge does find faults: an unknown photometric interpretation.
  std::string broken = read_text_file(last);
  broken.replace(broken.find("MONOCHROME2"), 11, "MONOCHROME7");
  write_file(scratch / "broken.dcm", broken);
  EXPECT_FALSE(errors_in(scratch / "broken.dcm").empty());
}

}  // namespace
}  // namespace chordae
