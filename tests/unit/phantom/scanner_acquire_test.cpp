#include "chordae/phantom/scanner/acquire.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/phantom/scanner/contrast.h"
#include "chordae/phantom/scanner/normal_stream.h"
#include "chordae/phantom/scanner/series_protocol.h"
#include "scanner_ellipse.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// A scanner without a fault.
Protocol ideal() {
  Protocol p;
  p.look.palette = cine_palette(literature_tissues(1.5), p.timing, 0.08);
  p.k_space = {1, 1, 0, 0, true};
  p.receiver.noise_sd = 0;
  p.receiver.g_factor = 1;
  p.receiver.coil_strength = 0;
  return p;
}

double mean_of(std::span<const float> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}
double sd_of(std::span<const float> v) {
  const double mean = mean_of(v);
  double sum = 0;
  for (const float x : v) sum += (static_cast<double>(x) - mean) * (static_cast<double>(x) - mean);
  return std::sqrt(sum / static_cast<double>(v.size()));
}

TEST(NormalStream, HasTheMomentsAndTailsOfANormal) {
  NormalStream stream(Rng(3));
  constexpr int kCount = 2'000'000;
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
  int beyond_two = 0, beyond_tail = 0;
  for (int i = 0; i < kCount; ++i) {
    const auto x = static_cast<double>(stream.next());
    m1 += x, m2 += x * x, m3 += x * x * x, m4 += x * x * x * x;
    beyond_two += std::fabs(x) > 2 ? 1 : 0;
    beyond_tail += std::fabs(x) > 3.5 ? 1 : 0;
  }
  EXPECT_NEAR(m1 / kCount, 0, 0.003);
  EXPECT_NEAR(m2 / kCount, 1, 0.004);
  EXPECT_NEAR(m3 / kCount, 0, 0.01);
  EXPECT_NEAR(m4 / kCount, 3, 0.03);
  EXPECT_NEAR(beyond_two / static_cast<double>(kCount), 0.045500, 0.0006);
  EXPECT_NEAR(beyond_tail / static_cast<double>(kCount), 4.6526e-4, 6e-5);
}

TEST(Acquire, AnIdealScannerChangesNothingButTheSign) {
  Protocol p = ideal();
  const ScenePicture scene = test::ellipse_picture(p.look.palette, 3, 48);
  ScenePicture picture = scene;
  acquire(picture, {}, p, Rng(1));
  for (std::size_t i = 0; i < scene.signal.size(); ++i)
    ASSERT_NEAR(picture.signal[i], std::fabs(scene.signal[i]), 1e-6);
  EXPECT_EQ(picture.labels, scene.labels);
}

TEST(Acquire, NoiseIsRicianWithTheStatedDeviation) {
  Protocol p = ideal();
  p.receiver.noise_sd = 0.05;
  for (const double share : {1.0, 0.6}) {  // band-limited or not
    p.k_space.rows_share = p.k_space.columns_share = share;
    ScenePicture air = test::flat_picture(0, 12, 96), blood = test::flat_picture(1, 12, 96),
                 dim = test::flat_picture(0.075F, 12, 96);
    acquire(air, {}, p, Rng(1));
    acquire(blood, {}, p, Rng(2));
    acquire(dim, {}, p, Rng(3));
    // Rayleigh: mean 1.2533 sd, SD 0.6551 sd. Rice at amplitude 1.5 sd: mean 1.875 sd (numpy, 150 x
    // 150 Gauss-Hermite quadrature of the length).
    EXPECT_NEAR(mean_of(air.signal), 1.2533 * 0.05, 3e-4);
    EXPECT_NEAR(sd_of(air.signal), 0.6551 * 0.05, 3e-4);
    EXPECT_NEAR(mean_of(blood.signal), 1 + 0.5 * 0.05 * 0.05, 5e-4);
    EXPECT_NEAR(sd_of(blood.signal), 0.05, 5e-4);
    EXPECT_NEAR(mean_of(dim.signal), 1.875 * 0.05, 5e-4);
  }
}

TEST(Acquire, NoiseOfNeighboursCorrelatesAsKSpaceWasCut) {
  Protocol p = ideal();
  p.receiver.noise_sd = 0.02;
  p.k_space.columns_share = 0.6;
  ScenePicture picture = test::flat_picture(1, 8, 100);
  acquire(picture, {}, p, Rng(1));
  double along = 0, across = 0, all = 0;
  for (std::size_t i = 0; i + 100 < picture.signal.size(); ++i) {
    const double a = static_cast<double>(picture.signal[i]) - 1,
                 b = static_cast<double>(picture.signal[i + 1]) - 1,
                 c = static_cast<double>(picture.signal[i + 100]) - 1;
    along += a * b, across += a * c, all += a * a;
  }
  EXPECT_NEAR(along / all, std::sin(0.6 * M_PI) / (0.6 * M_PI), 0.03);
  EXPECT_NEAR(across / all, 0, 0.02);
}

TEST(Acquire, SameSeedSameBytesAndFramesDoNotShareNoise) {
  Protocol p = ideal();
  p.receiver = {};
  p.k_space = {0.7, 0.8, 0.3, 0, true};
  p.artefacts = {0.1, 0.1, 0.4, 0.05, 2, 0.1, 0.1};
  const ScenePicture scene = test::ellipse_picture(p.look.palette, 6, 64);
  ScenePicture a = scene, b = scene, c = scene;
  acquire(a, {}, p, Rng(1));
  acquire(b, {}, p, Rng(1));
  acquire(c, {}, p, Rng(2));
  EXPECT_EQ(a.signal, b.signal);
  EXPECT_NE(a.signal, c.signal);
  ScenePicture air = test::flat_picture(0, 2, 64);
  acquire(air, {}, p, Rng(1));
  EXPECT_NE(std::vector(air.signal.begin(), air.signal.begin() + 64 * 64),
            std::vector(air.signal.begin() + 64 * 64, air.signal.end()));
}

TEST(Acquire, SurfaceCoilsShadeAndTheirCorrectionTradesItForNoise) {
  Protocol p = ideal();
  p.receiver = {0.02, 1.0, 80, 1, 0, {}};
  ScenePicture flat = test::flat_picture(1, 1, 64);
  const auto shaded = [&](double correction) {
    p.receiver.correction = correction;
    ScenePicture picture = flat;
    acquire(picture, {}, p, Rng(1));
    // Down the middle: front (row 12), heart's height, back.
    const auto row = [&](std::size_t h) {
      return mean_of(std::span(picture.signal).subspan(h * 64 + 26, 12));
    };
    return std::array{row(12), row(30), row(45)};
  };
  const auto plain = shaded(0), corrected = shaded(1);
  EXPECT_GT(plain[0], 1.5 * plain[1]);
  EXPECT_NEAR(plain[1], 1, 0.15);
  EXPECT_NEAR(corrected[0] / corrected[1], 1, 0.05);
  const ReceiverMaps maps = receiver_maps({flat.geometry, 64, 64}, {}, p.receiver, true);
  EXPECT_GT(maps.noise[32 * 64 + 32], 1.5F * maps.noise[12 * 64 + 32]);
}

TEST(Acquire, FieldBandsLieHalfAPassBandAway) {
  Protocol p = ideal();
  p.field.timing = {55, 4, 2};  // bands at 125 Hz
  p.field.slope_hz_per_mm = {1, 0, 0};
  ScenePicture picture = test::flat_picture(1, 1, 340);
  acquire(picture, {}, p, Rng(1));
  const std::span<float> row = std::span(picture.signal).subspan(100 * 340, 340);
  const auto darkest = std::min_element(row.begin() + 170, row.end()) - row.begin();
  // Heart at x = 22 mm, so the band is at 147 mm; the first pixel's middle is at -169.5.
  EXPECT_NEAR(static_cast<double>(darkest), 147 + 169.5, 1.5);
  EXPECT_LT(row[static_cast<std::size_t>(darkest)], 0.15);
}

TEST(SeriesProtocol, SpoiledSeriesHaveNoBandsAndMapsNoShading) {
  Protocol cine = ideal();
  cine.receiver = {};
  cine.field.timing = {55, 4, 2};
  cine.field.slope_hz_per_mm = {1, 0, 0};
  const Protocol spoiled = unbalanced_protocol(cine, cine.look.palette, {20, 5, 2.5}, 2);
  EXPECT_DOUBLE_EQ(spoiled.receiver.noise_sd, 2 * cine.receiver.noise_sd);
  const PictureGrid grid{test::flat_picture(1, 1, 32).geometry, 32, 32};
  for (const float gain : field_gain(grid, {}, spoiled.field)) ASSERT_EQ(gain, 1);

  Protocol map = map_protocol(cine, t1_map_palette(literature_tissues(1.5)));
  EXPECT_DOUBLE_EQ(map.receiver.noise_sd, 30);
  map.receiver.noise_sd = 0;
  ScenePicture picture = test::flat_picture(1000, 1, 32);
  acquire(picture, {}, map, Rng(1));
  const auto stored = quantise(picture, map, 0, {}).to_float();
  for (const float ms : stored) ASSERT_EQ(ms, 1000);
  EXPECT_LT(scout_protocol(cine, cine.look.palette).k_space.rows_share, 1);
}

TEST(Acquire, MetalLeavesAVoidWithABrightRimWhereItIsInThatFrame) {
  Protocol p = ideal();
  ScenePicture picture = test::flat_picture(1, 2, 170);  // 2 mm pixels
  const MetalPoint valve{{{0, 0, 0}, {40, 0, 0}}, 10};
  acquire(picture, {}, p, Rng(1), std::span(&valve, 1));
  const auto at = [&](std::size_t t, double x_mm) {
    const auto w = static_cast<std::size_t>((x_mm + 169) / 2);
    return picture.signal[(t * 170 + 84) * 170 + w];
  };
  EXPECT_LT(at(0, 0), 0.01);
  EXPECT_LT(at(0, 6), 0.05);
  EXPECT_NEAR(at(0, 90), 1, 0.05);
  EXPECT_NEAR(at(1, -50), 1, 0.05);
  EXPECT_LT(at(1, 40), 0.01);
  const float brightest = *std::max_element(picture.signal.begin(), picture.signal.end());
  EXPECT_GT(brightest, 1.05F);
}

TEST(Acquire, GhostsComeOnlyFromWhatMoves) {
  Protocol p = ideal();
  p.artefacts.ghost = 0.2;
  ScenePicture still = test::flat_picture(0.5, 4, 48);
  acquire(still, {}, p, Rng(1));
  for (const float v : still.signal) ASSERT_NEAR(v, 0.5, 1e-6);
  const ScenePicture scene = test::ellipse_picture(p.look.palette, 8, 96);
  ScenePicture ghosted = scene;
  acquire(ghosted, {}, p, Rng(1));
  double worst = 0;
  for (std::size_t i = 0; i < scene.signal.size(); ++i)
    worst = std::max(
        worst, static_cast<double>(std::fabs(ghosted.signal[i] - std::fabs(scene.signal[i]))));
  EXPECT_GT(worst, 0.02);
  EXPECT_LT(worst, 0.25);
}

TEST(Acquire, TemporalBlurKeepsTheMeanOverTheBeat) {
  Protocol p = ideal();
  const ScenePicture scene = test::ellipse_picture(p.look.palette, 10, 40);
  p.artefacts.temporal_blur = 0.2;
  ScenePicture blurred = scene;
  acquire(blurred, {}, p, Rng(1));
  for (std::size_t i = 0; i < 1600; ++i) {
    double before = 0, after = 0;
    for (std::size_t t = 0; t < 10; ++t) {
      before += static_cast<double>(std::fabs(scene.signal[t * 1600 + i]));
      after += static_cast<double>(blurred.signal[t * 1600 + i]);
    }
    ASSERT_NEAR(after, before, 1e-4);
  }
  const auto first = 3 * 1600 + 20 * 40;
  EXPECT_NEAR(blurred.signal[first],
              std::fabs(0.6F * scene.signal[first] +
                        0.2F * (scene.signal[first - 1600] + scene.signal[first + 1600])),
              1e-6);
}

TEST(Acquire, ToneMasksAndBordersComeLast) {
  Protocol p = ideal();
  p.tone = {0.5, 0.81, 0, 0};
  p.storage.mask = Mask::kCircle;
  p.storage.border_share = {0, 0, 0.25, 0};
  ScenePicture picture = test::flat_picture(2, 1, 40);
  acquire(picture, {}, p, Rng(1));
  EXPECT_EQ(picture.signal[0], 0);                        // corner
  EXPECT_EQ(picture.signal[20 * 40 + 5], 0);              // border
  EXPECT_NEAR(picture.signal[20 * 40 + 20], 0.9, 0.002);  // sqrt(0.81)
}

TEST(Acquire, RefusesWhatContradictsItself) {
  Protocol p = ideal();
  ScenePicture picture = test::flat_picture(1, 2, 16);
  picture.frames = 3;
  EXPECT_EQ(test::error_code_of([&] { acquire(picture, {}, p, Rng(1)); }), ErrorCode::kShape);
  picture.frames = 2;
  p.receiver.noise_sd = -1;
  EXPECT_EQ(test::error_code_of([&] { acquire(picture, {}, p, Rng(1)); }), ErrorCode::kNumeric);
}

TEST(Quantise, RoundTripsThroughTheRescaleOfEveryType) {
  Protocol p = ideal();
  ScenePicture picture = test::ellipse_picture(p.look.palette, 2, 24);
  acquire(picture, {}, p, Rng(1));
  struct Case {
    PixelType type;
    int bits;
    double blood, slope, intercept;
  };
  for (const Case& c :
       {Case{PixelType::kU16, 12, 500, 1, 0}, Case{PixelType::kU16, 12, 900, 2.5, -100},
        Case{PixelType::kI16, 16, 700, 1, 0}, Case{PixelType::kI16, 12, 600, 0.5, 300},
        Case{PixelType::kU8, 8, 120, 1, 0}, Case{PixelType::kI8, 8, 50, 2, 40}}) {
    p.storage.type = c.type;
    p.storage.bits = c.bits;
    p.storage.blood_stored = c.blood;
    p.storage.rescale_slope = c.slope;
    p.storage.rescale_intercept = c.intercept;
    const CineSlice slice = quantise(picture, p, 800, std::vector<double>{0, 400});
    EXPECT_EQ(slice.cycle_ms, 800);
    EXPECT_EQ(slice.trigger_time_ms.size(), 2U);
    const auto real = slice.to_float();
    for (std::size_t i = 0; i < real.size(); ++i) {
      ASSERT_NEAR(real[i], c.slope * c.blood * static_cast<double>(picture.signal[i]),
                  0.5 * c.slope + 1e-3)
          << pixel_type_name(c.type);
    }
  }
  p.storage = {PixelType::kU8, 8, 200, 1, 0, Mask::kNone, {}, 0, 0};
  picture.signal[0] = 3;  // more than the type can hold
  EXPECT_EQ(quantise(picture, p, 800, {}).to_float()[0], 255);
  p.storage.bits = 12;
  EXPECT_EQ(test::error_code_of([&] { quantise(picture, p, 800, {}); }), ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae
