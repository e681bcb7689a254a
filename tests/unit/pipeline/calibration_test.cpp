// What errors on synthetic studies say about the width of intervals.
#include <gtest/gtest.h>

#include <cmath>

#include "chordae/base/rng.h"
#include "chordae/pipeline/default_model.h"

namespace chordae {
namespace {

CheckedStudy study(double error, char grade, double blur = 1) {
  CheckedStudy s;
  s.lvef_percent = 50;
  s.found.lvef_percent = 50 + error;
  s.found.grade = grade;
  s.found.evidence = {{"edge_blur_mm", blur}};
  return s;
}

TEST(Calibration, QuantileIsTheConformalOne) {
  std::vector<CheckedStudy> studies;
  for (int i = 1; i <= 99; ++i) studies.push_back(study(i % 2 == 0 ? i : -i, 'A'));
  // ceil(100 * 0.9) = 90: the 90th smallest of 99.
  EXPECT_EQ(calibrate(studies, 0.9).lvef_error_quantile.at('A'), 90);
  EXPECT_EQ(calibrate(studies, 0.9).coverage, 0.9);
}

TEST(Calibration, CoversNewErrorsAsOftenAsItSays) {
  int covered = 0, all = 0;
  for (std::uint64_t run = 0; run < 200; ++run) {
    Rng rng(run);
    std::vector<CheckedStudy> studies;
    for (int i = 0; i < 60; ++i) studies.push_back(study(rng.normal(1, 4), 'A'));
    const double half = calibrate(studies, 0.9).lvef_error_quantile.at('A');
    for (int i = 0; i < 20; ++i, ++all) covered += std::abs(rng.normal(1, 4)) <= half;
  }
  EXPECT_GE(covered, 0.9 * all - 40);
  EXPECT_LE(covered, 0.93 * all);
}

TEST(Calibration, AWorseGradeNeverPromisesMore) {
  std::vector<CheckedStudy> studies;
  for (int i = 0; i < 30; ++i) studies.push_back(study(8, 'A')), studies.push_back(study(3, 'B'));
  for (int i = 0; i < 9; ++i) studies.push_back(study(12, 'C'));
  const auto quantile = calibrate(studies, 0.9).lvef_error_quantile;
  EXPECT_EQ(quantile.at('A'), 8);
  EXPECT_EQ(quantile.at('B'), 8);
  EXPECT_EQ(quantile.at('C'), 12);  // too few of its own: with those of B, 36 of 39
  EXPECT_EQ(quantile.at('D'), 24);  // none was met
}

TEST(Calibration, WithheldStudiesAreNotCountedAndRangesLeaveTheOutermostOut) {
  std::vector<CheckedStudy> studies;
  for (int i = 0; i <= 100; ++i) studies.push_back(study(1, 'A', i));
  studies.push_back(study(40, 'A', 1000));
  studies.back().found.withheld = "no heart";
  const Calibration c = calibrate(studies, 0.9);
  EXPECT_EQ(c.lvef_error_quantile.at('A'), 1);
  EXPECT_EQ(c.feature_range.at("edge_blur_mm"), (std::array<double, 2>{1, 99}));
  const Calibration again = parse_calibration(format_calibration(c));
  EXPECT_EQ(again.lvef_error_quantile, c.lvef_error_quantile);
  EXPECT_EQ(again.feature_range, c.feature_range);
}

TEST(ThinOut, KeepsWhatDataSetsKeep) {
  StreamConfig config;
  config.rows = config.columns = 48;
  config.pixel_mm = 3;
  config.frames = 6;
  const StreamStudy made = HeartStream(config, 3).study(0);
  bool fewer_frames = false, fewer_slices = false, whole = false;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Study study = synthetic_study(made);
    const std::size_t all = study.series[0].cine.slices.size();
    thin_out(study, made, Rng(seed));
    const auto& slices = study.series[0].cine.slices;
    ASSERT_GE(slices.size(), 5U);
    for (const CineSlice& s : slices) check_slice(s);
    fewer_frames |= slices[0].frames == 2;
    fewer_slices |= slices.size() < all;
    whole |= slices[0].frames == 6 && slices.size() == all;
  }
  EXPECT_TRUE(fewer_frames && fewer_slices && whole);
}

}  // namespace
}  // namespace chordae
