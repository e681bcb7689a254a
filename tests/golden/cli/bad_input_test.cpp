// Everything that goes wrong with real input: each case a clear message that says what to do, the
// right exit status, nothing lost, nothing half-written.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::CommandResult;
using test::run_command;

class BadInput : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cohort_ = new test::ScratchFolder;
    const auto made = run_command(cat("'", test::binary().string(), "' synth --studies 1 --sax-slices 3 --frames 10 "
                                      "--matrix 48 --pixel-mm 6 --out '", (*cohort_ / "dicom").string(), "'"));
    ASSERT_EQ(made.status, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete cohort_;
    cohort_ = nullptr;
  }

  void SetUp() override {
    fs::copy(*cohort_ / "dicom", scratch_ / "dicom", fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(scratch_ / "dicom")) {
      if (entry.is_regular_file() && entry.path().extension() == ".dcm") files_.push_back(entry.path());
    }
    std::sort(files_.begin(), files_.end());
    ASSERT_GT(files_.size(), 30u);
  }

  CommandResult chordae(const std::string& arguments) {
    return run_command(cat("cd '", scratch_.path().string(), "' && '", test::binary().string(), "' ", arguments));
  }

  std::string names_left() {  // temporaries left anywhere
    std::string names;
    for (const auto& entry : fs::recursive_directory_iterator(scratch_.path())) {
      const auto name = entry.path().filename().string();
      if (name.find("chordae-tmp") != std::string::npos) names += name + " ";
    }
    return names;
  }

  /// Position of an explicit-VR attribute's value, or npos.
  static std::size_t find_value(const std::string& bytes, std::uint16_t group, std::uint16_t element, const char* vr) {
    std::string key(4, '\0');
    std::memcpy(key.data(), &group, 2);
    std::memcpy(key.data() + 2, &element, 2);
    const auto at = bytes.find(key + vr);
    return at == std::string::npos ? at : at + 8;
  }

  static test::ScratchFolder* cohort_;
  test::ScratchFolder scratch_;
  std::vector<fs::path> files_;
};
test::ScratchFolder* BadInput::cohort_ = nullptr;

TEST_F(BadInput, NothingThere) {
  EXPECT_EQ(chordae("ingest nowhere --store s").status, 1);
  make_folder(scratch_ / "empty");
  const auto empty = chordae("ingest empty --store s");
  EXPECT_EQ(empty.status, 3) << empty.err;
  EXPECT_NE(empty.err.find("no readable DICOM"), std::string::npos) << empty.err;
  EXPECT_EQ(chordae("embed --store s --model mvit_tiny --random-init --out e.h5").status, 3);
  EXPECT_EQ(chordae("embed --store t --model mvit_tiny --random-init --out e.h5").status, 1);
  EXPECT_EQ(chordae("inspect nowhere").status, 1);
}

TEST_F(BadInput, NotDicom) {
  write_file(scratch_ / "note.txt", "this is not an image");
  const auto text = chordae("ingest note.txt --store s");
  EXPECT_EQ(text.status, 3) << text.err;
  write_file(scratch_ / "zero.dcm", "");
  EXPECT_EQ(chordae("ingest zero.dcm --store s").status, 3);
  write_file(scratch_ / "broken.zip", std::string("PK\x03\x04") + std::string(100, 'x'));
  EXPECT_EQ(chordae("ingest broken.zip --store s").status, 3);
  const auto store = chordae("inspect note.txt");
  EXPECT_EQ(store.status, 3) << store.err;
}

TEST_F(BadInput, AFileOrAnotherFolderWhereTheStoreShouldBe) {
  write_file(scratch_ / "file", "x");
  EXPECT_NE(chordae("ingest dicom --store file").status, 0);
  EXPECT_EQ(read_text_file(scratch_ / "file"), "x");
  make_folder(scratch_ / "other");
  write_file(scratch_ / "other" / "thesis.doc", "mine");
  const auto other = chordae("ingest dicom --store other");
  EXPECT_EQ(other.status, 3) << other.err;
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch_ / "other"), {}), 1);
}

TEST_F(BadInput, OneBadFileOfManyIsListedAndTheRestIsKept) {
  const std::string bytes = read_text_file(files_[0]);
  write_file(files_[0], std::string_view(bytes).substr(0, bytes.size() / 2));
  fs::create_symlink(scratch_ / "gone", scratch_ / "dicom" / "dangling.dcm");
  const auto result = chordae("ingest dicom --store s --json");
  EXPECT_EQ(result.status, 0) << result.err;
  const Json report = Json::parse(result.out, nullptr, false);
  ASSERT_EQ(report["studies"].size(), 1u);
  EXPECT_GE(report["skipped"].size(), 1u);
  for (const auto& skip : report["skipped"]) EXPECT_FALSE(skip["reason"].get<std::string>().empty());
  EXPECT_EQ(chordae("inspect s").status, 0);
}

TEST_F(BadInput, AbsurdDimensionsNeverAllocate) {
  std::string bytes = read_text_file(files_[0]);
  for (const std::uint16_t element : {std::uint16_t{0x0010}, std::uint16_t{0x0011}}) {
    const auto at = find_value(bytes, 0x0028, element, "US");
    ASSERT_NE(at, std::string::npos);
    bytes[at] = bytes[at + 1] = '\xff';
  }
  write_file(scratch_ / "absurd.dcm", bytes);
  const auto result = run_command(cat("ulimit -v 6000000; cd '", scratch_.path().string(), "' && '",
                                      test::binary().string(), "' ingest absurd.dcm --store s"));
  EXPECT_EQ(result.status, 3) << result.err;
}

TEST_F(BadInput, AMissingFrameIsToleratedAndSaid) {
  fs::remove(files_[10]);  // of the stack, which follows the localiser's three
  const auto result = chordae("ingest dicom --store s --json");
  EXPECT_EQ(result.status, 0) << result.err;
  const Json report = Json::parse(result.out, nullptr, false);
  int accepted = 0;
  for (const auto& series : report["studies"][0]["series"]) accepted += series["accepted"] ? 1 : 0;
  EXPECT_EQ(accepted, 4) << report;
}

TEST_F(BadInput, ATruncatedArchiveKeepsWhatItHeldAndFails) {
  ASSERT_EQ(run_command(cat("cd '", scratch_.path().string(), "' && tar -czf whole.tar.gz dicom && "
                            "head -c $(( $(stat -c %s whole.tar.gz) / 2 )) whole.tar.gz > half.tar.gz")).status, 0);
  const auto half = chordae("ingest half.tar.gz --store s");
  EXPECT_EQ(half.status, 5) << half.err;
  EXPECT_NE(half.err.find("get a whole copy"), std::string::npos) << half.err;
  EXPECT_EQ(chordae("ingest whole.tar.gz --store s").status, 5);  // other files than the stored ones
  EXPECT_EQ(chordae("ingest whole.tar.gz --store s --force").status, 0);
}

TEST_F(BadInput, AStudyWithoutCine) {
  const fs::path scout = files_.front().parent_path();  // the first series of a synthetic study
  ASSERT_EQ(std::distance(fs::directory_iterator(scout), {}), 3);
  const auto result = chordae("ingest '" + scout.string() + "' --store s");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("refused"), std::string::npos) << result.out;
  const auto embed = chordae("embed --store s --model mvit_tiny --random-init --out e.h5");
  EXPECT_EQ(embed.status, 3) << embed.err;
  EXPECT_FALSE(fs::exists(scratch_ / "e.h5"));
  EXPECT_EQ(chordae("inspect s --study 0000 --picture x.png").status, 2);
}

TEST_F(BadInput, AFullDiskLeavesNothingHalfWritten) {
  // A file-size limit: the same failing write() as on a full disk.
  const auto full = run_command(cat("ulimit -f 24; cd '", scratch_.path().string(), "' && '", test::binary().string(),
                                    "' ingest dicom --store s"));
  EXPECT_NE(full.status, 0);
  EXPECT_FALSE(full.err.empty());
  EXPECT_EQ(names_left(), "");
  const auto synth = run_command(cat("ulimit -f 2; cd '", scratch_.path().string(), "' && '", test::binary().string(),
                                     "' synth --studies 1 --out c"));
  EXPECT_EQ(synth.status, 1) << synth.err;
  EXPECT_EQ(names_left(), "");
  const auto later = chordae("ingest dicom --store s");
  EXPECT_EQ(later.status, 0) << later.err;
  const auto embed = run_command(cat("ulimit -f 4; cd '", scratch_.path().string(), "' && '", test::binary().string(),
                                     "' embed --store s --model mvit_tiny --random-init --out e.h5"));
  EXPECT_EQ(embed.status, 1) << embed.err;
  EXPECT_FALSE(fs::exists(scratch_ / "e.h5"));
  EXPECT_EQ(chordae("embed --store s --model mvit_tiny --random-init --out e.h5").status, 0);
}

TEST_F(BadInput, CorruptStoreFile) {
  ASSERT_EQ(chordae("ingest dicom --store s").status, 0);
  fs::path study;
  for (const auto& entry : fs::recursive_directory_iterator(scratch_ / "s")) {
    if (entry.path().extension() == ".h5") study = entry.path();
  }
  ASSERT_FALSE(study.empty());
  const std::string bytes = read_text_file(study);
  write_file(study, std::string_view(bytes).substr(0, bytes.size() / 3));
  const auto inspect = chordae("inspect '" + study.string() + "'");
  EXPECT_EQ(inspect.status, 3) << inspect.err;
  const auto embed = chordae("embed --store s --model mvit_tiny --random-init --out e.h5");
  EXPECT_NE(embed.status, 0) << embed.err;
  EXPECT_FALSE(fs::exists(scratch_ / "e.h5"));
}

TEST_F(BadInput, CorruptWeights) {
  ASSERT_EQ(chordae("ingest dicom --store s").status, 0);
  ASSERT_EQ(chordae("weights --new mvit_tiny --out w.safetensors").status, 0);
  const std::string bytes = read_text_file(scratch_ / "w.safetensors");
  const auto check = [&](const std::string& name, const std::string& content) {
    write_file(scratch_ / name, content);
    const auto inspect = chordae("inspect " + name);
    EXPECT_EQ(inspect.status, 3) << name << inspect.err;
    const auto embed = chordae("embed --store s --weights " + name + " --out e.h5");
    EXPECT_TRUE(embed.status == 3 || embed.status == 4) << name << embed.status << embed.err;
    EXPECT_FALSE(fs::exists(scratch_ / "e.h5"));
  };
  check("short.safetensors", bytes.substr(0, bytes.size() - 100));
  check("tiny.safetensors", "abc");
  std::string lying = bytes;
  std::memset(lying.data(), 0xff, 8);
  check("lying.safetensors", lying);
  std::string garbage = bytes;
  garbage[8] = 'x';
  check("garbage.safetensors", garbage);
}

TEST_F(BadInput, OutputIsNotReplacedWithoutForce) {
  ASSERT_EQ(chordae("ingest dicom --store s").status, 0);
  const std::string embed = "embed --store s --model mvit_tiny --random-init --out e.h5";
  ASSERT_EQ(chordae(embed).status, 0);
  const auto again = chordae(embed);
  EXPECT_EQ(again.status, 2);
  EXPECT_NE(again.err.find("--force"), std::string::npos) << again.err;
  EXPECT_EQ(chordae(embed + " --force").status, 0);
  EXPECT_EQ(chordae("synth --studies 1 --out dicom").status, 2);

  // --force replaces what the command made, never anything else, and nothing before it has succeeded.
  const std::string good = read_text_file(scratch_ / "e.h5");
  EXPECT_NE(chordae(embed + " --force --views unknown").status, 0);
  EXPECT_TRUE(read_text_file(scratch_ / "e.h5") == good);
  EXPECT_EQ(chordae("embed --store s --model mvit_tiny --random-init --out s --force").status, 2);
  EXPECT_EQ(chordae("embed --store s --model mvit_tiny --random-init --out s/pseudonym.key --force").status, 2);
  EXPECT_EQ(chordae("synth --studies 1 --out s --force").status, 2);
  EXPECT_EQ(chordae("weights --new mvit_tiny --out s --force").status, 2);
  EXPECT_EQ(chordae("inspect s").status, 0);
  ASSERT_EQ(chordae("weights --new mvit_tiny --out w.safetensors").status, 0);
  EXPECT_EQ(chordae("embed --store s --weights w.safetensors --out w.safetensors --force").status, 2);
  EXPECT_EQ(chordae("weights w.safetensors").status, 0);
}

}  // namespace
}  // namespace chordae
