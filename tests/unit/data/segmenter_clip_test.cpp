#include "chordae/data/segmenter_clip.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

CineSlice ramp(std::int64_t frames, std::int64_t rows = 20, std::int64_t columns = 30) {
  return test::make_slice(
      frames, rows, columns,
      [](std::int64_t t, std::int64_t h, std::int64_t w) { return 1000 * t + 10 * h + w + 1; });
}

TEST(SpreadFrames, EvenFramesAreMixedAroundTheBeat) {
  const auto same = spread_frames(ramp(12), 12);
  for (std::size_t t = 0; t < 12; ++t) {
    EXPECT_EQ(same[t].nearest(), static_cast<std::int64_t>(t));
    EXPECT_NEAR(same[t].weight_after, 0, 1e-9);
  }
  const auto fewer = spread_frames(ramp(8), 12);
  EXPECT_NEAR(fewer[1].weight_after, 2.0 / 3, 1e-9);
  // Moment 11 of 12 lies at frame 7 1/3 of 8: between the last and the first.
  EXPECT_EQ(fewer[11].before, 7);
  EXPECT_EQ(fewer[11].after, 0);
  EXPECT_NEAR(fewer[11].weight_after, 1.0 / 3, 1e-9);
}

TEST(SpreadFrames, TimesCountWhereTheyAreKnown) {
  CineSlice slice = ramp(10);
  for (int t = 0; t < 10; ++t) slice.trigger_time_ms.push_back(12 + (t < 5 ? 40 * t : 40 * t + 40));
  // A gap of 80 ms after the fifth frame; the period is 400 + 40 ms.
  const auto blends = spread_frames(slice, 11);
  EXPECT_EQ(blends[5].before, 4);
  EXPECT_EQ(blends[5].after, 5);
  EXPECT_NEAR(blends[5].weight_after, 0.5, 1e-9);
  EXPECT_EQ(blends[10].nearest(), 9);
  // Prospective gating: times end early, and the beat is taken to end there.
  CineSlice early = ramp(12);
  for (int t = 0; t < 12; ++t) early.trigger_time_ms.push_back(50 * t);
  early.cycle_ms = 1000;
  EXPECT_EQ(spread_frames(early, 12)[11].nearest(), 11);
  // Useless times are left alone.
  CineSlice still = ramp(12);
  still.trigger_time_ms.assign(12, 7.0);
  EXPECT_EQ(spread_frames(still, 12)[6].nearest(), 6);
}

TEST(SpreadFrames, FewFramesAreHeld) {
  const auto two = spread_frames(ramp(2), 12);
  std::vector<std::int64_t> shown;
  for (const auto& b : two) {
    EXPECT_TRUE(b.weight_after == 0 || b.weight_after == 1);
    shown.push_back(b.nearest());
  }
  EXPECT_EQ(shown, (std::vector<std::int64_t>{0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0}));
  EXPECT_EQ(spread_frames(ramp(1), 3)[2].nearest(), 0);
  EXPECT_EQ(spread_frames(ramp(50), 12)[6].nearest(), 25);
  EXPECT_EQ(test::error_code_of([] { spread_frames(ramp(2), 0); }), ErrorCode::kShape);
}

TEST(SegmenterClip, IsStandardisedWhateverTheScale) {
  CineSlice slice = ramp(12, 64, 64);
  const ClipGrid grid{32, 2, 31.5, 31.5, 1.5, 1.5};
  const at::Tensor clip = make_segmenter_clip(slice, grid, 12);
  EXPECT_EQ(clip.sizes(), (std::vector<std::int64_t>{12, 32, 32}));
  EXPECT_NEAR(clip.mean().item<double>(), 0, 1e-5);
  EXPECT_NEAR(clip.std(/*unbiased=*/false).item<double>(), 1, 1e-5);
  slice.rescale_slope = 0.01;
  slice.rescale_intercept = -700;
  EXPECT_LT((make_segmenter_clip(slice, grid, 12) - clip).abs().max().item<double>(), 1e-4);
  const CineSlice flat = test::make_slice(3, 8, 8, [](auto...) { return 100; });
  EXPECT_EQ(make_segmenter_clip(flat, {16, 0.5, 3.5, 3.5, 1, 1}, 3).abs().max().item<double>(), 0);
}

TEST(SegmenterClip, PixelsLieWhereTheGridSays) {
  // One bright pixel of 1 mm at (12, 17), clip pixels of 1 mm about (10, 15).
  const CineSlice slice = test::make_slice(
      2, 30, 30,
      [](std::int64_t, std::int64_t h, std::int64_t w) { return h == 12 && w == 17 ? 5000 : 5; });
  const ClipGrid grid{17, 1, 10, 15, 1, 1};
  const at::Tensor clip = make_segmenter_clip(slice, grid, 2);
  const auto brightest = clip[0].argmax().item<std::int64_t>();
  EXPECT_NEAR(grid.row_at(static_cast<double>(brightest / 17)), 12, 1e-9);
  EXPECT_NEAR(grid.column_at(static_cast<double>(brightest % 17)), 17, 1e-9);
  // Off the picture is as dark as the darkest.
  const at::Tensor off = make_segmenter_clip(slice, {17, 1, 0, 0, 1, 1}, 2);
  EXPECT_NEAR(off[0][0][0].item<double>(), off.min().item<double>(), 1e-6);
  EXPECT_EQ(test::error_code_of([&] {
              make_segmenter_clip(slice, {17, 0, 0, 0, 1, 1}, 2);
            }),
            ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae
