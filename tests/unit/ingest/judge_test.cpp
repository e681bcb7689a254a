// Which series become which view, and why the others are refused.
#include <gtest/gtest.h>

#include "chordae/base/log.h"
#include "chordae/ingest/ingest.h"
#include "support/study_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {
using test::DicomMaker;
using test::evidence;
using test::MadeSeries;
using test::make_series;

// Normals of the views of a heart with the usual long axis; see long_axis.h for the clock.
constexpr Vec3 kTwo{-0.707, -0.707, 0}, kFour{-0.155, -0.547, 0.823}, kThree{0.551, 0.160, 0.819};

class Judge : public ::testing::Test {
 protected:
  void SetUp() override { set_log_level(LogLevel::kQuiet); }

  void add(std::vector<DicomMaker> files) { all_.insert(all_.end(), files.begin(), files.end()); }

  Study read() {
    std::filesystem::remove_all(scratch_ / "study");
    test::write_files(scratch_ / "study", all_);
    all_.clear();
    return read_studies({scratch_ / "study"}, PseudonymKey::from_bytes({}), {}, ledger_).at(0);
  }

  /// The rule for a series on its own.
  std::string rule_of(std::vector<DicomMaker> files) {
    add(std::move(files));
    const Study study = read();
    EXPECT_EQ(study.series.size(), 1U);
    return study.series[0].verdict.rule;
  }

  static std::vector<DicomMaker> with(std::vector<DicomMaker> files, std::uint32_t tag,
                                      const char* vr, const std::string& value) {
    for (auto& f : files) f.text(tag, vr, value);
    return files;
  }

  test::ScratchFolder scratch_;
  SkipLedger ledger_;
  std::vector<DicomMaker> all_;
};

TEST_F(Judge, RefusesWhatIsNoCine) {
  EXPECT_EQ(rule_of(make_series({.frames = 1})), "one-frame-a-position");
  EXPECT_EQ(rule_of(make_series({.frames = 5})), "too-few-frames");
  EXPECT_EQ(rule_of(make_series({.beats = false})), "nothing-moves");
  EXPECT_EQ(rule_of(with(make_series({}), 0x00080008, "CS", "ORIGINAL\\PRIMARY\\PHASE MAP")),
            "phase-picture");
  EXPECT_EQ(rule_of(with(make_series({}), 0x00080008, "CS", "DERIVED\\SECONDARY\\M")),
            "derived-picture");
  EXPECT_EQ(rule_of(with(make_series({}), 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")),
            "derived-picture");
  EXPECT_EQ(rule_of(make_series({.description = "CINE_segmented_SAX_InlineVF"})),
            "derived-picture");
  EXPECT_EQ(rule_of(make_series({.description = "flow venc 150", .slices = 1})), "flow-picture");
  EXPECT_EQ(rule_of(make_series({.description = "cine_tagging_3sl_SAX"})), "tagged-picture");
  EXPECT_EQ(rule_of(with(make_series({}), 0x00080060, "CS", "CT")), "not-mr");
  EXPECT_EQ(rule_of(with(make_series({}), 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4.1")),
            "unreadable-pixels");
  auto black = make_series({});
  for (auto& f : black) f.pixels(std::vector<std::uint16_t>(256, 0));
  EXPECT_EQ(rule_of(black), "nothing-moves");
  auto report = make_series({.slices = 1, .frames = 1});
  for (auto& f : report) f.remove(0x7FE00010).remove(0x00280010).remove(0x00280011);
  EXPECT_EQ(rule_of(report), "not-a-picture");
}

TEST_F(Judge, RefusesOnePictureABeat) {
  // By the clock, with trigger times that start anew each beat ...
  auto by_clock = make_series({.slices = 3, .frames = 40});
  for (std::size_t i = 0; i < by_clock.size(); ++i) {
    by_clock[i].text(0x00080032, "TM", cat("1015", 10 + i % 40)).text(0x00181060, "DS", "120");
  }
  EXPECT_EQ(rule_of(by_clock), "one-frame-a-beat");
  // ... and by trigger times that run on.
  auto by_trigger = make_series({.slices = 3, .frames = 40});
  for (std::size_t i = 0; i < by_trigger.size(); ++i)
    by_trigger[i].text(0x00181060, "DS", cat(120 + 850 * (i % 40)));
  EXPECT_EQ(rule_of(by_trigger), "one-frame-a-beat");
  // A real-time cine over several beats is a cine.
  auto real_time = make_series({.slices = 3, .frames = 100});
  for (std::size_t i = 0; i < real_time.size(); ++i)
    real_time[i].text(0x00181060, "DS", cat(40 * (i % 100)));
  EXPECT_EQ(rule_of(real_time), "sax-parallel-stack");
}

TEST_F(Judge, TellsLongAxisViewsByRotation) {
  add(make_series({.slices = 6}));
  int number = 10;
  for (const Vec3& normal : {kTwo, kFour, kThree}) {
    add(make_series(
        {.number = ++number, .uid = cat("1.4.", number), .normal = normal, .slices = 1}));
  }
  const Study study = read();
  ASSERT_EQ(study.series.size(), 4U);
  EXPECT_EQ(study.series[0].cine.view, View::kSax);
  const View expected[] = {View::kTwoChamber, View::kFourChamber, View::kThreeChamber};
  for (std::size_t i = 0; i < 3; ++i) {
    const StudySeries& s = study.series[i + 1];
    EXPECT_EQ(s.cine.view, expected[i]) << i;
    EXPECT_EQ(s.verdict.rule, "long-axis-by-rotation");
    EXPECT_GT(evidence(s, "confidence"), 0.9);
    EXPECT_LT(evidence(s, "angle_off_long_axis_degrees"), 5);
  }
}

TEST_F(Judge, TheNameDecidesWhereGeometryAgrees) {
  add(make_series({.slices = 6}));
  // Turned by 35 degrees from the usual 4CH, which rotation alone would call 3CH.
  add(make_series({.number = 11,
                   .uid = "1.4.11",
                   .description = "cine 4ch",
                   .normal = {0.30, -0.21, 0.93},
                   .slices = 1}));
  const Study study = read();
  EXPECT_EQ(study.series[1].cine.view, View::kFourChamber);
  EXPECT_EQ(study.series[1].verdict.rule, "long-axis-described");
  EXPECT_EQ(evidence(study.series[1], "rotation_agrees"), 0);
}

TEST_F(Judge, GeometryOverrulesTheName) {
  add(make_series({.description = "4ch", .slices = 6}));
  add(make_series({.number = 11,
                   .uid = "1.4.11",
                   .description = "2ch",
                   .normal = {0.8, -0.3, -0.5},
                   .slices = 1}));
  const Study study = read();
  EXPECT_EQ(study.series[0].cine.view, View::kSax);
  EXPECT_EQ(evidence(study.series[0], "description_disagrees"), 1);
  EXPECT_EQ(study.series[1].cine.view, View::kOther);
}

TEST_F(Judge, ASureRotationOverrulesTheName) {
  for (const auto& [name, normal] : {std::pair{"4CH", kThree}, {"cine 2ch", kFour}}) {
    add(make_series({.slices = 6}));
    add(make_series(
        {.number = 11, .uid = "1.4.11", .description = name, .normal = normal, .slices = 1}));
    const StudySeries plane = read().series.at(1);
    EXPECT_EQ(plane.verdict.rule, "description-contradicts-rotation") << name;
    EXPECT_EQ(plane.cine.view, View::kUnknown);
    EXPECT_EQ(evidence(plane, "rotation_agrees"), 0);
  }
  // Where the long axis is only guessed, the name stands.
  EXPECT_EQ(rule_of(make_series({.description = "4CH", .normal = kThree, .slices = 1})),
            "long-axis-described");
}

TEST_F(Judge, AStackOfAnotherStructureIsNoShortAxis) {
  EXPECT_EQ(rule_of(make_series({.description = "cine aortic valve"})), "another-structure");
  // A plane that is named wrongly is seen to be another.
  EXPECT_EQ(rule_of(make_series({.description = "cine axial"})), "sax-parallel-stack");
}

TEST_F(Judge, ThePatientsNameHidesNoView) {
  auto files = make_series({.description = "SA cine"});
  for (auto& f : files)
    f.text(0x00100010, "PN", "Sa^Jane").remove(0x00200032).remove(0x00200037).remove(0x00181060);
  add({files.begin(), files.begin() + 10});
  const Study study = read();
  EXPECT_EQ(study.series[0].cine.view, View::kSax);
  EXPECT_EQ(study.series[0].acquisition.series_description, "[removed] cine");
}

TEST_F(Judge, StacksInOtherPlanesAreNoShortAxis) {
  for (const Vec3& normal : {Vec3{0, 0, 1}, Vec3{1, 0, 0}, Vec3{0, 1, 0}, kTwo, kFour, kThree}) {
    add(make_series({.normal = normal, .slices = 8}));
    EXPECT_NE(read().series[0].cine.view, View::kSax);
  }
}

TEST_F(Judge, SaysWhenItCannotTell) {
  add(make_series({.normal = kFour, .slices = 1}));
  const Study alone = read();
  EXPECT_EQ(alone.series[0].verdict.rule, "long-axis-undecided");
  EXPECT_EQ(alone.series[0].cine.view, View::kUnknown);
  // Two planes that meet in a plausible axis are enough.
  add(make_series({.normal = kFour, .slices = 1}));
  add(make_series({.number = 11, .uid = "1.4.11", .normal = kTwo, .slices = 1}));
  const Study two = read();
  EXPECT_EQ(two.series[0].cine.view, View::kFourChamber);
  EXPECT_EQ(two.series[1].cine.view, View::kTwoChamber);
}

TEST_F(Judge, WithoutPositionsOnlyTheNameIsLeft) {
  auto files = make_series({.description = "cine 3ch", .slices = 1});
  for (auto& f : files) f.remove(0x00200032).remove(0x00200037);
  add(files);
  EXPECT_EQ(read().series[0].verdict.rule, "view-by-description-only");
  for (auto& f : files) f.text(0x0008103E, "LO", "cine");
  add(files);
  EXPECT_EQ(read().series[0].verdict.rule, "no-geometry");
}

TEST_F(Judge, NamesTheRightHeartAsOther) {
  add(make_series({.slices = 6}));
  add(make_series(
      {.number = 11, .uid = "1.4.11", .description = "RV2CH", .normal = kTwo, .slices = 1}));
  EXPECT_EQ(read().series[1].verdict.rule, "another-structure");
}

}  // namespace
}  // namespace chordae
