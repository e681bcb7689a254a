// What must not change a study (order, names, copies, packing, threads), and what must be noticed.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "chordae/base/log.h"
#include "chordae/base/rng.h"
#include "chordae/ingest/ingest.h"
#include "support/study_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::describe;
using test::DicomMaker;
using test::evidence;
using test::make_series;

class Grouping : public ::testing::Test {
 protected:
  void SetUp() override { set_log_level(LogLevel::kQuiet); }

  Study read(const std::vector<DicomMaker>& files) {
    fs::remove_all(scratch_ / "study");
    test::write_files(scratch_ / "study", files);
    return read_paths({scratch_ / "study"});
  }
  Study read_paths(const std::vector<fs::path>& paths) {
    auto studies = read_studies(paths, PseudonymKey::from_bytes({}), config_, ledger_);
    EXPECT_EQ(studies.size(), 1U);
    return studies.at(0);
  }

  test::ScratchFolder scratch_;
  IngestConfig config_;
  SkipLedger ledger_;
};

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

TEST_F(Grouping, AStackIsReadInAnatomicalOrder) {
  const Study study = read(make_series({}));
  ASSERT_EQ(study.series.size(), 1U);
  const StudySeries& s = study.series[0];
  EXPECT_EQ(s.verdict.rule, "sax-parallel-stack");
  EXPECT_EQ(s.cine.view, View::kSax);
  ASSERT_EQ(s.cine.slices.size(), 4U);
  for (std::size_t z = 0; z < 4; ++z) {
    const CineSlice& slice = s.cine.slices[z];
    ASSERT_EQ(slice.frames, 10);
    std::vector<float> corner;
    const auto values = slice.to_float();
    for (std::size_t t = 0; t < 10; ++t) {
      EXPECT_EQ(values[t * 256], static_cast<float>(100 + 16 * z + t));
      EXPECT_EQ(slice.trigger_time_ms[t], static_cast<double>(20 + z + 80 * t));
    }
    EXPECT_EQ(slice.cycle_ms, 800);
  }
}

TEST_F(Grouping, ApexFirstFilesGiveTheSameSliceOrder) {
  const Study forward = read(make_series({}));
  test::MadeSeries turned{.normal = {-0.65, 0.65, 0.40}};
  turned.centre_mm = turned.centre_mm + 30 * normalized({0.65, -0.65, -0.40});
  const Study backward = read(make_series(turned));
  for (std::size_t z = 0; z < 4; ++z) {
    const auto middle = [z](const Study& s) {
      return s.series[0].cine.slices[z].geometry.point_mm(7.5, 7.5);
    };
    EXPECT_NEAR(norm(middle(forward) - middle(backward)), 0, 1e-3);
  }
}

TEST_F(Grouping, NothingDependsOnOrderNamesCopiesOrThreads) {
  auto files = make_series({});
  append(files, make_series({.number = 9,
                             .uid = "1.2.3.9.9",
                             .description = "4ch",
                             .normal = {-0.158, -0.55, 0.82},
                             .slices = 1}));
  const std::string expected = describe(read(files));
  Rng rng(3);
  for (int trial = 0; trial < 6; ++trial) {
    auto mixed = files;
    for (int copies = 0; copies < 7; ++copies) {
      mixed.push_back(files[static_cast<std::size_t>(
          rng.integer(0, static_cast<std::int64_t>(files.size()) - 1))]);
    }
    rng.shuffle(std::span(mixed));
    config_.threads = 1 + trial % 4;
    SkipLedger fresh;
    fs::remove_all(scratch_ / "study");
    test::write_files(scratch_ / "study", mixed, trial % 2 == 0 ? "x" : "IM-");
    const auto studies =
        read_studies({scratch_ / "study"}, PseudonymKey::from_bytes({}), config_, fresh);
    ASSERT_EQ(studies.size(), 1U);
    EXPECT_EQ(describe(studies[0]), expected);
    EXPECT_EQ(fresh.size(), 7U);
  }
}

TEST_F(Grouping, PackingMakesNoDifference) {
  const auto files = make_series({});
  const std::string expected = describe(read(files));
  const std::size_t half = files.size() / 2;
  test::write_files(scratch_ / "a",
                    {files.begin(), files.begin() + static_cast<std::ptrdiff_t>(half)});
  test::write_files(scratch_ / "b",
                    {files.begin() + static_cast<std::ptrdiff_t>(half), files.end()});
  const auto packed = test::run_command(
      "cd " + scratch_.path().string() +
      " && tar czf all.tgz study && zip -qr all.zip study && tar cf a.tar a && zip -qr b.zip b");
  ASSERT_EQ(packed.status, 0) << packed.err;
  EXPECT_EQ(describe(read_paths({scratch_ / "all.tgz"})), expected);
  EXPECT_EQ(describe(read_paths({scratch_ / "all.zip"})), expected);
  // One study in two archives, or an archive and a folder, is one study.
  EXPECT_EQ(describe(read_paths({scratch_ / "a.tar", scratch_ / "b.zip"})), expected);
  EXPECT_EQ(describe(read_paths({scratch_ / "b.zip", scratch_ / "a"})), expected);
}

TEST_F(Grouping, OneArchiveMayHoldManyStudies) {
  std::vector<std::string> expected;
  for (int s = 0; s < 3; ++s) {
    auto files = make_series({.uid = cat("1.9.", s), .slices = 3 + s});
    for (auto& f : files)
      f.text(0x0020000D, "UI", cat("1.8.", s)).text(0x00100020, "LO", cat("P", s));
    expected.push_back(describe(read(files)));
    test::write_files(scratch_ / "many" / cat(s), files);
  }
  ASSERT_EQ(
      test::run_command("cd " + scratch_.path().string() + " && tar czf many.tgz many").status, 0);
  const auto studies =
      read_studies({scratch_ / "many.tgz"}, PseudonymKey::from_bytes({}), config_, ledger_);
  ASSERT_EQ(studies.size(), 3U);
  std::vector<std::string> got;
  for (const auto& study : studies) got.push_back(describe(study));
  std::sort(got.begin(), got.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(got, expected);
}

TEST_F(Grouping, AStudyUidThatPatientsShareNamesAStudyOfEach) {
  std::vector<DicomMaker> all;
  for (const char* patient : {"P-1", "P-2", "P-3"}) {
    for (auto& f : make_series({.uid = cat("1.9.", patient[2])}))
      all.push_back(f.text(0x00100020, "LO", patient));
  }
  test::write_files(scratch_ / "shared", all);
  const auto key = PseudonymKey::from_bytes({});
  const auto studies = read_studies({scratch_ / "shared"}, key, config_, ledger_);
  ASSERT_EQ(studies.size(), 3U);
  std::set<std::string> patients, names;
  for (const auto& study : studies) {
    EXPECT_EQ(study.series.size(), 1U);
    patients.insert(study.patient_key);
    names.insert(study.study_key);
  }
  EXPECT_EQ(names.size(), 3U);
  EXPECT_EQ(patients,
            (std::set{key.patient_key("P-1"), key.patient_key("P-2"), key.patient_key("P-3")}));
  ASSERT_EQ(ledger_.size(), 2U);
  EXPECT_EQ(ledger_.skips()[1].what, "study");
  EXPECT_NE(ledger_.skips()[1].reason.find("StudyInstanceUID"), std::string::npos);
}

TEST_F(Grouping, ASliceOfSeveralScalesIsLeftOut) {
  using Change = void (*)(DicomMaker&);
  for (const Change change :
       {Change([](DicomMaker& f) { f.text(0x00281053, "DS", "2"); }),
        Change([](DicomMaker& f) { f.text(0x00281052, "DS", "-5"); }),
        Change([](DicomMaker& f) { f.text(0x00280004, "CS", "MONOCHROME1"); })}) {
    auto files = make_series({});
    change(files[13]);  // slice 1, frame 3
    const std::size_t before = ledger_.size();
    const Study study = read(files);
    const StudySeries& s = study.series[0];
    EXPECT_TRUE(s.verdict.accepted);
    EXPECT_EQ(s.cine.slices.size(), 3U);
    EXPECT_EQ(evidence(s, "pictures_unreadable"), 10);
    ASSERT_EQ(ledger_.size(), before + 1);
    EXPECT_EQ(ledger_.skips()[before].what, "slice");
  }
}

TEST_F(Grouping, OfTwoVersionsOfASeriesOneIsUsedWhole) {
  const auto files = make_series({});
  auto other = files;
  for (std::size_t i = 1; i < other.size(); ++i)
    other[i].pixels(std::vector<std::uint16_t>(256, static_cast<std::uint16_t>(3000 + i)));
  const std::string one = describe(read(files)), two = describe(read(other));
  const auto both = [&](const std::vector<DicomMaker>& a, const std::vector<DicomMaker>& b) {
    fs::remove_all(scratch_ / "study");
    test::write_files(scratch_ / "study/a", a);
    test::write_files(scratch_ / "study/b", b);
    return describe(read_paths({scratch_ / "study"}));
  };
  const std::string used = both(files, other);
  EXPECT_TRUE(used == one || used == two);
  EXPECT_EQ(ledger_.size(), files.size());
  EXPECT_EQ(both(other, files), used);
  // The one with more pictures.
  EXPECT_EQ(both(files, {other.begin(), other.begin() + 30}), one);
  EXPECT_EQ(both({files.begin(), files.begin() + 30}, other), two);
}

TEST_F(Grouping, ADroppedFrameIsToleratedAndNoted) {
  auto files = make_series({});
  const Study whole = read(files);
  files.erase(files.begin() + 14);  // slice 1, frame 4
  const Study study = read(files);
  const StudySeries& s = study.series[0];
  EXPECT_TRUE(s.verdict.accepted);
  EXPECT_EQ(evidence(s, "fewest_frames"), 9);
  EXPECT_EQ(s.cine.slices[1].frames, 9);
  EXPECT_EQ(s.cine.slices[1].trigger_time_ms[4], 21 + 80 * 5);
  EXPECT_EQ(s.cine.slices[2].pixels, whole.series[0].cine.slices[2].pixels);
}

TEST_F(Grouping, FramesFallBackToTheNextKey) {
  const auto files = make_series({});
  const Study expected = read(files);
  struct Step {
    std::uint32_t removed;
    const char* key;
  };
  auto fewer = files;
  for (const Step& step : {Step{0x00181060, "ordered_by_temporal_position"},
                           Step{0x00200100, "ordered_by_acquisition_time"},
                           Step{0x00080032, "ordered_by_instance_number"}}) {
    for (auto& f : fewer) f.remove(step.removed);
    const Study study = read(fewer);
    EXPECT_EQ(evidence(study.series[0], step.key), 1) << step.key;
    for (std::size_t z = 0; z < 4; ++z) {
      EXPECT_EQ(study.series[0].cine.slices[z].pixels, expected.series[0].cine.slices[z].pixels)
          << step.key;
      EXPECT_TRUE(study.series[0].cine.slices[z].trigger_time_ms.empty());
    }
  }
  for (auto& f : fewer) f.remove(0x00200013);
  EXPECT_EQ(read(fewer).series[0].verdict.rule, "frames-cannot-be-ordered");
}

TEST_F(Grouping, VendorsTimesAreMadeSane) {
  auto seconds = make_series({});
  auto zeros = seconds;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    seconds[i].text(0x00181060, "DS", shortest((20.0 + 80.0 * static_cast<double>(i % 10)) / 1000));
    zeros[i].text(0x00181060, "DS", "0");
  }
  const Study scaled = read(seconds);
  EXPECT_EQ(evidence(scaled.series[0], "times_were_in_seconds"), 1);
  EXPECT_NEAR(scaled.series[0].cine.slices[0].trigger_time_ms[3], 260, 1e-9);
  const Study unknown = read(zeros);
  EXPECT_EQ(evidence(unknown.series[0], "ordered_by_temporal_position"), 1);
  EXPECT_TRUE(unknown.series[0].cine.slices[0].trigger_time_ms.empty());
}

TEST_F(Grouping, SliceBySliceSeriesBecomeOneStack) {
  const Study whole = read(make_series({}));
  auto files = make_series({});
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::size_t z = i / 10;
    files[i]
        .text(0x0020000E, "UI", cat("1.2.3.9.5.", z))
        .text(0x00200011, "IS", cat(20 - z))
        .text(0x0008103E, "LO", cat("SAX_b", z));
  }
  const Study study = read(files);
  ASSERT_EQ(study.series.size(), 1U);
  EXPECT_EQ(study.series[0].verdict.view, View::kSax);
  EXPECT_EQ(evidence(study.series[0], "joined_series"), 4);
  for (std::size_t z = 0; z < 4; ++z) {
    EXPECT_EQ(study.series[0].cine.slices[z].pixels, whole.series[0].cine.slices[z].pixels);
  }
  // A slice that was acquired again: the later series is in the stack, the earlier one stands
  // alone.
  auto again = make_series({.number = 30, .uid = "1.2.3.9.30", .slices = 1});
  append(files, again);
  const Study repeated = read(files);
  ASSERT_EQ(repeated.series.size(), 2U);
  EXPECT_EQ(std::count_if(repeated.series.begin(), repeated.series.end(),
                          [](const StudySeries& s) {
                            return s.verdict.view == View::kSax && s.cine.slices.size() == 4;
                          }),
            1);
  EXPECT_EQ(std::count_if(
                repeated.series.begin(), repeated.series.end(),
                [](const StudySeries& s) { return s.verdict.rule == "short-axis-not-a-stack"; }),
            1);
}

TEST_F(Grouping, OneSeriesUidMayHoldScoutAndCine) {
  auto files = make_series({});
  int instance = 1000;
  for (const Vec3& normal : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}) {
    for (auto& f : make_series({.number = 1, .normal = normal, .slices = 5, .frames = 1})) {
      files.push_back(f.text(0x00080018, "UI", cat("1.2.3.1.", ++instance)));
    }
  }
  const Study study = read(files);
  ASSERT_EQ(study.series.size(), 2U);
  EXPECT_EQ(study.series[0].verdict.rule, "localiser");
  EXPECT_EQ(study.series[0].source_files, 15);
  EXPECT_TRUE(study.series[0].cine.slices.empty());
  EXPECT_EQ(study.series[1].cine.view, View::kSax);
}

TEST_F(Grouping, PhaseAndMagnitudePartWays) {
  auto files = make_series({});
  for (auto& f : make_series({.uid = "1.2.3.9.5"})) {
    static int n = 5000;
    files.push_back(
        f.text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\P").text(0x00080018, "UI", cat("1.2.", ++n)));
  }
  const Study study = read(files);
  ASSERT_EQ(study.series.size(), 2U);
  EXPECT_EQ(study.series[0].verdict.accepted + study.series[1].verdict.accepted, 1);
  EXPECT_TRUE(study.series[0].verdict.rule == "phase-picture" ||
              study.series[1].verdict.rule == "phase-picture");
}

TEST_F(Grouping, OfARepeatedAcquisitionTheLastIsUsed) {
  auto files = make_series({});
  auto again = make_series({.slices = 1});
  for (std::size_t i = 0; i < again.size(); ++i) {
    again[i]
        .text(0x00080018, "UI", cat("1.7.", i))
        .text(0x00200013, "IS", cat(500 + i))
        .text(0x00080032, "TM", cat("103010.", 100 + i));
    again[i].pixels(std::vector<std::uint16_t>(256, static_cast<std::uint16_t>(2000 + i)));
  }
  append(files, again);
  const Study study = read(files);
  ASSERT_EQ(study.series.size(), 1U);
  ASSERT_TRUE(study.series[0].verdict.accepted) << study.series[0].verdict.reason;
  EXPECT_EQ(evidence(study.series[0], "repeats_dropped"), 10);
  EXPECT_EQ(study.series[0].cine.slices[0].frames, 10);
  EXPECT_EQ(study.series[0].cine.slices[0].to_float()[256], 2001);
}

TEST_F(Grouping, OneInstanceMayHoldAllFrames) {
  const Study expected = read(make_series({}));
  std::vector<DicomMaker> files;
  for (int z = 0; z < 4; ++z) {
    auto m = make_series({})[static_cast<std::size_t>(10 * z)];
    std::vector<std::uint16_t> cells;
    for (const float v : expected.series[0].cine.slices[static_cast<std::size_t>(z)].to_float())
      cells.push_back(static_cast<std::uint16_t>(v));
    files.push_back(m.text(0x00280008, "IS", "10").text(0x00181063, "DS", "80").pixels(cells));
  }
  const Study study = read(files);
  ASSERT_EQ(study.series[0].cine.slices.size(), 4U);
  EXPECT_EQ(study.series[0].cine.view, View::kSax);
  for (std::size_t z = 0; z < 4; ++z) {
    EXPECT_EQ(study.series[0].cine.slices[z].pixels, expected.series[0].cine.slices[z].pixels);
    EXPECT_EQ(study.series[0].cine.slices[z].trigger_time_ms,
              expected.series[0].cine.slices[z].trigger_time_ms);
  }
}

TEST_F(Grouping, AnyTagMayBeMissing) {
  Rng rng(8);
  const std::vector<std::uint32_t> removable = {
      0x00080008, 0x00080018, 0x00080032, 0x00080060, 0x00080070, 0x0008103E, 0x00100020,
      0x00180050, 0x00181060, 0x00181062, 0x00181090, 0x0020000E, 0x00200011, 0x00200013,
      0x00200032, 0x00200037, 0x00200100, 0x00280004, 0x00280030, 0x00280101, 0x00280102};
  int accepted = 0;
  for (int trial = 0; trial < 60; ++trial) {
    auto files = make_series({.slices = 3, .frames = 8});
    for (const std::uint32_t tag : removable) {
      if (!rng.chance(0.3)) continue;
      for (auto& f : files) f.remove(tag);
    }
    const Study study = read(files);
    for (const auto& s : study.series) {
      EXPECT_FALSE(s.verdict.rule.empty());
      EXPECT_FALSE(s.verdict.reason.empty());
      EXPECT_EQ(s.verdict.accepted, !s.cine.slices.empty());
      accepted += s.verdict.accepted ? 1 : 0;
      if (s.verdict.view == View::kSax) {
        EXPECT_EQ(s.cine.frame_count(), 24);
      }
    }
  }
  EXPECT_GT(accepted, 10);
}

}  // namespace
}  // namespace chordae
