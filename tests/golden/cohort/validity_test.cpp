// Every kind of file that a cohort holds, judged by dciodvfy (dicom3tools).
#include <gtest/gtest.h>

#include <set>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
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
  config.seed = 4;
  config.sax_slices = 1;
  config.frames = 2;
  config.matrix = 32;
  config.pixel_mm = 7;
  write_cohort(scratch / "c", config);
  std::set<std::string> kinds;  // series names: makes of scanner times views
  fs::path last;
  for (const auto& entry : fs::recursive_directory_iterator(scratch / "c")) {
    if (entry.path().extension() != ".dcm") continue;
    last = entry.path();
    kinds.insert(last.parent_path().filename());
    EXPECT_EQ(errors_in(last), std::vector<std::string>{}) << last;
  }
  EXPECT_EQ(kinds.size(), 3u * 5u) << "not every make and view was drawn: use another seed";

  // The judge does find faults: an unknown photometric interpretation.
  std::string broken = read_text_file(last);
  broken.replace(broken.find("MONOCHROME2"), 11, "MONOCHROME7");
  write_file(scratch / "broken.dcm", broken);
  EXPECT_FALSE(errors_in(scratch / "broken.dcm").empty());
}

}  // namespace
}  // namespace chordae
