#include "chordae/draw/contours.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "chordae/base/rng.h"
#include "support/test_support.h"

namespace chordae {
namespace {

double area_of(const Polyline& line) {
  double twice = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    twice += line[i - 1].column * line[i].row - line[i].column * line[i - 1].row;
  }
  return std::abs(twice) / 2;
}

TEST(Contours, ACircleIsACircle) {
  const std::int64_t n = 40;
  std::vector<float> field;
  for (std::int64_t i = 0; i < n * n; ++i) {
    field.push_back(static_cast<float>(
        12 - std::hypot(static_cast<double>(i / n) - 19.3, static_cast<double>(i % n) - 20.1)));
  }
  const auto lines = trace_contours(field, n, n, 0);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NEAR(area_of(lines[0]), std::numbers::pi * 144, 0.01 * std::numbers::pi * 144);
  for (const PixelPoint& p : lines[0]) {
    EXPECT_NEAR(std::hypot(p.row - 19.3, p.column - 20.1), 12, 0.05);
  }
}

TEST(Contours, OnePixelIsADiamondAndEdgesAreClosed) {
  std::vector<float> field(9, 0.0f);
  field[4] = 1;
  const auto diamond = trace_contours(field, 3, 3, 0.5f);
  ASSERT_EQ(diamond.size(), 1u);
  EXPECT_NEAR(area_of(diamond[0]), 0.5, 1e-9);  // half-way to four neighbours
  const auto all = trace_contours(std::vector<float>(6, 1.0f), 2, 3, 0.5f);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NEAR(area_of(all[0]), 2 * 3 - 4 * 0.125, 1e-9);  // corners cut
  EXPECT_TRUE(trace_contours(std::vector<float>(6, 0.0f), 2, 3, 0.5f).empty());
}

TEST(Contours, EveryFieldGivesClosedLines) {
  Rng rng(8);
  std::vector<float> field(35 * 21);
  for (float& v : field) v = static_cast<float>(rng.uniform());
  for (const auto& line : trace_contours(field, 35, 21, 0.5f)) {
    ASSERT_GE(line.size(), 4u);
    EXPECT_EQ(line.front().row, line.back().row);
    EXPECT_EQ(line.front().column, line.back().column);
    for (std::size_t i = 1; i < line.size(); ++i) {
      EXPECT_LT(std::hypot(line[i].row - line[i - 1].row, line[i].column - line[i - 1].column),
                1.5);
    }
  }
  EXPECT_EQ(test::error_code_of([&] { trace_contours(field, 35, 20, 0.5f); }), ErrorCode::kShape);
}

TEST(DrawLine, BlendsAndStaysInside) {
  Canvas canvas(9, 9, {0, 0, 0});
  draw_line(canvas, {4, 1}, {4, 7}, {200, 100, 50}, 1);
  EXPECT_EQ(canvas.pixels[(4 * 9 + 4) * 3], 200);
  EXPECT_EQ(canvas.pixels[(2 * 9 + 4) * 3], 0);
  draw_line(canvas, {-50, -50}, {70, 60}, {255, 255, 255}, 3);
  draw_line(canvas, {NAN, 0}, {1, 1}, {255, 255, 255}, 3);
  draw_line(canvas, {0, 0}, {0, 0}, {255, 255, 255}, 3);
  EXPECT_EQ(canvas.pixels[0], 255);
}

}  // namespace
}  // namespace chordae
