#pragma once
// What an estimate is reported as. Plain structs that every file of the room shares.

namespace chordae::stats {

struct Interval {
  double low = 0, high = 0;
};

struct Estimate {
  double value = 0;
  Interval interval;
};

/// A test: its statistic, degrees of freedom where it has some (else 0), two-sided p unless named
/// otherwise.
struct Test {
  double statistic = 0;
  double degrees_of_freedom = 0;
  double p = 1;
};

}  // namespace chordae::stats
