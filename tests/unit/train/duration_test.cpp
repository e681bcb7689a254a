#include "chordae/train/duration.h"

#include <gtest/gtest.h>

#include "chordae/train/schedule.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Unit = Duration::Unit;

TEST(Duration, UnitsAreRead) {
  const auto check = [](const char* text, Unit unit, double amount) {
    const Duration d = parse_duration(text, "length");
    EXPECT_EQ(d.unit, unit) << text;
    EXPECT_EQ(d.amount, amount) << text;
  };
  check("600e", Unit::kEpochs, 600);
  check("0.5e", Unit::kEpochs, 0.5);
  check("124200u", Unit::kUpdates, 124200);
  check(" 2h ", Unit::kSeconds, 7200);
  check("1.5h", Unit::kSeconds, 5400);
  check("90m", Unit::kSeconds, 5400);
  check("30s", Unit::kSeconds, 30);
}

TEST(Duration, WhatIsNoDurationIsNamed) {
  for (const char* text :
       {"", "u", "600", "5x", "-3u", "1.5u", "nanh", "infs", "2h30m", "e5", "1e3"})
    EXPECT_EQ(test::error_code_of([&] { parse_duration(text, "length"); }), ErrorCode::kConfig)
        << text;
  const std::string message = test::error_text_of([] { parse_duration("12", "warmup"); });
  EXPECT_NE(message.find("warmup"), std::string::npos) << message;
  EXPECT_NE(message.find("5000u"), std::string::npos) << message;
}

TEST(Duration, SharesAreExactAtTheEnd) {
  // 3 epochs of 10 batches, three batches an update: 10 updates.
  const Duration epochs{Unit::kEpochs, 3};
  EXPECT_EQ(share_of(epochs, {.updates = 10, .accumulate = 3, .batches_per_epoch = 10}), 1.0);
  EXPECT_LT(share_of(epochs, {.updates = 9, .accumulate = 3, .batches_per_epoch = 10}), 1.0);
  EXPECT_EQ(share_of({Unit::kUpdates, 8}, {.updates = 2}), 0.25);
  EXPECT_EQ(share_of({Unit::kSeconds, 8}, {.updates = 2, .seconds = 4}), 0.5);
  EXPECT_EQ(test::error_code_of([&] { share_of(epochs, {.updates = 1}); }), ErrorCode::kConfig);
}

TEST(Schedule, ByHand) {
  const Duration length{Unit::kUpdates, 12};
  const Schedule cosine({.kind = "cosine", .warmup = "4u", .final_factor = 0.2}, length);
  const auto at = [](const Schedule& s, std::int64_t update) {
    return s.factor({.updates = update});
  };
  EXPECT_EQ(at(cosine, 0), 0.25);
  EXPECT_EQ(at(cosine, 3), 1.0);
  EXPECT_EQ(at(cosine, 4), 1.0);
  EXPECT_NEAR(at(cosine, 8), 0.6, 1e-15);  // half way: the mean of 1 and 0.2
  EXPECT_NEAR(at(cosine, 12), 0.2, 1e-15);
  EXPECT_NEAR(at(cosine, 99), 0.2, 1e-15);  // an update beyond the end of a run

  const Schedule step({.kind = "step", .step_at = {0.5, 0.75}, .step_factor = 0.1}, length);
  EXPECT_EQ(at(step, 5), 1.0);
  EXPECT_NEAR(at(step, 6), 0.1, 1e-15);
  EXPECT_NEAR(at(step, 9), 0.01, 1e-15);

  const Schedule constant({.kind = "constant", .warmup = "2u"}, length);
  EXPECT_EQ(at(constant, 0), 0.5);
  EXPECT_EQ(at(constant, 11), 1.0);
}

TEST(Schedule, ClocksAreNotMixed) {
  const auto make = [](const char* warmup, const char* length) {
    return test::error_code_of(
        [&] { Schedule({.warmup = warmup}, parse_duration(length, "length")); });
  };
  EXPECT_EQ(make("100u", "2h"), ErrorCode::kConfig);
  EXPECT_EQ(make("1m", "100u"), ErrorCode::kConfig);
  EXPECT_EQ(make("200u", "100u"), ErrorCode::kConfig);
  EXPECT_EQ(make("0u", "0u"), ErrorCode::kConfig);
  EXPECT_NO_THROW(Schedule({.warmup = "1e"}, {Unit::kUpdates, 100}));
}

}  // namespace
}  // namespace chordae
