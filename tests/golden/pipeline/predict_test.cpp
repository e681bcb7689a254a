// `chordae predict` as a user meets it, with weights that see a made heart right.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/csv/csv.h"
#include "chordae/store/study_store.h"
#include "support/bright_heart.h"
#include "support/bright_segmenter.h"
#include "support/nifti_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::BrightHeart;

/// The stack as a NIfTI file, x along the columns.
void write_nifti(const fs::path& path, const BrightHeart& heart) {
  const Cine cine = test::make_bright_cine(heart);
  std::vector<std::uint16_t> voxels;
  for (std::int64_t t = 0; t < heart.frames; ++t) {
    for (const CineSlice& slice : cine.slices) {
      std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
      slice.frame_to_float(t, frame);
      for (const float v : frame) voxels.push_back(static_cast<std::uint16_t>(v));
    }
  }
  const auto size = static_cast<std::int16_t>(heart.size);
  const auto mm = static_cast<float>(heart.pixel_mm), gap = static_cast<float>(heart.gap_mm);
  test::NiftiMaker file;
  file.sizes({size, size, static_cast<std::int16_t>(heart.slices),
              static_cast<std::int16_t>(heart.frames)})
      .spacing(mm, mm, gap)
      .sform({-mm, 0, 0, 0, 0, -mm, 0, 0, 0, 0, gap, 0})
      .voxels(std::int16_t{512}, voxels);
  write_file(path, file.bytes());
}

class Predict : public testing::Test {
 protected:
  Predict() { test::make_bright_segmenter().save(scratch_ / "w.safetensors"); }

  test::CommandResult predict(const std::string& arguments, bool with_weights = true) const {
    return test::run_command(cat("cd '", scratch_.path().string(), "' && '",
                                 test::binary().string(), "' predict ", arguments,
                                 with_weights ? " --weights w.safetensors" : "", " --threads 2"));
  }

  test::ScratchFolder scratch_;
};

TEST_F(Predict, ANiftiStack) {
  const BrightHeart heart;
  write_nifti(scratch_ / "heart.nii", heart);
  const auto text = predict("heart.nii --picture beat.gif");
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_EQ(text.out.rfind("LVEF 4", 0), 0u) << text.out;
  EXPECT_NE(text.out.find(" of 12 slices used"), std::string::npos);
  EXPECT_NE(text.out.find("untrained weights"), std::string::npos);
  EXPECT_GT(fs::file_size(scratch_ / "beat.gif"), 10000u);
  ASSERT_EQ(test::run_command("gzip -k '" + (scratch_ / "heart.nii").string() + "'").status, 0);
  const auto json = predict("heart.nii.gz --json");
  const Json study = Json::parse(json.out).at("studies").at(0);
  EXPECT_NEAR(study.at("lvef_percent_volumetric").get<double>(), heart.lvef_percent(), 2);
  EXPECT_NEAR(study.at("edv_ml").get<double>(), heart.edv_ml(), 0.05 * heart.edv_ml());
  EXPECT_EQ(study.at("es_frame"), 10);
  EXPECT_FALSE(study.contains("lvef_interval"));
}

TEST_F(Predict, AFolderOfStacksAsATable) {
  BrightHeart heart;
  heart.frames = 2;
  make_folder(scratch_ / "in");
  write_nifti(scratch_ / "in/a_cine.nii", heart);
  heart.radius_es_mm = 24;
  write_nifti(scratch_ / "in/b_cine.nii", heart);
  write_file(scratch_ / "in/broken.nii", "nothing");
  test::NiftiMaker mask;
  mask.sizes({4, 4, 2, 2}).voxels(std::int16_t{2}, std::vector<std::uint8_t>(64, 1));
  write_file(scratch_ / "in/c_cavity.nii", mask.bytes());
  const auto run = predict("in --out table.csv");
  EXPECT_EQ(run.status, 5) << run.err;  // two were skipped
  EXPECT_NE(run.err.find("not a NIfTI file"), std::string::npos);
  EXPECT_NE(run.err.find("a mask, not a picture"), std::string::npos);
  EXPECT_EQ(run.err.find("c_cavity"), std::string::npos) << "a file's name may carry identity";
  const CsvTable table = read_csv(scratch_ / "table.csv");
  ASSERT_EQ(table.rows.size(), 2u);
  const auto lvef = table.column("lvef_percent_volumetric");
  EXPECT_NEAR(*try_parse_double(table.rows[0][lvef]), BrightHeart{}.lvef_percent(), 2);
  EXPECT_NEAR(*try_parse_double(table.rows[1][lvef]), heart.lvef_percent(), 2);
  EXPECT_EQ(table.rows[1][table.column("source")], "b_cine.nii");
  EXPECT_EQ(predict("in --out table.csv").status, 2);  // exists
  EXPECT_EQ(predict("in --picture p.png").status, 2);  // several
}

TEST_F(Predict, AStoreAndAStoredStudy) {
  {
    auto store = StudyStore::create_or_open(scratch_ / "store");
    store.write_study(test::make_bright_study({}));
    Study other = test::make_bright_study({});
    other.study_key[0] = 'C';
    other.series[0].verdict.view = other.series[0].cine.view = View::kFourChamber;
    store.write_study(other);
  }
  const auto run = predict("store --json");
  ASSERT_EQ(run.status, 0) << run.err;
  const Json studies = Json::parse(run.out).at("studies");
  ASSERT_EQ(studies.size(), 2u);
  EXPECT_TRUE(studies[0].contains("lvef_percent_volumetric")) << studies[0];
  EXPECT_EQ(studies[1].at("withheld"), "no short-axis stack");
}

TEST_F(Predict, MistakesAreNamed) {
  write_nifti(scratch_ / "heart.nii", {.slices = 3, .first_mm = 8});
  EXPECT_EQ(predict("nowhere").status, 1);
  EXPECT_EQ(predict("heart.nii --picture p.jpg").status, 2);
  EXPECT_EQ(predict("heart.nii --random-init").status, 2);  // and --weights
  write_file(scratch_ / "bad.safetensors", "no weights");
  EXPECT_EQ(predict("heart.nii --weights bad.safetensors", false).status, 3);
  write_file(scratch_ / "broken.nii", "nothing");
  EXPECT_EQ(predict("broken.nii").status, 3);
  const auto few = predict("heart.nii");
  EXPECT_EQ(few.status, 0) << few.err;
  EXPECT_NE(few.out.find("withheld: 3 slice positions"), std::string::npos) << few.out;
  // Untrained: the chain runs and nothing is claimed.
  const auto random = predict("heart.nii --random-init --json", false);
  EXPECT_EQ(random.status, 0) << random.err;
  EXPECT_TRUE(Json::parse(random.out).at("random_init").get<bool>());
}

}  // namespace
}  // namespace chordae
