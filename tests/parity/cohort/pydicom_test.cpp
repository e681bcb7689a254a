// What pydicom reads is what was written.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/cohort/synth.h"
#include "chordae/io/dicom/write_mr.h"
#include "support/test_support.h"

namespace chordae {
namespace {

void expect_near(const nlohmann::json& read, const std::vector<double>& written, double tolerance) {
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i)
    EXPECT_NEAR(read[i].get<double>(), written[i], tolerance) << i;
}

TEST(Pydicom, ReadsTheNumbersThatWereWritten) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const std::vector<std::uint16_t> pixels{0, 1, 2, 300, 4095, 7};
  MrInstance m;
  m.patient_name = "SYNTHETIC^000042";
  m.patient_id = "SYN-000042";
  m.patient_sex = "F";
  m.patient_age_years = 7;
  m.patient_height_m = 1.64;
  m.patient_weight_kg = 61;
  m.study_uid = derived_uid("a study");
  m.study_date = "20150214";
  m.study_time = "093000";
  m.series_uid = derived_uid("a series");
  m.series_description = "cine_sax";
  m.series_number = 3;
  m.frame_of_reference_uid = derived_uid("a frame of reference");
  m.sop_instance_uid = derived_uid("an image");
  m.instance_number = 17;
  m.image_comments = "synthetic";
  m.geometry.origin_mm = {-123.45678901234567, 1.0 / 3.0, -1e-7};
  m.geometry.row_direction = normalized({0.62, -0.54, -0.56});
  m.geometry.column_direction = normalized(cross(m.geometry.row_direction, {0.1, 0.2, 0.3}));
  m.geometry.row_spacing_mm = 1.3671875;
  m.geometry.column_spacing_mm = 1.25;
  m.geometry.slice_thickness_mm = 8;
  m.geometry.spacing_between_slices_mm = 9.876;
  m.rows = 2;
  m.columns = 3;
  m.pixels = pixels;
  m.window_centre = 400;
  m.window_width = 800;
  m.field_strength_t = 3;
  m.repetition_time_ms = 2.9;
  m.echo_time_ms = 1.4;
  m.flip_angle_degrees = 45;
  m.frames_per_cycle = 25;
  m.trigger_time_ms = 857.0 / 3;
  m.cycle_ms = 857;

  const test::ScratchFolder scratch;
  write_mr(scratch / "image.dcm", m);
  const auto ran = test::run_command(
      test::python() + " " + (test::source_root() / "tools/reference/dicom_numbers.py").string() +
      " " + (scratch / "image.dcm").string());
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto read = nlohmann::json::parse(ran.out);

  EXPECT_EQ(read["pixels"], (nlohmann::json{{0, 1, 2}, {300, 4095, 7}}));
  EXPECT_EQ(read["TransferSyntaxUID"], "1.2.840.10008.1.2.1");
  EXPECT_EQ(read["SOPClassUID"], "1.2.840.10008.5.1.4.1.1.4");
  EXPECT_EQ(read["SOPInstanceUID"], m.sop_instance_uid);
  EXPECT_EQ(read["MetaInstance"], m.sop_instance_uid);
  EXPECT_EQ(read["StudyInstanceUID"], m.study_uid);
  EXPECT_EQ(read["SeriesInstanceUID"], m.series_uid);
  EXPECT_EQ(read["FrameOfReferenceUID"], m.frame_of_reference_uid);
  EXPECT_EQ(read["PatientName"], "SYNTHETIC^000042");
  EXPECT_EQ(read["PatientID"], "SYN-000042");
  EXPECT_EQ(read["PatientAge"], "007Y");
  EXPECT_EQ(read["PatientSize"], 1.64);
  EXPECT_EQ(read["SeriesDescription"], "cine_sax");
  EXPECT_EQ(read["SeriesNumber"], 3);
  EXPECT_EQ(read["InstanceNumber"], 17);
  EXPECT_EQ(read["ImageComments"], "synthetic");
  EXPECT_EQ(read["ScanOptions"], "CG");
  EXPECT_EQ(read["CardiacNumberOfImages"], 25);
  EXPECT_EQ(read["NominalInterval"], 857);
  EXPECT_EQ(read["HeartRate"], 70);
  EXPECT_EQ(read["MagneticFieldStrength"], 3.0);
  EXPECT_EQ(read["RepetitionTime"], 2.9);
  EXPECT_EQ(read["EchoTime"], 1.4);
  EXPECT_EQ(read["FlipAngle"], 45.0);
  EXPECT_EQ(read["SpacingBetweenSlices"], 9.876);
  EXPECT_EQ(read["SliceThickness"], 8.0);
  EXPECT_EQ(read["PixelSpacing"], (nlohmann::json{1.3671875, 1.25}));
  EXPECT_EQ(read["BitsStored"], 12);
  EXPECT_EQ(read["PixelRepresentation"], 0);
  EXPECT_NEAR(read["TriggerTime"].get<double>(), 857.0 / 3, 1e-9);
  const Geometry& g = m.geometry;
  // A Decimal String has 16 characters: about 12 digits of a number with sign and point.
  expect_near(read["ImagePositionPatient"], {g.origin_mm[0], g.origin_mm[1], g.origin_mm[2]},
              1e-10);
  expect_near(read["ImageOrientationPatient"],
              {g.row_direction[0], g.row_direction[1], g.row_direction[2], g.column_direction[0],
               g.column_direction[1], g.column_direction[2]},
              1e-12);
}

TEST(Pydicom, ReadsSignedAndRescaledPixels) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const std::vector<std::uint16_t> pixels{0, static_cast<std::uint16_t>(-3), 32767,
                                          static_cast<std::uint16_t>(-32768)};
  MrInstance m;
  m.patient_id = "SYN-000042";
  m.study_uid = derived_uid("a study");
  m.series_uid = derived_uid("a series");
  m.frame_of_reference_uid = derived_uid("a frame of reference");
  m.sop_instance_uid = derived_uid("an image");
  m.geometry.row_spacing_mm = m.geometry.column_spacing_mm = 1;
  m.geometry.slice_thickness_mm = 8;
  m.rows = m.columns = 2;
  m.pixels = pixels;
  m.bits_stored = 16;
  m.signed_pixels = true;
  m.rescale_slope = 2.5;
  m.rescale_intercept = -7;
  const test::ScratchFolder scratch;
  write_mr(scratch / "image.dcm", m);
  const auto ran = test::run_command(
      test::python() +
      " -c \"import pydicom,sys; d=pydicom.dcmread(sys.argv[1]); print(d.pixel_array.tolist(), "
      "d.RescaleSlope, d.RescaleIntercept, d.BitsStored, d.HighBit)\" " +
      (scratch / "image.dcm").string());
  EXPECT_EQ(ran.out, "[[0, -3], [32767, -32768]] 2.5 -7 16 15\n") << ran.err;
}

TEST(Pydicom, FindsAWholeCohortConsistent) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const test::ScratchFolder scratch;
  SynthConfig config;
  config.studies = 8;
  config.sites = 6;
  config.seed = 4;
  config.repeat_scans = 0.4;
  config.sax_slices = 4;
  config.frames = 5;
  config.matrix = 40;
  config.pixel_mm = 6;
  config.extra_series = "some";
  std::vector<StudyTruth> truths;
  write_cohort(scratch / "c", config, [&](const StudyTruth& t) { truths.push_back(t); });
  const std::string script = test::python() + " " +
                             (test::source_root() / "tools/reference/check_cohort.py").string() +
                             " " + (scratch / "c").string();
  const auto ran = test::run_command(script);
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  EXPECT_NE(ran.out.find(" 0 faults"), std::string::npos) << ran.out;

  // It notices an instance that has lost its place: two files change names.
  for (const auto& entry : std::filesystem::directory_iterator(scratch / "c" / truths[0].folder)) {
    const auto first = entry.path() / "0001.dcm", last = entry.path() / "0003.dcm",
               aside = entry.path() / "x";
    if (!std::filesystem::exists(last)) continue;
    std::filesystem::rename(first, aside);
    std::filesystem::rename(last, first);
    std::filesystem::rename(aside, last);
  }
  // And a label that isn't true of the heart.
  const auto table = scratch / "c" / "truth.csv";
  std::string text = read_text_file(table);
  const std::string ef = shortest(truths[1].person.anatomy.lvef_percent());
  text.replace(text.find(ef), ef.size(), "12.5");
  write_file(table, text);
  const auto spoiled = test::run_command(script);
  EXPECT_EQ(spoiled.status, 1);
  EXPECT_NE(spoiled.out.find("instance numbers"), std::string::npos) << spoiled.out << spoiled.err;
  EXPECT_NE(spoiled.out.find("LVEF isn't that of its volumes"), std::string::npos) << spoiled.out;
}

}  // namespace
}  // namespace chordae
