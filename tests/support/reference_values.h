#pragma once
// Numbers of an independent implementation, written by a script under tools/reference and kept in
// tests/data; and the comparison that prints its closest margin.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/test_support.h"

namespace chordae::test {

/// tests/data/stats/NAME.json. Its "made_by" holds script, versions and seed; "cases" the numbers.
/// NaN is null.
inline nlohmann::json reference_values(const std::string& name) {
  std::ifstream file(source_root() / "tests" / "data" / "stats" / (name + ".json"));
  if (!file) throw Error(ErrorCode::kIo, "no reference values " + name);
  return nlohmann::json::parse(file);
}

/// Gathers the largest relative difference of a test and prints it at the end.
class Margin {
 public:
  explicit Margin(std::string name, double limit = 1e-9) : name_(std::move(name)), limit_(limit) {}
  ~Margin() {
    std::cout << name_ << ": " << count_ << " numbers, largest difference " << largest_ << " ("
              << where_ << "), limit " << limit_ << '\n';
    EXPECT_GT(count_, 0u) << name_ << " compared nothing";
  }
  Margin(const Margin&) = delete;

  /// |ours - theirs| <= limit x max(1, |theirs|); p-values and tails: pass `relative` to drop
  /// the 1.
  void compare(double ours, double theirs, const std::string& what, bool relative = false) {
    const double scale = relative ? std::max(std::abs(theirs), std::numeric_limits<double>::min())
                                  : std::max(1.0, std::abs(theirs));
    const double off = std::abs(ours - theirs) / scale;
    ++count_;
    if (!(off <= largest_)) {
      largest_ = off;
      where_ = what;
    }
    EXPECT_LE(off, limit_) << name_ << ", " << what << ": " << ours << " but the reference has "
                           << theirs;
  }

 private:
  std::string name_, where_ = "none";
  double limit_, largest_ = 0;
  std::size_t count_ = 0;
};

}  // namespace chordae::test
