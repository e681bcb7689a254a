#include "chordae/store/study_store.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

#include "chordae/base/files.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::error_code_of;
using test::error_text_of;
using test::random_study;
using test::study_difference;

std::string file_of(const std::string& key) {
  return cat("studies/", key.substr(0, 2), "/", key, ".h5");
}

TEST(StudyStore, WritesReadsAndLists) {
  const test::ScratchFolder scratch;
  // A path that a connection string could trip over.
  auto store = StudyStore::create_or_open(scratch / "my store=1 'a'");
  std::set<std::string> keys;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Study study = random_study(seed);
    EXPECT_FALSE(store.has_study(study.study_key));
    store.write_study(study);
    EXPECT_TRUE(store.has_study(study.study_key));
    EXPECT_EQ(study_difference(study, store.read_study(study.study_key)), "");
    keys.insert(study.study_key);
  }
  const auto rows = store.studies();
  ASSERT_EQ(rows.size(), 12u);
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &CatalogueRow::study_key));
  for (const auto& row : rows) {
    EXPECT_TRUE(keys.contains(row.study_key));
    EXPECT_EQ(row.file, file_of(row.study_key));
    EXPECT_TRUE(fs::is_regular_file(store.folder() / row.file));
  }
}

TEST(StudyStore, CatalogueRowsSayWhatTheStudyHolds) {
  const test::ScratchFolder scratch;
  auto store = StudyStore::create_or_open(scratch / "store");
  Study study = random_study(3);
  Rng rng(5);
  study.series = {test::random_series(rng, 1), test::random_series(rng.split("b"), 2)};
  study.series[0].verdict = {true, View::kSax, "sax-parallel-stack", "Zwölf Schichten", {}};
  study.series[0].acquisition.manufacturer = "";
  study.series[0].acquisition.field_strength_t = 0;
  study.series[0].acquisition.synthetic = false;
  study.series[0].cine.slices = {test::random_slice(rng.split("x")),
                                 test::random_slice(rng.split("y"))};
  study.series[1].verdict = {false, View::kUnknown, "too-few-frames", "only one frame", {}};
  study.series[1].cine.slices.clear();
  study.series[1].acquisition.manufacturer = "Maker";
  study.series[1].acquisition.field_strength_t = 3;
  study.series[1].acquisition.synthetic = true;
  study.series[1].acquisition.series_description =
      "latin-1 \xE9, NUL " + std::string(1, '\0') + ".";
  study.series[0].source_hash = "b";
  study.series[1].source_hash = "a";
  store.write_study(study);

  const auto row = store.studies().at(0);
  EXPECT_EQ(row.patient_key, study.patient_key);
  EXPECT_EQ(row.manufacturer, "Maker");
  EXPECT_EQ(row.field_strength_t, 3);
  EXPECT_EQ(row.series, 2);
  EXPECT_EQ(row.accepted, 1);
  EXPECT_EQ(row.clips, 2);
  EXPECT_TRUE(row.synthetic);
  EXPECT_EQ(row.source_hash, hex(sha256(std::string_view("a\nb"))));
  const auto series = store.series(study.study_key);
  ASSERT_EQ(series.size(), 2u);
  const auto& slices = study.series[0].cine.slices;
  EXPECT_EQ(series[0].series_id, "s01");
  EXPECT_TRUE(series[0].accepted);
  EXPECT_EQ(series[0].view, "SAX");
  EXPECT_EQ(series[0].reason, "Zwölf Schichten");
  EXPECT_EQ(series[0].slices, 2);
  EXPECT_EQ(series[0].frames, std::max(slices[0].frames, slices[1].frames));
  EXPECT_EQ(series[1].slices, 0);
  EXPECT_EQ(series[1].rule, "too-few-frames");
  EXPECT_EQ(series[1].description, "latin-1 \xEF\xBF\xBD, NUL \xEF\xBF\xBD.");
  EXPECT_EQ(store.read_study(study.study_key).series[1].acquisition.series_description,
            series[1].description);
  EXPECT_TRUE(store.series("0000").empty());
}

TEST(StudyStore, ReplacesAStudyWithoutLeftovers) {
  const test::ScratchFolder scratch;
  auto store = StudyStore::create_or_open(scratch / "store");
  Study study = random_study(2);
  store.write_study(study);
  study.series.resize(1);
  store.write_study(study);
  EXPECT_EQ(store.studies().size(), 1u);
  EXPECT_EQ(store.series(study.study_key).size(), 1u);
  EXPECT_EQ(study_difference(study, store.read_study(study.study_key)), "");
}

TEST(StudyStore, ReopensReadOnlyWithoutTheKey) {
  const test::ScratchFolder scratch;
  const Study study = random_study(4);
  StudyStore::create_or_open(scratch / "store").write_study(study);
  fs::remove(scratch / "store" / "pseudonym.key");
  auto store = StudyStore::open_read_only(scratch / "store");
  EXPECT_EQ(store.studies().size(), 1u);
  EXPECT_EQ(study_difference(study, store.read_study(study.study_key)), "");
  EXPECT_EQ(error_code_of([&] { store.key(); }), ErrorCode::kInternal);
  EXPECT_EQ(error_code_of([&] { store.write_study(study); }), ErrorCode::kInternal);
  EXPECT_EQ(error_code_of([&] { store.rebuild_catalogue(); }), ErrorCode::kInternal);
  EXPECT_EQ(error_code_of([&] { StudyStore::create_or_open(scratch / "store"); }), ErrorCode::kIo);
  EXPECT_EQ(error_code_of([&] { StudyStore::open_read_only(scratch / "none"); }), ErrorCode::kIo);
}

TEST(StudyStore, KnowsItsKey) {
  const test::ScratchFolder scratch;
  StudyStore::create_or_open(scratch / "a");
  StudyStore::create_or_open(scratch / "b");
  fs::copy_file(scratch / "a" / "pseudonym.key", scratch / "b" / "pseudonym.key",
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(error_code_of([&] { StudyStore::create_or_open(scratch / "b"); }), ErrorCode::kConfig);
  // A key that lies in an empty folder is taken: two stores that agree on names.
  fs::create_directory(scratch / "c");
  fs::copy_file(scratch / "a" / "pseudonym.key", scratch / "c" / "pseudonym.key");
  EXPECT_EQ(StudyStore::create_or_open(scratch / "c").key().fingerprint(),
            StudyStore::create_or_open(scratch / "a").key().fingerprint());
}

TEST(StudyStore, RefusesOtherFoldersAndMarkers) {
  const test::ScratchFolder scratch;
  write_file(scratch / "holiday.jpg", "x");
  EXPECT_EQ(error_code_of([&] { StudyStore::create_or_open(scratch.path()); }), ErrorCode::kFormat);
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);
  EXPECT_EQ(error_code_of([&] { StudyStore::create_or_open(scratch / "holiday.jpg"); }),
            ErrorCode::kIo);

  StudyStore::create_or_open(scratch / "store");
  const auto marker = scratch / "store" / "chordae-store.json";
  const std::string good = read_text_file(marker);
  for (const std::string text :
       {"", "{", "[]", "{\"format\":\"chordae-store\"}", "null", "{\"format\":1}"}) {
    write_file(marker, text);
    EXPECT_EQ(error_code_of([&] { StudyStore::open_read_only(scratch / "store"); }),
              ErrorCode::kFormat);
  }
  std::string newer = good;
  newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
  write_file(marker, newer);
  EXPECT_EQ(error_code_of([&] { StudyStore::create_or_open(scratch / "store"); }),
            ErrorCode::kUnsupported);
}

TEST(StudyStore, ResolvesPrefixes) {
  const test::ScratchFolder scratch;
  auto store = StudyStore::create_or_open(scratch / "store");
  Study study = random_study(1);
  for (const char* key : {"ABCD0000000000000000", "ABCD1000000000000000", "ABCE0000000000000000"}) {
    study.study_key = key;
    store.write_study(study);
  }
  EXPECT_EQ(store.resolve("abce"), "ABCE0000000000000000");
  EXPECT_EQ(store.resolve("ABCD1"), "ABCD1000000000000000");
  EXPECT_EQ(error_code_of([&] { store.resolve("abc"); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { store.resolve("ZZZZ"); }), ErrorCode::kUsage);
  EXPECT_EQ(error_code_of([&] { store.resolve("ABC%"); }), ErrorCode::kUsage);
  EXPECT_NE(error_text_of([&] { store.resolve("abcd"); }).find("ABCD1000000000000000"),
            std::string::npos);
  for (const std::string bad :
       {"", "../../etc/passwd", "abcd0000000000000000", "ABCD000000000000000"}) {
    study.study_key = bad;
    EXPECT_EQ(error_code_of([&] { store.write_study(study); }), ErrorCode::kUsage);
    EXPECT_EQ(error_code_of([&] { store.read_study(bad); }), ErrorCode::kUsage);
  }
  EXPECT_EQ(error_code_of([&] { store.read_study("ABCF0000000000000000"); }), ErrorCode::kUsage);
}

TEST(StudyStore, HealsTheCatalogueAtOpening) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "store";
  std::vector<Study> studies;
  {
    auto store = StudyStore::create_or_open(folder);
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      studies.push_back(random_study(seed));
      store.write_study(studies.back());
    }
  }
  const auto expected = StudyStore::open_read_only(folder).studies();
  const auto same_rows = [&](const std::vector<CatalogueRow>& rows) {
    ASSERT_EQ(rows.size(), expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i].study_key, expected[i].study_key);
      EXPECT_EQ(rows[i].source_hash, expected[i].source_hash);
      EXPECT_EQ(rows[i].clips, expected[i].clips);
      EXPECT_EQ(rows[i].manufacturer, expected[i].manufacturer);
    }
  };
  fs::remove(folder / "catalogue.sqlite");  // lost
  EXPECT_EQ(error_code_of([&] { StudyStore::open_read_only(folder); }), ErrorCode::kIo);
  same_rows(StudyStore::create_or_open(folder).studies());
  write_file(folder / "catalogue.sqlite", std::string(10000, 'x'));  // overwritten
  EXPECT_EQ(error_code_of([&] { StudyStore::open_read_only(folder); }), ErrorCode::kFormat);
  same_rows(StudyStore::create_or_open(folder).studies());
  EXPECT_EQ(StudyStore::create_or_open(folder).rebuild_catalogue(), 4);
  same_rows(StudyStore::open_read_only(folder).studies());

  fs::remove(folder / file_of(studies[0].study_key));  // a row without a file
  write_file(folder / file_of(studies[1].study_key), "damaged");
  auto store = StudyStore::create_or_open(folder);
  EXPECT_EQ(store.studies().size(), 3u);
  EXPECT_EQ(store.rebuild_catalogue(), 2);
  EXPECT_EQ(store.studies().size(), 2u);
}

TEST(StudyStore, ReadingOnlyWarnsOfACatalogueThatIsBehind) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "store";
  auto store = StudyStore::create_or_open(folder);
  const auto warning = [&] {
    testing::internal::CaptureStderr();
    StudyStore::open_read_only(folder);
    return testing::internal::GetCapturedStderr();
  };
  store.write_study(random_study(1));
  const std::string earlier = read_text_file(folder / "catalogue.sqlite");
  store.write_study(random_study(2));
  EXPECT_EQ(warning(), "");
  const std::string later = read_text_file(folder / "catalogue.sqlite");
  write_file(folder / "catalogue.sqlite", earlier);
  EXPECT_NE(warning().find("leaves out 1 studies that have files and lists 0"), std::string::npos);
  write_file(folder / "catalogue.sqlite", later);
  fs::remove(folder / file_of(random_study(1).study_key));
  EXPECT_NE(warning().find("leaves out 0 studies that have files and lists 1"), std::string::npos);
  StudyStore::create_or_open(folder);
  EXPECT_EQ(warning(), "");
}

TEST(StudyStore, RemovesTemporariesOfDeadProcesses) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "store";
  const Study study = random_study(1);
  StudyStore::create_or_open(folder).write_study(study);
  // As this machine names its temporaries, with a process number that no process has.
  std::string stale = TemporaryPath(folder / file_of(study.study_key)).path().string();
  const std::string pid = cat("-", getpid(), "-");
  stale.replace(stale.rfind(pid), pid.size(), "-999999999-");
  write_file(stale, "x");
  StudyStore::create_or_open(folder);
  EXPECT_FALSE(fs::exists(stale));
}

TEST(StudyStore, ManyThreadsWriteAndList) {
  const test::ScratchFolder scratch;
  auto store = StudyStore::create_or_open(scratch / "store");
  std::atomic<int> failures = 0;
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t i = 0; i < 6; ++i) {
      threads.emplace_back([&, i] {
        try {
          for (std::uint64_t k = 0; k < 5; ++k) {
            const Study study =
                random_study(100 + 5 * (i % 3) + k);  // two threads share each study
            store.write_study(study);
            if (study_difference(study, store.read_study(study.study_key)) != "") ++failures;
            if (store.studies().empty()) ++failures;
          }
        } catch (const std::exception& e) {
          ++failures;
        }
      });
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(store.studies().size(), 15u);
}

}  // namespace
}  // namespace chordae
