// The whole program as a user runs it: installed, on synthetic studies, from DICOM to the last thing
// it can do. Every later command is added here and the chain stays green.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Json = nlohmann::json;
using test::run_command;

class Chain : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = new test::ScratchFolder;
    const auto installed = run_command(cat("cmake --install '", test::binary().parent_path().string(),
                                           "' --prefix '", (*scratch_ / "prefix").string(), "'"));
    ASSERT_EQ(installed.status, 0) << installed.err;
  }
  static void TearDownTestSuite() {
    delete scratch_;
    scratch_ = nullptr;
  }

  static std::string at(const std::string& name) { return (*scratch_ / name).string(); }
  static std::string program() { return cat("cd '", scratch_->path().string(), "' && prefix/bin/chordae "); }

  static Json run_json(const std::string& arguments) {
    const auto result = run_command(program() + arguments + " --json");
    EXPECT_EQ(result.status, 0) << arguments << "\n" << result.err;
    return Json::parse(result.out, nullptr, false);
  }

  static test::ScratchFolder* scratch_;
};
test::ScratchFolder* Chain::scratch_ = nullptr;

constexpr const char* kSynth = "synth --studies 3 --seed 5 --sax-slices 5 --frames 16 --matrix 96 --pixel-mm 3 --out dicom";

TEST_F(Chain, FromDicomToEmbeddings) {
  // Synthetic studies: files a scanner could have written, and the truth beside them.
  const Json synth = run_json(kSynth);
  ASSERT_EQ(synth["studies"].size(), 3u);
  for (const auto& study : synth["studies"]) {
    const double edv = study["edv_ml"], esv = study["esv_ml"], lvef = study["lvef_percent"];
    EXPECT_NEAR(lvef, 100 * (edv - esv) / edv, 1e-6);
  }
  const std::string truth = read_text_file(at("dicom/truth.csv"));
  EXPECT_EQ(std::count(truth.begin(), truth.end(), '\n'), 4);

  // Ingest: every view found, the localiser refused.
  const Json ingest = run_json("ingest dicom --store hearts");
  ASSERT_EQ(ingest["studies"].size(), 3u);
  EXPECT_TRUE(ingest["skipped"].empty()) << ingest["skipped"];
  for (const auto& study : ingest["studies"]) {
    EXPECT_TRUE(study["new"]);
    std::map<std::string, int> views;
    int refused = 0;
    for (const auto& series : study["series"]) {
      if (!series["accepted"]) {
        ++refused;
        EXPECT_FALSE(series["reason"].get<std::string>().empty());
        continue;
      }
      ++views[series["view"]];
      EXPECT_EQ(series["slices"].size(), series["view"] == "SAX" ? 5u : 1u);
      for (const auto& slice : series["slices"]) EXPECT_EQ(slice["frames"], 16);
    }
    EXPECT_EQ(views, (std::map<std::string, int>{{"2CH", 1}, {"3CH", 1}, {"4CH", 1}, {"SAX", 1}})) << study;
    EXPECT_EQ(refused, 1) << study;
  }

  // A second run does only what is new.
  const Json again = run_json("ingest dicom --store hearts");
  for (const auto& study : again["studies"]) EXPECT_FALSE(study["new"]);

  // Look.
  const Json store = run_json("inspect hearts");
  ASSERT_EQ(store["studies"].size(), 3u);
  const std::string key = store["studies"][0]["study"];
  EXPECT_EQ(store["studies"][0]["clips"], 8);
  EXPECT_EQ(store["studies"][0]["synthetic"], true);
  const auto picture = run_command(program() + "inspect hearts --study " + key.substr(0, 8) + " --picture sheet.png");
  EXPECT_EQ(picture.status, 0) << picture.err;
  EXPECT_EQ(read_text_file(at("sheet.png")).substr(1, 3), "PNG");
  EXPECT_EQ(run_command(program() + "inspect hearts --study " + key.substr(0, 8) + " --picture beat.gif").status, 0);
  EXPECT_EQ(read_text_file(at("beat.gif")).substr(0, 6), "GIF89a");

  // No identity in the store: the cohort's names and numbers must not appear in any of its files.
  const auto leak = run_command(program() + "--version && grep -rlaE 'SYN-[0-9]|SYNTHETIC\\^' hearts");
  EXPECT_NE(leak.status, 0) << leak.out;

  // Embed; untrained weights must be asked for, and are said to be untrained.
  const auto refused = run_command(program() + "embed --store hearts --model mvit_tiny --out e.h5");
  EXPECT_EQ(refused.status, 2) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(at("e.h5")));
  const std::string embed = "embed --store hearts --model mvit_tiny --random-init --seed 3 ";
  const Json embedded = run_json(embed + "--out e.h5");
  EXPECT_EQ(embedded["clips"], 24);
  EXPECT_EQ(embedded["random_init"], true);
  const Json look = run_json("inspect e.h5");
  EXPECT_EQ(look["clips"], 24);
  EXPECT_EQ(look["random_init"], true);

  // Weights in a file give the same numbers as the same weights made from the seed.
  EXPECT_EQ(run_command(program() + "weights --new mvit_tiny --seed 3 --out w.safetensors").status, 0);
  EXPECT_EQ(run_json("weights w.safetensors")["hash"], look["model_hash"]);

  // Killed in between and run again: the same file, byte for byte, as the uninterrupted run with
  // another number of threads.
  const std::string interrupted = program() + embed + "--out k.h5 --threads 1";
  const std::string reference = program() + embed + "--out r.h5 --threads 2";
  EXPECT_EQ(run_command(reference).status, 0);
  run_command(cat("( ", interrupted, " ) & pid=$!; for i in $(seq 200); do sleep 0.02; [ -s '", at("k.h5.part"),
                  "' ] && break; done; pkill -KILL -f 'out k.h5' ; wait $pid"));
  const auto resumed = run_command(interrupted);
  EXPECT_EQ(resumed.status, std::filesystem::exists(at("k.h5.part")) ? -1 : 0) << resumed.err;
  EXPECT_TRUE(read_text_file(at("k.h5")) == read_text_file(at("r.h5")));
}

// The model that comes with the program, found by the installed program, on studies whose truth is known: from
// DICOM to the report of a paper.
TEST_F(Chain, TheShippedModelMeasuresAndIsEvaluated) {
  constexpr int kStudies = 4;
  const Json synth = run_json(
      cat("synth --studies ", kStudies, " --seed 8 --sax-slices 10 --frames 16 --matrix 128 --pixel-mm 2 --out clinic"));
  const std::string first = synth["studies"][0]["folder"];
  const Json answer = run_json("predict clinic/" + first + " --masks masks.nii.gz --picture outlines.png");
  EXPECT_EQ(answer["random_init"], false);
  ASSERT_EQ(answer["studies"].size(), 1u);
  const Json& study = answer["studies"][0];
  ASSERT_TRUE(study.contains("lvef_percent_volumetric")) << study;
  EXPECT_NEAR(study["lvef_percent_volumetric"].get<double>(), synth["studies"][0]["lvef_percent"].get<double>(), 15) << study;
  EXPECT_NEAR(study["edv_ml"].get<double>() / synth["studies"][0]["edv_ml"].get<double>(), 1, 0.25);
  ASSERT_EQ(study["lvef_interval"].size(), 2u);
  EXPECT_GT(std::filesystem::file_size(at("masks.nii.gz")), 1000u);
  EXPECT_EQ(read_text_file(at("outlines.png")).substr(1, 3), "PNG");

  // The same encoder's vectors; a table of all studies, with the clinic's truth, as a report.
  run_json("ingest clinic --store ward");
  const Json embedded = run_json("embed --store ward --model heart_segmenter --out ward.h5");
  EXPECT_EQ(embedded["random_init"], false);
  EXPECT_EQ(embedded["clips"], 13 * kStudies);
  run_json("predict ward --out predictions.csv");
  run_json("inspect ward --join clinic/truth.csv --out truth.csv");
  const Json report = run_json("evaluate predictions.csv --truth truth.csv --embeddings ward.h5 --out report");
  EXPECT_EQ(report["cases"], kStudies);
  EXPECT_EQ(report["unmatched"], 0);
  const Json& agreement = report["tables"]["lvef_agreement"];
  ASSERT_FALSE(agreement.empty());
  EXPECT_EQ(agreement[0]["n"], kStudies);
  EXPECT_LT(agreement[0]["mae"].get<double>(), 15);
  const std::string page = read_text_file(at("report/index.html"));
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST_F(Chain, SelftestOfTheInstalledProgram) {
  const auto result = run_command(program() + "selftest");
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

}  // namespace
}  // namespace chordae
