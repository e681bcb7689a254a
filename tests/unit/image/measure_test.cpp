// Disc summation, percentiles, resampling, the first harmonic: numbers worked out by hand.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "chordae/image/disc_summation.h"
#include "chordae/image/harmonic.h"
#include "chordae/image/percentile.h"
#include "chordae/image/resample.h"
#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(DiscSummation, EqualGaps) {
  // 1000 + 800 + 500 mm^2, 10 mm apart: 23 mL, in whatever order they come.
  EXPECT_DOUBLE_EQ(compute_disc_volume_ml(std::vector<Disc>{{1000, 0}, {800, 10}, {500, 20}}), 23);
  EXPECT_DOUBLE_EQ(compute_disc_volume_ml(std::vector<Disc>{{500, -20}, {1000, 0}, {800, -10}}),
                   23);
  EXPECT_EQ(compute_disc_volume_ml({}), 0);
}

TEST(DiscSummation, UnequalGaps) {
  // Shares 8, (8 + 12) / 2, 12 mm: 8000 + 5000 + 2400 mm^3.
  EXPECT_DOUBLE_EQ(compute_disc_volume_ml(std::vector<Disc>{{1000, 0}, {500, 8}, {200, 20}}), 15.4);
}

TEST(DiscSummation, ASphereInThinSlices) {
  std::vector<Disc> discs;
  const double radius = 25, gap = 0.1;
  for (double z = -radius; z <= radius; z += gap) {
    discs.push_back({std::numbers::pi * std::max(0.0, radius * radius - z * z), z});
  }
  EXPECT_NEAR(compute_disc_volume_ml(discs), 4.0 / 3 * std::numbers::pi * 15.625, 1e-3);
}

TEST(DiscSummation, OneSliceNeedsAThickness) {
  EXPECT_DOUBLE_EQ(compute_disc_volume_ml(std::vector<Disc>{{1500, 3}}, 8), 12);
  EXPECT_EQ(test::error_code_of([] {
              compute_disc_volume_ml(std::vector<Disc>{{1500, 3}});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] {
              compute_disc_volume_ml(std::vector<Disc>{{1, 3}, {1, 3}});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] {
              compute_disc_volume_ml(std::vector<Disc>{{-1, 3}, {1, 4}});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] {
              compute_disc_volume_ml(std::vector<Disc>{{1, NAN}, {1, 4}});
            }),
            ErrorCode::kNumeric);
}

TEST(EjectionFraction, OfAStudy) {
  EXPECT_NEAR(compute_ejection_fraction_percent(191.3, 141.3), 26.137, 1e-3);
  EXPECT_EQ(compute_ejection_fraction_percent(100, 0), 100);
  EXPECT_EQ(compute_ejection_fraction_percent(100, 100), 0);
  EXPECT_EQ(test::error_code_of([] { compute_ejection_fraction_percent(100, 101); }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] { compute_ejection_fraction_percent(0, 0); }),
            ErrorCode::kNumeric);
}

TEST(Percentiles, InterpolateAsNumpy) {
  const std::vector<float> values = {40, 10, NAN,
                                     30, 20, INFINITY};  // numpy: 25 % of 10..40 is 17.5
  const auto range = compute_percentile_range(values, 25, 100);
  EXPECT_EQ(range.low, 17.5f);
  EXPECT_EQ(range.high, 40);
  EXPECT_EQ(compute_percentile_range({}, 1, 99).high, 0);
  EXPECT_EQ(compute_percentile_range({7}, 1, 99).low, 7);
  EXPECT_EQ(test::error_code_of([] { compute_percentile_range({7}, 90, 10); }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] { compute_percentile_range({7}, -1, 10); }),
            ErrorCode::kNumeric);
}

std::vector<float> resample(const std::vector<float>& picture, const Resampler::Source& source,
                            const ResampleGrid& grid, Edge edge, bool antialias = false) {
  std::vector<float> out(static_cast<std::size_t>(grid.rows * grid.columns));
  Resampler(source, grid, edge, antialias).apply(picture, out);
  return out;
}

TEST(Resample, OneRowByHand) {
  const std::vector<float> row = {10, 20, 40, 80};
  const Resampler::Source source{1, 4, 1, 2};  // columns 2 mm apart
  // 1 mm pixels about column 1.5: columns 0.75, 1.25, 1.75, 2.25
  EXPECT_EQ(resample(row, source, {1, 4, 1, 0, 1.5}, Edge::kZero),
            (std::vector<float>{17.5, 25, 35, 50}));
  // 2 mm pixels half a pixel aside, beyond both ends: -0.5, 0.5, 1.5, 2.5, 3.5
  EXPECT_EQ(resample(row, source, {1, 5, 2, 0, 1.5}, Edge::kZero),
            (std::vector<float>{5, 15, 30, 60, 40}));
  EXPECT_EQ(resample(row, source, {1, 5, 2, 0, 1.5}, Edge::kReplicate),
            (std::vector<float>{10, 15, 30, 60, 80}));
  // Antialiased to half: the tent 1/8 3/8 3/8 1/8 about 0.5 and 2.5, replicated beyond the ends.
  EXPECT_EQ(resample(row, source, {1, 2, 4, 0, 1.5}, Edge::kReplicate, true),
            (std::vector<float>{(10 + 30 + 60 + 40) / 8.0f, (20 + 120 + 240 + 80) / 8.0f}));
}

TEST(Resample, InsideAndRefusals) {
  const Resampler r({4, 6, 1, 1}, {8, 8, 1, 1.5, 2.5}, Edge::kZero, false);
  EXPECT_EQ(r.inside_rows().begin, 2);
  EXPECT_EQ(r.inside_rows().end, 6);
  EXPECT_EQ(r.inside_columns().begin, 1);
  EXPECT_EQ(r.inside_columns().end, 7);
  const auto code = [](Resampler::Source source, ResampleGrid grid) {
    return test::error_code_of([&] { Resampler(source, grid, Edge::kZero, true); });
  };
  EXPECT_EQ(code({0, 4, 1, 1}, {2, 2, 1, 0, 0}), ErrorCode::kShape);
  EXPECT_EQ(code({4, 4, 1, 1}, {2, 0, 1, 0, 0}), ErrorCode::kShape);
  EXPECT_EQ(code({4, 4, 0, 1}, {2, 2, 1, 0, 0}), ErrorCode::kNumeric);
  EXPECT_EQ(code({4, 4, 1, 1e-300}, {2, 2, 1, 0, 0}), ErrorCode::kNumeric);
  EXPECT_EQ(code({4, 4, 1, 1}, {2, 2, 1, NAN, 0}), ErrorCode::kNumeric);
  std::vector<float> wrong(5), out(64);
  EXPECT_EQ(test::error_code_of([&] { r.apply(wrong, out); }), ErrorCode::kShape);
}

TEST(Harmonic, OfASineIsItsAmplitude) {
  const auto slice = test::make_slice(25, 5, 4, [](auto t, auto, auto) {
    const double x = 2 * std::numbers::pi * static_cast<double>(t) / 25;
    return std::lround(20000 + 3000 * std::cos(x + 0.7) + 5000 * std::cos(2 * x));
  });
  const Beat beat = compute_beat(slice);
  ASSERT_EQ(beat.amplitude.size(), 20u);
  for (const float a : beat.amplitude) EXPECT_NEAR(a, 3000, 1);
  for (const float m : beat.mean) EXPECT_NEAR(m, 20000, 1);
}

TEST(Harmonic, OfTwoFramesIsTheirDifference) {
  const auto slice =
      test::make_slice(2, 3, 3, [](auto t, auto, auto) { return t == 0 ? 100 : 130; });
  for (const float a : compute_beat(slice).amplitude) EXPECT_NEAR(a, 30, 1e-3);
}

TEST(Harmonic, IsSmoothedOverThreeByThree) {
  const auto slice = test::make_slice(
      2, 5, 5, [](auto t, auto h, auto w) { return t == 1 && h == 2 && w == 2 ? 90 : 0; });
  const auto amplitude = compute_beat(slice).amplitude;
  for (int h = 0; h < 5; ++h) {
    for (int w = 0; w < 5; ++w) {
      const bool near = std::abs(h - 2) <= 1 && std::abs(w - 2) <= 1;
      EXPECT_NEAR(amplitude[static_cast<std::size_t>(5 * h + w)], near ? 10 : 0, 1e-4);
    }
  }
}

TEST(Harmonic, NothingMoves) {
  EXPECT_TRUE(compute_beat(test::make_slice(20, 3, 3, [](auto, auto h, auto w) {
                return 60000 - 7 * h * w;
              })).mean.empty());
  EXPECT_TRUE(compute_beat(test::make_slice(1, 3, 3, [](auto, auto, auto w) {
                return w;
              })).amplitude.empty());
  EXPECT_TRUE(compute_beat(test::make_slice(5, 3, 3, [](auto, auto, auto) {
                return 0;
              })).amplitude.empty());
}

}  // namespace
}  // namespace chordae
