// Wrong input is refused with the place that is wrong.
#include "chordae/stats/checks.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "support/test_support.h"

namespace chordae::stats {
namespace {

using test::error_code_of;
using test::error_text_of;

TEST(Checks, SayTheFirstPlace) {
  const std::vector<double> values = {1, 2, std::numeric_limits<double>::quiet_NaN(),
                                      std::numeric_limits<double>::infinity()};
  EXPECT_EQ(error_code_of([&] { check_finite(values, "score"); }), ErrorCode::kNumeric);
  EXPECT_NE(error_text_of([&] { check_finite(values, "score"); }).find("score at row 2"),
            std::string::npos);
  const std::vector<std::uint8_t> labels = {0, 1, 2};
  EXPECT_NE(error_text_of([&] { check_labels(labels); }).find("label at row 2"), std::string::npos);
  EXPECT_NE(error_text_of([&] {
              check_weights(std::vector<double>{1, -1}, 2);
            }).find("weight at row 1"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] { check_weights(std::vector<double>{1}, 2); }), ErrorCode::kShape);
  EXPECT_NO_THROW(check_weights({}, 2));
  EXPECT_NE(error_text_of([&] {
              check_probabilities(std::vector<double>{0, 1, 1.5});
            }).find("row 2"),
            std::string::npos);
  EXPECT_EQ(error_code_of([&] { check_level(1); }), ErrorCode::kUsage);
}

TEST(Checks, WeightsWhoseProductsWouldOverflowOrVanish) {
  for (const double extreme : {1e-200, 1e200}) {
    EXPECT_EQ(error_code_of([&] {
                check_weights(std::vector<double>{1, extreme}, 2);
              }),
              ErrorCode::kNumeric);
  }
  check_weights(std::vector<double>{0, kSmallestWeight, kLargestWeight}, 3);
}

}  // namespace
}  // namespace chordae::stats
