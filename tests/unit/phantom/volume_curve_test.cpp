#include "chordae/phantom/motion/volume_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/test_support.h"

namespace chordae {
namespace {

TEST(VolumeCurve, BeginsFullIsEmptyAtEndSystoleAndRepeats) {
  for (const double cycle : {400.0, 600.0, 857.0, 1250.0, 1900.0}) {
    const VolumeCurve curve(cycle, 0.6);
    EXPECT_EQ(curve.at(0).emptied, 0.0);
    EXPECT_EQ(curve.at(curve.end_systole_ms()).emptied, 1.0);
    EXPECT_NEAR(curve.at(std::nextafter(cycle, 0.0)).emptied, 0.0, 1e-12);
    EXPECT_EQ(curve.at(cycle).emptied, 0.0);
    for (double t = 0; t < cycle; t += 13)
      EXPECT_NEAR(curve.at(t + cycle).emptied, curve.at(t).emptied, 1e-9);
  }
}

// Weissler: 413 - 1.7 * 70 = 294 ms of 857.14, a third of the beat; diastole grows as the rate
// falls.
TEST(VolumeCurve, SystoleAtSeventyBeats) {
  const VolumeCurve curve(60000.0 / 70, 0.6);
  EXPECT_NEAR(curve.end_systole_ms(), 294.0, 1e-9);
  EXPECT_NEAR(curve.end_systole_ms() / curve.cycle_ms(), 0.343, 1e-3);
  EXPECT_GT(VolumeCurve(600, 0.6).end_systole_ms() / 600, 0.40);
  EXPECT_LT(VolumeCurve(1200, 0.6).end_systole_ms() / 1200, 0.28);
}

TEST(VolumeCurve, EmptiesThenFillsWithoutSteps) {
  for (const double cycle : {350.0, 571.0, 857.0, 1250.0}) {
    for (const double early : {0.4, 0.6, 0.8}) {
      const VolumeCurve curve(cycle, early);
      double before = 0;
      for (double t = 0.5; t < cycle; t += 0.5) {
        const double now = curve.at(t).emptied;
        if (t <= curve.end_systole_ms()) {
          EXPECT_GE(now, before);
        } else if (t - 0.5 >= curve.end_systole_ms()) {
          EXPECT_LE(now, before);
        }
        EXPECT_LT(std::abs(now - before), 0.03) << "a step at " << t << " of " << cycle;
        EXPECT_GE(now, 0.0);
        EXPECT_LE(now, 1.0);
        before = now;
      }
    }
  }
}

TEST(VolumeCurve, RapidFillingReturnsTheEarlyShareAndDiastasisIsSlow) {
  const VolumeCurve curve(1200, 0.6);
  // Relaxation 70 ms and rapid filling 190 ms after end-systole; atrial kick in the last 130 ms.
  const double end = curve.end_systole_ms();
  EXPECT_EQ(curve.at(end + 69).emptied, 1.0);
  EXPECT_FALSE(curve.at(end + 69).mitral_open);
  EXPECT_TRUE(curve.at(end + 75).mitral_open);
  EXPECT_NEAR(curve.at(end + 260).emptied, 0.4, 1e-9);
  EXPECT_NEAR(curve.at(1070).emptied, 0.35, 1e-9);
  EXPECT_NEAR(curve.at(1135).emptied, 0.175, 1e-9);
}

TEST(VolumeCurve, RefusesImpossibleBeats) {
  EXPECT_EQ(test::error_code_of([] { VolumeCurve(100, 0.6); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { VolumeCurve(std::nan(""), 0.6); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { VolumeCurve(800, 0.99); }), ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
