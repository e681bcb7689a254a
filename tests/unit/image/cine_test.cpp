#include "chordae/image/cine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

CineSlice bytes_slice(PixelType type, std::vector<int> bytes) {
  CineSlice slice;
  slice.frames = 1;
  slice.rows = 1;
  slice.columns = static_cast<std::int64_t>(bytes.size() / pixel_bytes(type));
  slice.type = type;
  for (const int b : bytes) slice.pixels.push_back(static_cast<std::byte>(b));
  return slice;
}

TEST(Cine, EveryPixelType) {
  EXPECT_EQ(bytes_slice(PixelType::kU8, {0, 127, 255}).to_float(),
            (std::vector<float>{0, 127, 255}));
  EXPECT_EQ(bytes_slice(PixelType::kI8, {0, 127, 255}).to_float(),
            (std::vector<float>{0, 127, -1}));
  EXPECT_EQ(bytes_slice(PixelType::kU16, {1, 2, 0xff, 0xff}).to_float(),
            (std::vector<float>{513, 65535}));
  EXPECT_EQ(bytes_slice(PixelType::kI16, {1, 2, 0xff, 0xff, 0, 0x80}).to_float(),
            (std::vector<float>{513, -1, -32768}));
  EXPECT_EQ(pixel_type_name(PixelType::kI16), "int16");
}

TEST(Cine, RescaleAndFrames) {
  auto slice =
      test::make_slice(3, 2, 2, [](auto t, auto h, auto w) { return 100 * t + 10 * h + w; });
  slice.rescale_slope = 0.5;
  slice.rescale_intercept = -3;
  std::vector<float> frame(4);
  slice.frame_to_float(2, frame);
  EXPECT_EQ(frame, (std::vector<float>{97, 97.5, 102, 102.5}));
  slice.stored_frame_to_float(1, frame);
  EXPECT_EQ(frame, (std::vector<float>{100, 101, 110, 111}));
  EXPECT_EQ(slice.to_float().size(), 12u);
  EXPECT_EQ(slice.to_float()[11], 102.5f);
  std::vector<float> small(3);
  EXPECT_EQ(test::error_code_of([&] { slice.frame_to_float(0, small); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { slice.frame_to_float(3, frame); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { slice.frame_to_float(-1, frame); }), ErrorCode::kShape);
  EXPECT_EQ((Cine{.slices = {slice, slice}}).frame_count(), 6);
}

TEST(Cine, ViewsHaveNames) {
  for (const View v : {View::kUnknown, View::kSax, View::kTwoChamber, View::kThreeChamber,
                       View::kFourChamber, View::kOther}) {
    EXPECT_EQ(parse_view(view_name(v)), v);
  }
  EXPECT_EQ(view_name(View::kFourChamber), "4CH");
  EXPECT_EQ(test::error_code_of([] { parse_view("sax"); }), ErrorCode::kUsage);
}

TEST(CheckSlice, RefusesContradictions) {
  const auto good = test::make_slice(3, 2, 2, [](auto, auto, auto) { return 1; });
  check_slice(good);
  const auto code_after = [&](auto change) {
    auto slice = good;
    change(slice);
    return test::error_code_of([&] { check_slice(slice); });
  };
  EXPECT_EQ(code_after([](CineSlice& s) { s.pixels.pop_back(); }), ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) { s.type = PixelType::kU8; }), ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) { s.frames = 0; }), ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) {
              s.rows = -2;
              s.columns = -2;
            }),
            ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) {
              s.rows = std::int64_t{1} << 62;
              s.columns = 4;
            }),
            ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) { s.trigger_time_ms = {0, 10}; }), ErrorCode::kShape);
  EXPECT_EQ(code_after([](CineSlice& s) { s.trigger_time_ms = {0, 20, 10}; }), ErrorCode::kNumeric);
  EXPECT_EQ(code_after([](CineSlice& s) { s.trigger_time_ms = {0, 1, NAN}; }), ErrorCode::kNumeric);
  EXPECT_EQ(code_after([](CineSlice& s) { s.geometry.row_spacing_mm = -1; }), ErrorCode::kNumeric);
  EXPECT_EQ(code_after([](CineSlice& s) { s.geometry.slice_thickness_mm = NAN; }),
            ErrorCode::kNumeric);
  EXPECT_EQ(
      code_after([](CineSlice& s) { s.rescale_slope = std::numeric_limits<double>::infinity(); }),
      ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae
