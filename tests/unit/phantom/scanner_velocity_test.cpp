#include <gtest/gtest.h>

#include <cmath>

#include "chordae/phantom/scanner/velocity_picture.h"
#include "scanner_ellipse.h"
#include "support/test_support.h"

namespace chordae {
namespace {

ScenePicture magnitude() {
  Palette palette{};
  palette.fill(0.5F);
  palette[static_cast<std::size_t>(Tissue::kArterialBlood)] = 1;
  return test::ellipse_picture(palette, 4, 64);
}

LabelVelocities blood(float cm_per_s) {
  LabelVelocities v{};
  v[static_cast<std::size_t>(Label::kLvCavity)] = {0, cm_per_s, 0.5F * cm_per_s, -10};
  return v;
}

TEST(VelocityPicture, BloodMovesWithABluntProfileAndTissueStandsStill) {
  const ScenePicture m = magnitude();
  const ScenePicture v = velocity_picture(m, blood(100), {150, 0}, Rng(1));
  double fastest = 0;
  for (std::size_t i = 0; i < 64 * 64; ++i) {
    const std::size_t at = 64 * 64 + i;
    if (m.labels[at] != static_cast<std::uint8_t>(Label::kLvCavity)) {
      ASSERT_EQ(v.signal[at], 0);
    } else {
      ASSERT_GT(v.signal[at], 0);
      fastest = std::max(fastest, static_cast<double>(v.signal[at]));
    }
    ASSERT_EQ(v.signal[i], 0);  // the first frame's blood stands still too
  }
  EXPECT_FLOAT_EQ(static_cast<float>(fastest), 100);
  EXPECT_EQ(v.labels, m.labels);
}

TEST(VelocityPicture, FasterThanTheLimitWraps) {
  const ScenePicture v = velocity_picture(magnitude(), blood(200), {150, 0}, Rng(1));
  float lowest = 0;
  for (const float x : v.signal) {
    ASSERT_GE(x, -150);
    ASSERT_LT(x, 150);
    lowest = std::min(lowest, x);
  }
  EXPECT_LT(lowest, -95);  // 200 - 300
}

TEST(VelocityPicture, NoiseIsThatOfThePhase) {
  const ScenePicture m = test::flat_picture(0.5, 2, 128);
  const ScenePicture v = velocity_picture(m, {}, {150, 0.02}, Rng(1));
  double sum = 0;
  for (const float x : v.signal) sum += static_cast<double>(x) * static_cast<double>(x);
  EXPECT_NEAR(std::sqrt(sum / static_cast<double>(v.signal.size())),
              150 / M_PI * std::sqrt(2.0) * 0.02 / 0.5, 0.03);
}

TEST(VelocityPicture, RefusesWhatDoesNotFit) {
  LabelVelocities v = blood(1);
  v[1].pop_back();
  EXPECT_EQ(test::error_code_of([&] { velocity_picture(magnitude(), v, {}, Rng(1)); }),
            ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] {
              velocity_picture(magnitude(), {}, {0, 0}, Rng(1));
            }),
            ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae
