// From a study to the answer, through the network: volumes of a heart that it sees right, and what
// must not be answered.
#include "chordae/pipeline/volumetry.h"

#include <gtest/gtest.h>

#include <iostream>

#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/pipeline/volumetry_picture.h"
#include "support/bright_heart.h"
#include "support/bright_segmenter.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::BrightHeart;
using test::make_bright_study;

const HeartModel& bright() {
  static const HeartModel model = test::make_bright_segmenter();
  return model;
}

Volumetry measure(const Study& study, VolumetryConfig config = {}) {
  config.segment.precision = "fp32";
  return measure_study(study, bright(), config);
}

void expect_near(const Volumetry& v, const BrightHeart& heart, double most,
                 const std::string& what) {
  std::cout << what << ": " << headline(v) << "; true LVEF " << heart.lvef_percent() << ", EDV "
            << heart.edv_ml() << ", ESV " << heart.esv_ml() << ", grade " << v.grade << " "
            << join(v.concerns, ", ") << "\n";
  ASSERT_TRUE(v.answered()) << v.withheld;
  EXPECT_NEAR(v.lvef_percent, heart.lvef_percent(), 100 * most) << what;
  if (!v.volumes_withheld.empty()) return;
  EXPECT_NEAR(v.edv_ml, heart.edv_ml(), most * heart.edv_ml()) << what;
  EXPECT_NEAR(v.esv_ml, heart.esv_ml(), most * heart.edv_ml()) << what;
}

TEST(Volumetry, MeasuresAHeart) {
  const BrightHeart heart;
  const Volumetry v = measure(make_bright_study(heart));
  expect_near(v, heart, 0.04, "plain");
  EXPECT_EQ(v.slices, 12u);
  EXPECT_EQ(v.slices_used, 10u);  // one above the base, and in the tip nothing is sure
  EXPECT_EQ(v.ed_frame, 0);
  EXPECT_EQ(v.es_frame, 10);
  EXPECT_NEAR(v.lvef_head_percent, 50, 1e-3);
  EXPECT_EQ(v.series_id, "s01");
}

TEST(Volumetry, AnyFrameCountPixelSizeAndPlaceWillDo) {
  for (const std::int64_t frames : {2, 4, 8, 13, 50}) {
    BrightHeart heart;
    heart.frames = frames;
    const Volumetry v = measure(make_bright_study(heart));
    expect_near(v, heart, 0.05, cat(frames, " frames"));
  }
  BrightHeart coarse;
  coarse.pixel_mm = 2.6;
  coarse.size = 80;
  coarse.row = 38;
  coarse.column = 45;
  expect_near(measure(make_bright_study(coarse)), coarse, 0.05, "coarse");
  BrightHeart off;
  off.row = 40;
  off.column = 92;
  expect_near(measure(make_bright_study(off)), off, 0.05, "off centre");

  // Slices of unequal frame counts.
  BrightHeart few;
  few.frames = 12;
  Study mixed = make_bright_study({});
  const Study other = make_bright_study(few);
  for (std::size_t s = 0; s < 12; s += 2) {
    mixed.series[0].cine.slices[s] = other.series[0].cine.slices[s];
  }
  expect_near(measure(mixed), {}, 0.05, "12 and 20 frames");
}

TEST(Volumetry, LargeVentriclesAreLookedAtWithLargerPixels) {
  for (const double radius : {25.0, 40.0}) {
    BrightHeart heart;
    heart.radius_ed_mm = radius;
    heart.radius_es_mm = 0.8 * radius;
    VolumetryConfig config;
    config.segment.precision = "fp32";
    VolumetryDetail detail;
    measure_study(make_bright_study(heart), bright(), config, &detail);
    ASSERT_FALSE(detail.maps.maps.empty());
    // A radius of 34 mm still fits a clip as training has them.
    EXPECT_NEAR(detail.maps.maps.front().grid.pixel_mm, 2 * std::max(1.0, radius / 34), 0.15);
    EXPECT_EQ(detail.maps.maps.front().frames, 24);
  }
}

TEST(Volumetry, TheStackMayComeAnyWayUp) {
  const BrightHeart heart;
  Study study = make_bright_study(heart);
  auto& slices = study.series[0].cine.slices;
  std::reverse(slices.begin(), slices.end());
  for (CineSlice& slice : slices) slice.geometry.origin_mm[2] *= -1;
  expect_near(measure(study), heart, 0.04, "upside down");
  study = make_bright_study(heart);
  study.series[0].cine.slices.push_back(study.series[0].cine.slices[5]);
  study.series[0].cine.slices.erase(study.series[0].cine.slices.begin() + 3);
  expect_near(measure(study), heart, 0.05, "one doubled, one missing");
  // Without positions the order given is all there is.
  study = make_bright_study(heart);
  for (CineSlice& slice : study.series[0].cine.slices) slice.geometry.has_position = false;
  expect_near(measure(study), heart, 0.04, "no positions");
}

TEST(Volumetry, TheBetterOfTwoStacksIsChosen) {
  BrightHeart small;
  small.slices = 4;
  small.first_mm = 20;
  Study study = make_bright_study(small);
  study.series.push_back(make_bright_study({}).series[0]);
  study.series[1].id = "s02";
  const Volumetry v = measure(study);
  EXPECT_EQ(v.series_id, "s02");
  EXPECT_NE(v.choice.find("of 2"), std::string::npos);
}

TEST(Volumetry, WhatCannotBeAnsweredIsWithheldWithItsReason) {
  const auto withheld = [](const Study& study) {
    const Volumetry v = measure(study);
    EXPECT_FALSE(v.answered()) << headline(v);
    std::cout << headline(v) << "\n";
    return v.withheld;
  };
  Study none = make_bright_study({});
  none.series[0].verdict.view = View::kTwoChamber;
  EXPECT_NE(withheld(none).find("no short-axis stack"), std::string::npos);
  BrightHeart still;
  still.frames = 1;
  EXPECT_NE(withheld(make_bright_study(still)).find("one frame"), std::string::npos);
  BrightHeart three;
  three.slices = 3;
  three.first_mm = 8;
  EXPECT_NE(withheld(make_bright_study(three)).find("3 slice"), std::string::npos);
  // Nothing moves.
  BrightHeart dead;
  dead.radius_es_mm = dead.radius_ed_mm;
  EXPECT_NE(withheld(make_bright_study(dead)).find("not found"), std::string::npos);
  // Saturated: all of it white.
  Study white = make_bright_study({});
  for (CineSlice& slice : white.series[0].cine.slices) {
    std::fill(slice.pixels.begin(), slice.pixels.end(), std::byte{255});
  }
  EXPECT_NE(withheld(white).find("blank"), std::string::npos);
  // Noise.
  Study noise = make_bright_study({});
  Rng rng(2);
  for (CineSlice& slice : noise.series[0].cine.slices) {
    for (std::byte& b : slice.pixels) b = static_cast<std::byte>(rng.integer(0, 255));
  }
  withheld(noise);
  // Pixels ten times too small: a heart of a mouse. Ten times too large: of a whale.
  for (const double factor : {0.1, 10.0}) {
    Study scaled = make_bright_study({});
    for (CineSlice& slice : scaled.series[0].cine.slices) {
      slice.geometry.row_spacing_mm *= factor;
      slice.geometry.column_spacing_mm *= factor;
    }
    withheld(scaled);
  }
  // A fruit: bright, round, still, with a wobble.
  BrightHeart fruit;
  fruit.slices = 5;
  fruit.gap_mm = 3;
  fruit.length_mm = 12;
  fruit.radius_ed_mm = 11;
  fruit.radius_es_mm = 10.8;
  fruit.first_mm = 0;
  withheld(make_bright_study(fruit));
}

TEST(Volumetry, WithoutPixelSpacingTheFractionIsGivenAlone) {
  BrightHeart heart;
  heart.pixel_mm = 350.0 / 160;  // what an unknown spacing is taken to be
  heart.size = 160;
  Study study = make_bright_study(heart);
  for (CineSlice& slice : study.series[0].cine.slices) {
    slice.geometry.row_spacing_mm = slice.geometry.column_spacing_mm = 0;
  }
  const Volumetry v = measure(study);
  ASSERT_TRUE(v.answered()) << v.withheld;
  EXPECT_FALSE(v.volumes_withheld.empty());
  EXPECT_NEAR(v.lvef_percent, heart.lvef_percent(), 4);
}

TEST(Volumetry, NumbersDoNotDependOnThreadsAndHardlyOnTurnsOrPrecision) {
  const Study study = make_bright_study({});
  VolumetryConfig config;
  config.segment.threads = 1;
  const Volumetry one = measure(study, config);
  config.segment.threads = 3;
  EXPECT_EQ(measure(study, config).lvef_percent, one.lvef_percent);
  config.segment.rotations = 4;
  EXPECT_NEAR(measure(study, config).lvef_percent, one.lvef_percent, 0.5);
  config.segment.rotations = 3;
  EXPECT_EQ(test::error_code_of([&] { measure(study, config); }), ErrorCode::kConfig);
  config.segment.rotations = 1;
  config.segment.precision = "bf16";
  EXPECT_NEAR(measure_study(study, bright(), config).lvef_percent, one.lvef_percent, 0.5);
}

TEST(HeartModel, KeepsItsWeightsConfigurationAndCalibration) {
  const test::ScratchFolder scratch;
  HeartModel model = test::make_bright_segmenter();
  Calibration calibration;
  calibration.lvef_error_quantile = {{'A', 4.5}, {'D', 20}};
  calibration.feature_range["edge_blur_mm"] = {0.01, 0.4};
  model.set_calibration(calibration);
  model.save(scratch / "w.safetensors");
  const HeartModel back = HeartModel::load(scratch / "w.safetensors");
  EXPECT_EQ(back.weights_hash(), model.weights_hash());
  EXPECT_EQ(back.config().widths, model.config().widths);
  EXPECT_EQ(back.calibration()->lvef_error_quantile.at('A'), 4.5);
  EXPECT_EQ(back.calibration()->feature_range.at("edge_blur_mm")[1], 0.4);
  EXPECT_TRUE(back.is_random());
  const Volumetry v = measure_study(make_bright_study({}), back, {});
  EXPECT_TRUE(v.lvef_interval || !v.interval_withheld.empty());

  EXPECT_EQ(test::error_code_of(
                [] { parse_calibration("{\"coverage\": 2, \"lvef_error_quantile\": {}}"); }),
            ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([] { parse_calibration("[]"); }), ErrorCode::kFormat);
  write_safetensors(scratch / "other.safetensors", {}, {});
  EXPECT_EQ(test::error_code_of([&] { HeartModel::load(scratch / "other.safetensors"); }),
            ErrorCode::kModel);
  write_safetensors(scratch / "odd.safetensors", {}, {{"config", "{\"sise\": 64}"}});
  EXPECT_EQ(test::error_code_of([&] { HeartModel::load(scratch / "odd.safetensors"); }),
            ErrorCode::kModel);
}

TEST(VolumetryPicture, IsDrawn) {
  const test::ScratchFolder scratch;
  const Study study = make_bright_study({});
  VolumetryDetail detail;
  const Volumetry v = measure_study(study, bright(), {}, &detail);
  const Canvas page = draw_volumetry(v, detail, 0.25);
  EXPECT_GT(page.rows, 300);
  write_volumetry_picture(scratch / "a.png", v, detail);
  write_volumetry_picture(scratch / "a.gif", v, detail);
  EXPECT_EQ(test::error_code_of([&] { write_volumetry_picture(scratch / "a.jpg", v, detail); }),
            ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([&] { write_volumetry_picture(scratch / "b.png", v, {}); }),
            ErrorCode::kUsage);
}

}  // namespace
}  // namespace chordae
