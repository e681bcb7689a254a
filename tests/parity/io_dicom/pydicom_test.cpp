// Pixels against pydicom, over depths, signs, encodings and lossless compressions.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/io/dicom/read_dicom.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(PydicomParity, EveryPixelIsEqual) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
  CHORDAE_SKIP_WITHOUT(test::run_command("dcmcjpeg --version").status == 0,
                       "DCMTK's command-line tools");
  test::ScratchFolder scratch;
  const auto script = test::source_root() / "tools/reference/dicom_cases.py";
  const auto made =
      test::run_command(test::python() + " " + script.string() + " " + scratch.path().string());
  ASSERT_EQ(made.status, 0) << made.err;
  const auto expected = nlohmann::json::parse(read_text_file(scratch / "expected.json"))["cases"];
  ASSERT_GE(expected.size(), 40U);
  for (const auto& [name, want] : expected.items()) {
    auto file = read_file(scratch / (name + ".dcm"));
    const DicomPixels got = read_dicom_pixels(file);
    EXPECT_EQ(want["shape"], (nlohmann::json{got.frames, got.rows, got.columns})) << name;
    EXPECT_EQ(want["type"], pixel_type_name(got.type)) << name;
    EXPECT_EQ(want["sha256"], hex(sha256(got.values))) << name;
  }
}

}  // namespace
}  // namespace chordae
