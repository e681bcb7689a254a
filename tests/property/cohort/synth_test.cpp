#include "chordae/cohort/synth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/cohort/examination.h"
#include "chordae/cohort/stream_export.h"
#include "chordae/io/csv/csv.h"
#include "chordae/phantom/conditions/condition.h"
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

std::vector<StudyTruth> write(const fs::path& out, const SynthConfig& config) {
  std::vector<StudyTruth> truths;
  write_cohort(out, config, [&](const StudyTruth& t) { truths.push_back(t); });
  return truths;
}

/// truth.csv as rows of cells by column. No cell of it needs quotes.
std::vector<std::map<std::string, std::string>> read_truth(const fs::path& cohort) {
  const auto lines = split(trim(read_text_file(cohort / "truth.csv")), '\n');
  const auto names = split(lines[0], ',');
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    EXPECT_EQ(cells.size(), names.size());
    rows.emplace_back();
    for (std::size_t c = 0; c < std::min(cells.size(), names.size()); ++c)
      rows.back()[names[c]] = cells[c];
  }
  return rows;
}

TEST(Synth, SameSeedSameBytesOnAnyNumberOfThreads) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  std::map<std::string, std::string> once;
  for (const std::int64_t threads : {1, 2, 9}) {
    config.threads = threads;
    write(scratch / cat(threads), config);
    const auto now = contents(scratch / cat(threads));
    if (once.empty()) once = now;
    EXPECT_EQ(now, once) << threads << " threads";
  }
  // Two tables; 3 studies of a report, 3 scout images, 3 SAX slices and 3 long-axis views of 4
  // frames.
  EXPECT_EQ(once.size(), 3u + 3 * (1 + 3 + (3 + 3) * 4));
  config.seed = 2;
  write(scratch / "other", config);
  const auto other = contents(scratch / "other");
  std::set<std::string> hashes;
  for (const auto& [name, hash] : once) hashes.insert(hash);
  EXPECT_EQ(hashes.size(), once.size()) << "two equal files";
  for (const auto& [name, hash] : other) EXPECT_FALSE(hashes.contains(hash)) << name;
}

// A study depends on the settings and its number, not on how many there are or how they are split.
TEST(Synth, MoreStudiesLeaveTheFirstAsTheyWere) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 1;
  const auto one = write(scratch / "one", config);
  config.studies = 2;
  config.splits = {0, 0.5, 0.5};
  const auto two = write(scratch / "two", config);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(one[0].study_uid, two[0].study_uid);
  EXPECT_NE(two[0].study_uid, two[1].study_uid);
  EXPECT_EQ(contents(scratch / "one" / "SYN-1-000001"), contents(scratch / "two" / "SYN-1-000001"));
}

TEST(Synth, SeedsAndSettingsShareNoIdentifier) {
  std::set<std::string> uids;
  std::size_t count = 0;
  const auto add = [&](const SynthConfig& config) {
    for (std::int64_t n = 1; n <= 40; ++n, ++count) {
      const Examination e = plan_examination(config, n, false);
      uids.insert(e.truth.study_uid);
      for (const ExaminationSeries& s : e.series) {
        for (const MrInstance& m : s.tags) EXPECT_NE(m.series_uid, m.study_uid);
      }
    }
  };
  SynthConfig config = small_config();
  add(config);
  config.seed = 2;
  add(config);
  config.extra_series = "some";
  add(config);
  config.realism = 0.5;
  add(config);
  config.only = {"Amyloid"};
  add(config);
  EXPECT_EQ(uids.size(), count);
}

TEST(Synth, RepeatScansShareThePatientAndDifferInPixels) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 6;
  config.repeat_scans = 0.5;
  config.sax_slices = 1;
  const auto truths = write(scratch / "c", config);
  const auto rows = read_truth(scratch / "c");
  int repeated = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (truths[i].repeat_of.empty()) continue;
    ++repeated;
    ASSERT_GT(i, 0u);
    const StudyTruth &again = truths[i], &first = truths[i - 1];
    EXPECT_EQ(again.repeat_of, first.study_uid);
    EXPECT_EQ(rows[i].at("repeat_of"), first.study_uid);
    EXPECT_EQ(again.patient_id, first.patient_id);
    EXPECT_EQ(again.split, first.split);
    EXPECT_NE(again.site, first.site);
    EXPECT_NE(again.folder, first.folder);
    EXPECT_EQ(again.person.anatomy.edv_ml, first.person.anatomy.edv_ml);
    std::set<std::string> seen;
    for (const auto& [name, hash] : contents(scratch / "c" / first.folder)) seen.insert(hash);
    for (const auto& [name, hash] : contents(scratch / "c" / again.folder))
      EXPECT_FALSE(seen.contains(hash));
  }
  EXPECT_GE(repeated, 1);
  // In the long run the share of patients that was asked for, none of them in two splits.
  config.repeat_scans = 0.3;
  std::map<std::int64_t, std::set<std::string_view>> splits;
  int again = 0;
  for (std::int64_t n = 1; n <= 3000; ++n) {
    const Enrolment e = enrol(config, n);
    again += e.repeated;
    splits[e.patient].insert(e.split);
    EXPECT_FALSE(n == 1 && e.repeated);
  }
  EXPECT_NEAR(static_cast<double>(again) / static_cast<double>(splits.size()), 0.3, 0.03);
  std::map<std::string_view, int> sizes;
  for (const auto& [patient, of] : splits) {
    EXPECT_EQ(of.size(), 1u) << patient;
    ++sizes[*of.begin()];
  }
  EXPECT_NEAR(sizes["train"], 0.7 * static_cast<double>(splits.size()), 80);
  EXPECT_NEAR(sizes["test"], 0.15 * static_cast<double>(splits.size()), 60);
}

TEST(Synth, TruthTableIsTheTruthReturned) {
  const test::ScratchFolder scratch;
  const auto truths = write(scratch / "c", small_config());
  const auto rows = read_truth(scratch / "c");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_TRUE(
      read_text_file(scratch / "c" / "truth.csv")
          .starts_with("study_uid,patient_id,folder,edv_ml,esv_ml,lvef_percent,heart_rate_bpm,"));
  for (std::size_t i = 0; i < 3; ++i) {
    auto row = rows[i];
    EXPECT_EQ(row["study_uid"], truths[i].study_uid);
    EXPECT_EQ(row["patient_id"], truths[i].patient_id);
    EXPECT_TRUE(fs::is_directory(scratch / "c" / row["folder"]));
    const double edv = *try_parse_double(row["edv_ml"]), esv = *try_parse_double(row["esv_ml"]);
    EXPECT_EQ(edv, truths[i].person.anatomy.edv_ml);
    EXPECT_NEAR(*try_parse_double(row["lvef_percent"]), 100 * (1 - esv / edv), 1e-9);
    EXPECT_NEAR(*try_parse_double(row["reported_lvef_percent"]), 100 * (1 - esv / edv), 11);
    for (const Condition* c : condition_table()) {
      EXPECT_EQ(row[std::string(c->name)], has_label(*c, truths[i].person) ? "1" : "0") << c->name;
      if (c->name == "PureNormal") continue;
      EXPECT_EQ(row[cat(c->name, ".severity")].empty(), !has_label(*c, truths[i].person));
    }
    const std::string report = read_text_file(scratch / "c" / "reports" / (row["folder"] + ".txt"));
    EXPECT_NE(report.find("IMPRESSION"), std::string::npos);
    EXPECT_NE(report.find(cat(row["reported_lvef_percent"], " %")), std::string::npos) << report;
    EXPECT_NE(read_text_file(scratch / "c" / "reports.csv").find(csv_cell(report)),
              std::string::npos);
  }
}

// Somebody who looks a column up finds it.
TEST(Synth, EveryColumnIsDocumented) {
  const std::string page = read_text_file(test::source_root() / "docs/formats/cohort.md");
  for (const TruthColumn& c : truth_columns()) {
    EXPECT_NE(page.find(cat("| `", c.name, "` | ", c.unit, " | ", c.help, " |")), std::string::npos)
        << "| `" << c.name << "` | " << c.unit << " | " << c.help << " |";
  }
}

TEST(Synth, OnlyACohortIsReplaced) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 1;
  write(scratch / "c", config);
  EXPECT_EQ(test::error_code_of([&] { write_cohort(scratch / "c", config); }), ErrorCode::kUsage);
  config.replace = true;
  config.seed = 9;
  const auto truths = write(scratch / "c", config);
  EXPECT_TRUE(fs::is_directory(scratch / "c" / truths[0].folder));
  EXPECT_FALSE(fs::exists(scratch / "c" / "SYN-1-000001"));
  make_folder(scratch / "mine");
  write_file(scratch / "mine" / "thesis.txt", "x");
  EXPECT_EQ(test::error_code_of([&] { write_cohort(scratch / "mine", config); }),
            ErrorCode::kUsage);
  EXPECT_EQ(read_text_file(scratch / "mine" / "thesis.txt"), "x");
}

// As a shell completes the name of a folder.
TEST(Synth, AFolderMayEndInASlash) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.studies = 1;
  write(cat((scratch / "c").string(), "/"), config);
  EXPECT_TRUE(fs::exists(scratch / "c" / "truth.csv"));
  config.replace = true;
  write(cat((scratch / "c").string(), "/"), config);
  StreamConfig clips;
  clips.rows = clips.columns = 16, clips.frames = 2, clips.slices = 1;
  const auto arrays = cat((scratch / "arrays").string(), "/");
  export_stream(arrays, clips, 1, 1, 1);
  EXPECT_EQ(contents(scratch / "arrays").size(), 3u);  // signal, labels, table
  EXPECT_EQ(test::error_code_of([&] { export_stream(arrays, clips, 1, 1, 1); }), ErrorCode::kUsage);
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 2);
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
  EXPECT_EQ(code([](SynthConfig& c) { c.frames = 1; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.sites = 0; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.splits = {0.5, 0.2, 0.2}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.edv_ml = 100, c.esv_ml = 120; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](SynthConfig& c) { c.only = {"PureNormal", "Amyloid"}; }), ErrorCode::kUsage);
  EXPECT_EQ(code([](SynthConfig& c) { c.only = {"Amyloidosis"}; }), ErrorCode::kUsage);
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
    write_cohort(scratch / "c", config, [](const StudyTruth&) { request_cancellation(); });
  };
  EXPECT_EQ(test::error_code_of(stop_after_one), ErrorCode::kCancelled);
  reset_cancellation();
  EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST(Synth, TheForecastIsWhatIsWritten) {
  const test::ScratchFolder scratch;
  SynthConfig config = small_config();
  config.extra_series = "some";
  const CohortSize size = measure_cohort(config);
  write(scratch / "c", config);
  std::int64_t instances = 0;
  double bytes = 0;
  std::set<std::string> folders;
  for (const auto& entry : fs::recursive_directory_iterator(scratch / "c")) {
    if (entry.path().extension() != ".dcm") continue;
    ++instances;
    bytes += static_cast<double>(entry.file_size());
    folders.insert(entry.path().parent_path());
  }
  EXPECT_EQ(size.studies, 3);
  EXPECT_EQ(size.instances, instances);
  EXPECT_EQ(size.series, static_cast<std::int64_t>(folders.size()));
  EXPECT_NEAR(size.bytes, bytes, 0.1 * bytes);
}

}  // namespace
}  // namespace chordae
