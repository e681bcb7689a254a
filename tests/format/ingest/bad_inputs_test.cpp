// Inputs with bad files among good ones, or with nothing usable; the store's side of ingest.
#include <gtest/gtest.h>

#include <fstream>

#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/rng.h"
#include "chordae/ingest/two_passes.h"
#include "support/study_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::make_series;

class BadInputs : public ::testing::Test {
 protected:
  void SetUp() override { set_log_level(LogLevel::kQuiet); }

  std::vector<Study> read(const fs::path& path) {
    return read_studies({path}, PseudonymKey::from_bytes({}), config_, ledger_);
  }
  void put(const std::string& name, std::span<const std::byte> bytes) {
    fs::create_directories((scratch_ / name).parent_path());
    std::ofstream(scratch_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  test::ScratchFolder scratch_;
  IngestConfig config_;
  SkipLedger ledger_;
};

TEST_F(BadInputs, SayWhatWasFoundInsteadOfDicom) {
  fs::create_directories(scratch_ / "in");
  EXPECT_NE(test::error_text_of([&] { read(scratch_ / "in"); }).find("found nothing"),
            std::string::npos);
  write_file(scratch_ / "in/a", std::string_view("some words"));
  write_file(scratch_ / "in/b", std::string_view("\x89PNG\r\n\x1a\n"));
  write_file(scratch_ / "in/c", std::string_view(""));
  const auto text = test::error_text_of([&] { read(scratch_ / "in"); });
  for (const char* word : {"1 text file", "1 picture", "1 empty file"})
    EXPECT_NE(text.find(word), std::string::npos) << text;
  EXPECT_EQ(test::error_code_of([&] { read(scratch_ / "in"); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { read(scratch_ / "absent"); }), ErrorCode::kIo);
}

TEST_F(BadInputs, OneBadFileGoesToTheLedger) {
  const auto files = make_series({});
  test::write_files(scratch_ / "Doe^Jane", files);
  auto cut = files[5].file();
  cut.resize(cut.size() - 100);
  put("Doe^Jane/f5", cut);
  const auto studies = read(scratch_ / "Doe^Jane");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].series[0].cine.frame_count(), 39);
  ASSERT_EQ(ledger_.size(), 1U);
  const Skip skip = ledger_.skips()[0];
  EXPECT_NE(skip.where.find(", file "), std::string::npos) << skip.where;
  EXPECT_NE(skip.reason.find("bytes"), std::string::npos) << skip.reason;
  EXPECT_EQ(skip.where.find("f5"), std::string::npos) << skip.where;
}

TEST_F(BadInputs, PixelsThatFailToDecodeLeaveAGap) {
  // Sizes are plausible, so the header passes; the JPEG inside is noise.
  auto files = make_series({});
  const std::string noise = std::string(
                                "\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\0\0\0\0"
                                "\xfe\xff\x00\xe0\x40\0\0\0",
                                28) +
                            std::string(64, 'a') + std::string("\xfe\xff\xdd\xe0\0\0\0\0", 8);
  test::write_files(scratch_ / "in", files);
  put("in/f5",
      files[5].raw(0x7FE00010, noise).file(test::Syntax::kExplicit, "1.2.840.10008.1.2.4.70"));
  const auto studies = read(scratch_ / "in");
  const StudySeries& s = studies.at(0).series.at(0);
  EXPECT_TRUE(s.verdict.accepted);
  EXPECT_EQ(test::evidence(s, "pictures_unreadable"), 1);
  EXPECT_EQ(s.cine.slices[0].frames, 9);
  EXPECT_EQ(s.cine.slices[0].trigger_time_ms[5], 20 + 80 * 6);
  EXPECT_EQ(ledger_.size(), 1U);
}

TEST_F(BadInputs, TooManyBadFilesStopTheRun) {
  const auto files = make_series({});
  test::write_files(scratch_ / "in", files);
  for (std::size_t i = 0; i < 25; ++i) {
    auto cut = files[i].file();
    cut.resize(300);
    put(cat("in/f", i), cut);
  }
  EXPECT_EQ(test::error_code_of([&] { read(scratch_ / "in"); }), ErrorCode::kFormat);
}

TEST_F(BadInputs, NothingShowsWhoThePatientIs) {
  auto files = make_series({});
  for (auto& f : files) f.text(0x00100020, "LO", "ID-98765").text(0x00100010, "PN", "Doe^Jane");
  test::write_files(scratch_ / "Doe^Jane_98765", files);
  test::write_files(scratch_ / "copies", {files[0], files[1]}, "Doe^Jane");
  auto cut = files[5].file();
  cut.resize(cut.size() / 2);
  put("Doe^Jane_98765/f5", cut);
  ASSERT_EQ(test::run_command(
                "cd " + scratch_.path().string() +
                " && tar --sort=name -czf in.tgz copies Doe* && cut() { head -c $(($(wc -c < "
                "in.tgz) - 300)) in.tgz; } && cut > cut.tgz")
                .status,
            0);
  const auto studies = read(scratch_ / "cut.tgz");
  std::string shown;
  for (const auto& study : studies) shown += test::describe(study);
  for (const auto& skip : ledger_.skips()) shown += skip.where + skip.reason;
  EXPECT_GE(ledger_.size(), 3U) << shown;
  for (const char* secret : {"Doe", "Jane", "98765"})
    EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
}

TEST_F(BadInputs, DamagedArchivesNeverCrash) {
  test::write_files(scratch_ / "in", make_series({.slices = 3, .frames = 8}));
  ASSERT_EQ(test::run_command("cd " + scratch_.path().string() +
                              " && tar czf in.tgz in && tar cf in.tar in")
                .status,
            0);
  Rng rng(4);
  int stored = 0, refused = 0;
  for (const char* name : {"in.tgz", "in.tar"}) {
    const auto whole = read_file(scratch_ / name);
    for (int trial = 0; trial < 40; ++trial) {
      auto bytes = whole;
      if (trial % 2 == 0)
        bytes.resize(
            static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(whole.size()))));
      for (int k = 0; k < 3 && trial % 2 == 1; ++k) {
        bytes[static_cast<std::size_t>(
            rng.integer(0, static_cast<std::int64_t>(whole.size()) - 1))] ^= std::byte{0x40};
      }
      put("damaged", bytes);
      try {
        stored += static_cast<int>(read(scratch_ / "damaged").size());
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kFormat) << e.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(stored, 10);
  EXPECT_GT(refused, 5);
}

// Between the passes a file vanishes and another one changes.
TEST_F(BadInputs, WhatChangesBetweenThePassesLeavesGaps) {
  test::write_files(scratch_ / "in", make_series({}));
  const auto other = make_series({.centre_mm = {0, 0, 0}})[7].file();
  std::vector<Study> studies;
  Scan scan;
  const auto works = run_passes(
      {scratch_ / "in"}, PseudonymKey::from_bytes({}), config_, ledger_, scan,
      [&](Work&) {
        fs::remove(scratch_ / "in/f5");
        put("in/f7", other);
      },
      [&](Work&, Study&& study) { studies.push_back(std::move(study)); });
  EXPECT_EQ(works.at(0).outcome.error, "");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(test::evidence(studies[0].series[0], "pictures_unreadable"), 2);
  EXPECT_EQ(studies[0].series[0].cine.slices[0].frames, 8);
  EXPECT_EQ(ledger_.size(), 2U);
}

TEST_F(BadInputs, AnEncryptedEntryCostsNoOtherFile) {
  test::write_files(scratch_ / "in", make_series({}));
  test::write_files(scratch_ / "more", make_series({.slices = 1}));
  ASSERT_EQ(test::run_command("cd " + scratch_.path().string() +
                              " && zip -qr in.zip in && zip -qrP secret in.zip more")
                .status,
            0);
  const auto studies = read(scratch_ / "in.zip");
  ASSERT_EQ(studies.size(), 1U);
  EXPECT_EQ(studies[0].series.at(0).cine.frame_count(), 40);
  EXPECT_EQ(ledger_.size(), 1U);
}

TEST_F(BadInputs, OnlyTheStudysOwnFaultsStayWithIt) {
  test::write_files(scratch_ / "in", make_series({}));
  ASSERT_EQ(test::run_command("cd " + scratch_.path().string() + " && tar cf in.tar in").status, 0);
  for (const char* input : {"in", "in.tar"}) {
    const auto run = [&](ErrorCode code) {
      Scan scan;
      return run_passes(
          {scratch_ / input}, PseudonymKey::from_bytes({}), config_, ledger_, scan, [](Work&) {},
          [&](Work&, Study&&) { throw Error(code, "as the test wants"); });
    };
    EXPECT_EQ(run(ErrorCode::kUnsupported).at(0).outcome.error, "as the test wants");
    EXPECT_EQ(test::error_code_of([&] { run(ErrorCode::kIo); }), ErrorCode::kIo);  // a full disk
  }
}

TEST_F(BadInputs, ADamagedStoredStudyStopsNoOther) {
  auto files = make_series({});
  for (auto& f : make_series({.uid = "1.2.3.9.6"}))
    files.push_back(f.text(0x0020000D, "UI", "1.2.3.007.9"));
  test::write_files(scratch_ / "in", {files.begin(), files.begin() + 40});
  auto store = StudyStore::create_or_open(scratch_ / "store");
  const std::string damaged =
      ingest({scratch_ / "in"}, store, config_, ledger_).studies.at(0).study_key;
  write_file(scratch_ / "store" / store.studies().at(0).file, std::string_view("no HDF5"));
  test::write_files(scratch_ / "in", files);
  const IngestReport report = ingest({scratch_ / "in"}, store, config_, ledger_);
  ASSERT_EQ(report.studies.size(), 2U);
  for (const auto& study : report.studies) {
    EXPECT_EQ(study.is_new, study.study_key != damaged);
    EXPECT_EQ(study.error.find("--force") != std::string::npos, study.study_key == damaged);
  }
  config_.force = true;
  EXPECT_EQ(ingest({scratch_ / "in"}, store, config_, ledger_).studies.at(0).error, "");
  EXPECT_EQ(store.read_study(damaged).series.size(), 1U);
}

TEST_F(BadInputs, OtherSettingsAreNotTakenForTheStoredOnes) {
  auto files = make_series({});
  for (auto& f : make_series({.number = 6, .uid = "1.2.3.9.6", .beats = false})) files.push_back(f);
  files.erase(files.begin() + 10);  // slice 1 has 9 frames
  test::write_files(scratch_ / "in", files);
  auto store = StudyStore::create_or_open(scratch_ / "store");
  const auto error_with = [&](std::int64_t min_frames, std::int64_t min_sax_slices) {
    config_.min_frames = min_frames;
    config_.min_sax_slices = min_sax_slices;
    return ingest({scratch_ / "in"}, store, config_, ledger_).studies.at(0).error;
  };
  EXPECT_EQ(error_with(8, 3), "");
  EXPECT_EQ(error_with(8, 3), "");
  for (const auto& text : {error_with(11, 3), error_with(10, 3), error_with(8, 5)})
    EXPECT_NE(text.find("--force"), std::string::npos) << text;
  EXPECT_EQ(error_with(9, 4), "");  // nothing comes out differently
}

TEST_F(BadInputs, AStudyIsStoredOnceAndReplacedOnlyByForce) {
  auto files = make_series({});
  test::write_files(scratch_ / "in", files);
  auto store = StudyStore::create_or_open(scratch_ / "store");
  int calls = 0;
  const auto run = [&] {
    return ingest({scratch_ / "in"}, store, config_, ledger_,
                  [&](const IngestedStudy&) { ++calls; });
  };
  const IngestReport first = run();
  ASSERT_EQ(first.studies.size(), 1U);
  EXPECT_TRUE(first.studies[0].is_new);
  EXPECT_EQ(first.studies[0].error, "");
  EXPECT_EQ(first.files, 40);
  EXPECT_EQ(first.dicom_files, 40);
  ASSERT_EQ(first.studies[0].series.size(), 1U);
  EXPECT_TRUE(first.studies[0].series[0].cine.slices[0].pixels.empty());
  const Study direct = read(scratch_ / "in").at(0);
  const auto key = PseudonymKey::open_or_create(scratch_ / "store/pseudonym.key");
  EXPECT_EQ(first.studies[0].study_key, key.study_key("1.2.3.007.1"));
  EXPECT_EQ(store.read_study(first.studies[0].study_key).series[0].cine.slices[2].pixels,
            direct.series[0].cine.slices[2].pixels);

  const IngestReport second = run();
  EXPECT_FALSE(second.studies[0].is_new);
  EXPECT_EQ(second.studies[0].error, "");
  EXPECT_EQ(second.studies[0].series.size(), 1U);

  test::write_files(scratch_ / "in", make_series({.slices = 5}));
  const IngestReport changed = run();
  EXPECT_NE(changed.studies[0].error.find("--force"), std::string::npos);
  EXPECT_EQ(store.read_study(first.studies[0].study_key).series[0].cine.slices.size(), 4U);
  config_.force = true;
  EXPECT_TRUE(run().studies[0].is_new);
  EXPECT_EQ(store.read_study(first.studies[0].study_key).series[0].cine.slices.size(), 5U);
  EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace chordae
