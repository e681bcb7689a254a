#include "chordae/cohort/synth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

SynthConfig small_config() {
  SynthConfig c;
  c.studies = 3;
  c.sax_slices = 3;
  c.frames = 4;
  c.matrix = 40;
  c.pixel_mm = 6;
  c.threads = 2;
  return c;
}

/// Relative path -> SHA-256 of the file.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      all[fs::relative(entry.path(), folder)] = hex(sha256(read_file(entry.path())));
  }
  return all;
}

TEST(Synth, SameSeedSameBytesOnAnyNumberOfThreads) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  std::map<std::string, std::string> once;
  for (const std::int64_t threads : {1, 2, 4}) {
    config.threads = threads;
    write_cohort(scratch / cat(threads), config);
    const auto now = contents(scratch / cat(threads));
    if (once.empty()) once = now;
    EXPECT_EQ(now, once) << threads << " threads";
  }
  // truth.csv; 3 studies of 3 scout images, 3 SAX slices and 3 long-axis views of 4 frames.
  EXPECT_EQ(once.size(), 1u + 3 * (3 + (3 + 3) * 4));
  config.seed = 2;
  write_cohort(scratch / "other", config);
  const auto other = contents(scratch / "other");
  std::set<std::string> hashes;
  for (const auto& [name, hash] : once) hashes.insert(hash);
  EXPECT_EQ(hashes.size(), once.size()) << "two equal files";
  for (const auto& [name, hash] : other) EXPECT_FALSE(hashes.contains(hash)) << name;
}

// A study depends on the seed and its number, not on how many there are.
TEST(Synth, MoreStudiesLeaveTheFirstAsTheyWere) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 1;
  const auto one = write_cohort(scratch / "one", config);
  config.studies = 2;
  const auto two = write_cohort(scratch / "two", config);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(one[0].study_uid, two[0].study_uid);
  EXPECT_NE(two[0].study_uid, two[1].study_uid);
  EXPECT_EQ(contents(scratch / "one" / "SYN-1-000001"), contents(scratch / "two" / "SYN-1-000001"));
}

TEST(Synth, SeedsShareNoIdentifier) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 2;
  config.seed = 2;
  const auto two = write_cohort(scratch / "two", config);
  config.seed = 3;
  const auto three = write_cohort(scratch / "three", config);
  for (const auto& a : two) {
    for (const auto& b : three) {
      EXPECT_NE(a.study_uid, b.study_uid);
      EXPECT_NE(a.patient_id, b.patient_id);
    }
  }
}

TEST(Synth, OnlyACohortIsReplaced) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 1;
  write_cohort(scratch / "c", config);
  EXPECT_EQ(test::error_code_of([&] { write_cohort(scratch / "c", config); }), ErrorCode::kUsage);
  config.replace = true;
  config.seed = 9;
  const auto truths = write_cohort(scratch / "c", config);
  EXPECT_TRUE(fs::is_directory(scratch / "c" / truths[0].folder));
  EXPECT_FALSE(fs::exists(scratch / "c" / "SYN-1-000001"));
  make_folder(scratch / "mine");
  write_file(scratch / "mine" / "thesis.txt", "x");
  EXPECT_EQ(test::error_code_of([&] { write_cohort(scratch / "mine", config); }), ErrorCode::kUsage);
  EXPECT_EQ(read_text_file(scratch / "mine" / "thesis.txt"), "x");
}

TEST(Synth, TruthTableIsTheTruthReturned) {
  const test::ScratchFolder scratch;
  std::vector<std::string> told;
  const auto truths = write_cohort(scratch / "c", small_config(),
                                   [&](const SynthStudyTruth& t) { told.push_back(t.patient_id); });
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (std::vector<std::string>{"SYN-1-000001", "SYN-1-000002", "SYN-1-000003"}));
  const auto lines = split(trim(read_text_file(scratch / "c" / "truth.csv")), '\n');
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(
      lines[0].rfind("study_uid,patient_id,folder,edv_ml,esv_ml,lvef_percent,heart_rate_bpm,", 0),
      0u);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto cells = split(lines[i + 1], ',');
    EXPECT_EQ(cells[0], truths[i].study_uid);
    EXPECT_EQ(cells[1], truths[i].patient_id);
    EXPECT_TRUE(fs::is_directory(scratch / "c" / cells[2]));
    EXPECT_EQ(try_parse_double(cells[3]), truths[i].edv_ml);
    EXPECT_EQ(try_parse_double(cells[5]), truths[i].lvef_percent);
    EXPECT_NEAR(truths[i].lvef_percent, 100 * (1 - truths[i].esv_ml / truths[i].edv_ml), 1e-9);
  }
}

TEST(Synth, RefusesImpossibleValuesAndFullFolders) {
  const test::ScratchFolder scratch;
  const auto code = [&](auto change) {
    SynthConfig config = small_config();
    change(config);
    const auto result = test::error_code_of([&] { write_cohort(scratch / "bad", config); });
    EXPECT_FALSE(fs::exists(scratch / "bad"));
    return result;
  };
  EXPECT_EQ(code([](SynthConfig& c) { c.studies = 0; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.sax_slices = -1; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.matrix = 100000; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.pixel_mm = 1; }),
            ErrorCode::kConfig);  // 40 mm field of view
  EXPECT_EQ(code([](SynthConfig& c) { c.slice_gap_mm = 0; }), ErrorCode::kConfig);
  write_file(scratch / "mine.txt", "keep");
  EXPECT_EQ(test::error_code_of([&] { write_cohort(scratch.path(), small_config()); }),
            ErrorCode::kUsage);
  EXPECT_EQ(contents(scratch.path()).size(), 1u);
}

TEST(Synth, CancelledLeavesNothingBehind) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 20;
  const auto stop_after_one = [&] {
    write_cohort(scratch / "c", config, [](const SynthStudyTruth&) { request_cancellation(); });
  };
  EXPECT_EQ(test::error_code_of(stop_after_one), ErrorCode::kCancelled);
  reset_cancellation();
  EXPECT_TRUE(fs::is_empty(scratch.path()));
}

}  // namespace
}  // namespace chordae
