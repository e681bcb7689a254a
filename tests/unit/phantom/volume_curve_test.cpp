#include "chordae/phantom/motion/volume_curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/test_support.h"

namespace chordae {
namespace {

VolumeCurve curve_of(double cycle_ms, double early_share = 0.6, bool atrial = true) {
  return VolumeCurve(Rhythm{.cycle_ms = cycle_ms, .early_share = early_share, .atrial_contraction = atrial});
}

TEST(VolumeCurve, BeginsFullIsEmptyAtEndSystoleAndRepeats) {
  for (const double cycle : {400.0, 600.0, 857.0, 1250.0, 1900.0}) {
    const VolumeCurve curve = curve_of(cycle);
    EXPECT_EQ(curve.at(0).emptied, 0.0);
    EXPECT_EQ(curve.at(curve.end_systole_ms()).emptied, 1.0);
    EXPECT_NEAR(curve.at(std::nextafter(cycle, 0.0)).emptied, 0.0, 1e-12);
    EXPECT_EQ(curve.at(cycle).emptied, 0.0);
    for (double t = 0; t < cycle; t += 13)
      EXPECT_NEAR(curve.at(t + cycle).emptied, curve.at(t).emptied, 1e-9);
  }
}

// Weissler: 413 - 1.7 * 70 = 294 ms of ejection after 50 ms of isovolumic contraction; diastole grows
// as the rate falls.
TEST(VolumeCurve, SystoleAtSeventyBeats) {
  const VolumeCurve curve = curve_of(60000.0 / 70);
  EXPECT_EQ(curve.at(49.9).emptied, 0.0);
  EXPECT_NEAR(curve.at(50 + 147).emptied, 0.5, 1e-9);
  EXPECT_NEAR(curve.end_systole_ms(), 344.0, 1e-9);
  EXPECT_GT(curve_of(600).end_systole_ms() / 600, 0.44);
  EXPECT_LT(curve_of(1200).end_systole_ms() / 1200, 0.32);
}

TEST(VolumeCurve, EmptiesThenFillsWithoutSteps) {
  for (const double cycle : {350.0, 571.0, 857.0, 1250.0}) {
    for (const double early : {0.4, 0.6, 0.8}) {
      for (const bool atrial : {true, false}) {
        const VolumeCurve curve = curve_of(cycle, early, atrial);
        CycleState before = curve.at(0);
        for (double t = 0.5; t < cycle; t += 0.5) {
          const CycleState now = curve.at(t);
          if (t <= curve.end_systole_ms()) {
            EXPECT_GE(now.emptied, before.emptied);
          } else if (t - 0.5 >= curve.end_systole_ms()) {
            EXPECT_LE(now.emptied, before.emptied);
          }
          EXPECT_LT(std::abs(now.emptied - before.emptied), 0.03) << "a step at " << t << " of " << cycle;
          EXPECT_LT(std::abs(now.atrium_full - before.atrium_full), 0.05) << t << " of " << cycle;
          for (const double share : {now.emptied, now.atrium_full, now.mitral_open, now.aortic_open}) {
            EXPECT_GE(share, 0.0);
            EXPECT_LE(share, 1.0);
          }
          EXPECT_TRUE(now.mitral_open == 0 || now.aortic_open == 0) << "both valves open at " << t;
          before = now;
        }
      }
    }
  }
}

TEST(VolumeCurve, RapidFillingReturnsTheEarlyShareAndDiastasisIsSlow) {
  const VolumeCurve curve = curve_of(1200);
  // Relaxation 70 ms and rapid filling 190 ms after end-systole; atrial kick in the last 130 ms.
  const double end = curve.end_systole_ms();
  EXPECT_EQ(curve.at(end + 69).emptied, 1.0);
  EXPECT_EQ(curve.at(end + 69).mitral_open, 0.0);
  EXPECT_GT(curve.at(end + 75).mitral_open, 0.0);
  EXPECT_NEAR(curve.mitral_opening_ms(), end + 70, 1e-9);
  EXPECT_NEAR(curve.at(curve.mitral_opening_ms()).atrium_full, 1.0, 1e-9);
  EXPECT_NEAR(curve.at(end + 260).emptied, 0.4, 1e-9);
  EXPECT_NEAR(curve.at(1070).emptied, 0.35, 1e-9);
  EXPECT_NEAR(curve.at(1135).emptied, 0.175, 1e-9);
}

TEST(VolumeCurve, WithoutAtrialContractionNothingFlowsAtTheEnd) {
  const VolumeCurve curve = curve_of(1000, 0.6, false);
  EXPECT_NEAR(curve.at(880).emptied, 0.0, 1e-9);
  EXPECT_NEAR(curve.at(940).inflow, 0.0, 1e-9);
  EXPECT_GT(curve_of(1000).at(935).inflow, 0.5);
}

TEST(VolumeCurve, RefusesImpossibleBeats) {
  EXPECT_EQ(test::error_code_of([] { curve_of(100); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { curve_of(std::nan("")); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { curve_of(800, 0.99); }), ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
