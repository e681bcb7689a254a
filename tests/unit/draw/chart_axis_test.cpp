#include "chordae/draw/chart_axis.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/test_support.h"

namespace chordae::chart {
namespace {

std::string labels(const std::vector<Tick>& ticks) {
  std::string out;
  for (const auto& t : ticks) out += (out.empty() ? "" : " ") + t.label;
  return out;
}

TEST(Ticks, RoundNumbers) {
  EXPECT_EQ(labels(linear_ticks(0, 1)), "0.0 0.2 0.4 0.6 0.8 1.0");
  EXPECT_EQ(labels(linear_ticks(-12, 13)),
            "\xE2\x88\x92"
            "10 \xE2\x88\x92"
            "5 0 5 10");
  EXPECT_EQ(labels(linear_ticks(0, 1300)), "0 200 400 600 800 1,000 1,200");
  EXPECT_EQ(labels(linear_ticks(0.9, 0.95)), "0.90 0.91 0.92 0.93 0.94 0.95");
  EXPECT_EQ(labels(log_ticks(50, 5000)), "50 100 200 500 1,000 2,000 5,000");
  EXPECT_EQ(labels(log_ticks(0.1, 10000)), "0.1 1 10 100 1,000 10,000");
  EXPECT_EQ(labels(log_ticks(1.1, 1.4)), labels(linear_ticks(1.1, 1.4)));
}

TEST(Ticks, ExtremesEnd) {
  EXPECT_LE(linear_ticks(-1e300, 1e300).size(), 12u);
  EXPECT_LE(log_ticks(1e-300, 1e300).size(), 12u);
  EXPECT_LE(linear_ticks(1e15, 1e15 + 1).size(), 12u);
  EXPECT_LE(linear_ticks(0, 5e-324).size(), 12u);
  for (const auto& [low, high] :
       {std::pair<double, double>{1, 1}, {2, 1}, {NAN, 1}, {0, INFINITY}}) {
    EXPECT_EQ(test::error_code_of([&] { (void)linear_ticks(low, high); }), ErrorCode::kNumeric);
  }
  EXPECT_EQ(test::error_code_of([] { (void)log_ticks(0, 1); }), ErrorCode::kNumeric);
}

TEST(AxisMap, PlacesAreExact) {
  Axis axis;
  axis.low = 0;
  axis.high = 10;
  const AxisMap map(axis, 3, 4, 100, 300);
  EXPECT_DOUBLE_EQ(map(0), 100);
  EXPECT_DOUBLE_EQ(map(2.5), 150);
  EXPECT_DOUBLE_EQ(map(10), 300);
  axis.low = 1;
  axis.high = 100;
  axis.scale = Scale::kLog;
  const AxisMap log_map(axis, 3, 4, 0, 200);
  EXPECT_DOUBLE_EQ(log_map(10), 100);
  EXPECT_FALSE(log_map.can_show(0));
  EXPECT_FALSE(log_map.can_show(std::nan("")));
}

TEST(AxisMap, LimitsFromData) {
  const AxisMap map({}, 0, 100, 0, 1);
  EXPECT_DOUBLE_EQ(map.low(), -4);
  EXPECT_DOUBLE_EQ(map.high(), 104);
  const AxisMap constant({}, 5, 5, 0, 1);
  EXPECT_LT(constant.low(), 5);
  EXPECT_GT(constant.high(), 5);
  const AxisMap nothing({}, INFINITY, -INFINITY, 0, 1);
  EXPECT_LT(nothing.low(), nothing.high());
  Axis below;
  below.high = -1;  // all data above it
  EXPECT_LT(AxisMap(below, 3, 4, 0, 1).low(), -1);
}

TEST(PrettyNumber, GroupsAndSigns) {
  EXPECT_EQ(pretty_number(1234567.84, 1), "1,234,567.8");
  EXPECT_EQ(pretty_number(-0.5, 1),
            "\xE2\x88\x92"
            "0.5");
  EXPECT_EQ(pretty_number(-0.01, 1), "0.0");
  EXPECT_EQ(pretty_count(999), "999");
  EXPECT_EQ(pretty_count(1000), "1,000");
}

}  // namespace
}  // namespace chordae::chart
