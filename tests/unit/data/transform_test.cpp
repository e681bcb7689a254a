#include "chordae/data/transform.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Frames = std::vector<std::int64_t>;

// The reference system's worked examples (section 6).
TEST(UniformFrames, WorkedExamples) {
  EXPECT_EQ(uniform_frames(20, 16),
            (Frames{0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 19}));
  EXPECT_EQ(uniform_frames(25, 16),
            (Frames{0, 1, 3, 4, 6, 8, 9, 11, 12, 14, 16, 17, 19, 20, 22, 24}));
  EXPECT_EQ(uniform_frames(30, 16),
            (Frames{0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29}));
  EXPECT_EQ(uniform_frames(50, 16),
            (Frames{0, 3, 6, 9, 13, 16, 19, 22, 26, 29, 32, 35, 39, 42, 45, 49}));
  EXPECT_EQ(uniform_frames(1, 4), (Frames{0, 0, 0, 0}));
  EXPECT_EQ(uniform_frames(2, 3), (Frames{0, 0, 1}));
  EXPECT_EQ(uniform_frames(9, 1), (Frames{0}));
  EXPECT_EQ(test::error_code_of([] { uniform_frames(0, 16); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([] { uniform_frames(16, 0); }), ErrorCode::kShape);
}

TEST(PaperTransform, ValuesOfAConstantPicture) {
  const auto slice = test::make_slice(20, 40, 30, [](auto, auto, auto) { return 1000; });
  const auto x = transform_clip(slice, {});
  EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{3, 16, 224, 224}));
  EXPECT_NEAR(x.min().item<double>(), (1000 - 0.45) / 0.225 / 255, 1e-5);
  EXPECT_NEAR(x.max().item<double>(), 17.42, 5e-3);  // section 6
  EXPECT_EQ(x.stride(0), 0);
  EXPECT_EQ(x.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::stack({x, x}).is_contiguous());
}

// 224 of 264 of 360 of 480: the middle 63.6 % of the short side (reference-system section 6), here
// rows 87 to 392 of 480. A bright surround one row further out is not seen, and at that row it is.
TEST(PaperTransform, KeepsTheMiddleOfTheShortSide) {
  const auto brightest = [](std::int64_t rows, std::int64_t columns, std::int64_t margin) {
    const auto slice = test::make_slice(3, rows, columns, [&](auto, auto h, auto w) {
      const auto at = rows < columns ? h : w, side = std::min(rows, columns);
      return at < margin || at >= side - margin ? 1000 : 0;
    });
    return transform_clip(slice, {}).max().template item<double>();
  };
  const double dark = (0 - 0.45) / 0.225 / 255;
  EXPECT_NEAR(brightest(480, 480, 87), dark, 1e-6);
  EXPECT_GT(brightest(480, 480, 88), 1);
  EXPECT_NEAR(brightest(480, 640, 87), dark, 1e-6);
  EXPECT_GT(brightest(640, 480, 88), 1);
  EXPECT_NEAR(brightest(240, 300, 43), dark, 1e-6);  // 43.6 of 240
  EXPECT_GT(brightest(300, 240, 45), 1);
  // A ramp along the short side, value = row: the span of what is left, plus the pixel it begins
  // in.
  const auto ramp = test::make_slice(3, 480, 481, [](auto, auto h, auto) { return h; });
  TransformConfig config;
  const auto kept = [&] {
    const auto x = transform_clip(ramp, config)[0][0];
    const auto rows = (x[223][0] - x[0][0]).item<double>() * 255 * 0.225;
    return rows * 224 / 223 / 480;
  };
  EXPECT_NEAR(kept(), 0.636, 5e-4);
  config.stored_side = 0;
  EXPECT_NEAR(kept(), 0.848, 5e-4);
}

TEST(PaperTransform, RefusesWhatCannotBe) {
  const auto strip = test::make_slice(2, 1, 2000, [](auto, auto, auto) { return 1; });
  EXPECT_EQ(test::error_code_of([&] { transform_clip(strip, {}); }), ErrorCode::kShape);
  auto slice = test::make_slice(2, 8, 8, [](auto, auto, auto) { return 1; });
  TransformConfig config;
  config.kind = "other";
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, config); }), ErrorCode::kConfig);
  config = {};
  config.stored_crop = 481;
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, config); }), ErrorCode::kConfig);
  config.stored_side = 0;
  EXPECT_NO_THROW(transform_clip(slice, config));
  config = {};
  config.frames = 0;
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, config); }), ErrorCode::kConfig);
  slice.pixels.pop_back();
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, {}); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([] { transform_clip({}, {}); }), ErrorCode::kShape);
}

TransformConfig physical(std::int64_t crop, double mm, double low = 0, double high = 100) {
  TransformConfig config;
  config.kind = "physical";
  config.crop_size = crop;
  config.frames = 2;
  config.mm_per_pixel = mm;
  config.low_percentile = low;
  config.high_percentile = high;
  return config;
}

TEST(PhysicalTransform, CropsAboutTheHeart) {
  // 1.5 mm pixels, value 10 h + w; about pixel (5, 4), same size of pixel: pixels are copied.
  const auto slice = test::make_slice(2, 12, 10, [](auto, auto h, auto w) { return 10 * h + w; });
  const auto x = transform_clip(slice, physical(3, 1.5), HeartLocation{5, 4, 0, 0});
  EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{3, 2, 3, 3}));
  const auto picture = x[0][0];
  // 43 44 45 / 53 54 55 / 63 64 65 scaled by 43 to 65
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j)
      EXPECT_NEAR(picture[i][j].item<double>(), (10.0 * i + j) / 22, 1e-6);
  }
  EXPECT_TRUE(at::equal(x[0], x[2]));
}

TEST(PhysicalTransform, OffThePictureIsZeroAndNotCounted) {
  const auto slice =
      test::make_slice(2, 4, 4, [](auto, auto h, auto) { return h < 2 ? 500 : 700; });
  const auto x = transform_clip(slice, physical(8, 1.5))[0][1];
  EXPECT_EQ(x[0].abs().sum().item<double>(), 0);
  EXPECT_EQ(x[3][4].item<double>(), 0);  // 500 is the lowest
  EXPECT_EQ(x[4][4].item<double>(), 1);
  EXPECT_EQ(x.sum().item<double>(), 8);
  const auto away = transform_clip(slice, physical(8, 1.5), HeartLocation{100, 100, 0, 0});
  EXPECT_EQ(away.abs().sum().item<double>(), 0);
}

TEST(PhysicalTransform, BrightnessDoesNotMatter) {
  const auto slice = test::make_beating_disc(70, 85);
  auto brighter = slice;
  brighter.rescale_slope = 2.5;
  brighter.rescale_intercept = 100;
  const auto a = transform_clip(slice, physical(64, 2, 1, 99)),
             b = transform_clip(brighter, physical(64, 2, 1, 99));
  EXPECT_LT((a - b).abs().max().item<double>(), 1e-5);
  EXPECT_EQ(a.min().item<double>(), 0);
  EXPECT_EQ(a.max().item<double>(), 1);
}

TEST(PhysicalTransform, NeedsSpacingAndASaneHeart) {
  auto slice = test::make_slice(2, 4, 4, [](auto, auto, auto) { return 1; });
  EXPECT_EQ(transform_clip(slice, physical(8, 1.5)).abs().sum().item<double>(), 0);  // constant
  EXPECT_EQ(test::error_code_of([&] {
              transform_clip(slice, physical(8, 1.5), HeartLocation{0.0 / 0.0, 1, 0, 0});
            }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, physical(8, 1.5, 90, 10)); }),
            ErrorCode::kConfig);
  slice.geometry.row_spacing_mm = 0;
  EXPECT_EQ(test::error_code_of([&] { transform_clip(slice, physical(8, 1.5)); }),
            ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae
