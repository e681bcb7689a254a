#pragma once
// Axes: limits, ticks at round numbers, and the way from data to units of the drawing.

#include <optional>
#include <string>
#include <vector>

namespace chordae::chart {

enum class Scale { kLinear, kLog };

struct Axis {
  std::string title;                ///< with its unit: "Reference LVEF (%)"
  std::optional<double> low, high;  ///< absent: from the data, with a little room
  Scale scale = Scale::kLinear;
  std::vector<std::string> categories;  ///< if any: value i is the i-th, limits -0.5 to size - 0.5
  bool bare = false;                    ///< without ticks: positions mean nothing by themselves
};

struct Tick {
  double value = 0;
  std::string label;
};

/// Multiples of 1, 2 or 5 x 10^k inside [low, high], some `target` of them (Heckbert, Nice numbers
/// for graph labels, Graphics Gems 1990). Errors  kNumeric unless low < high, both finite
std::vector<Tick> linear_ticks(double low, double high, int target = 5);
/// Decades; with 2 and 5 between them where fewer than three decades fit; as linear_ticks where not
/// even two of those do. Errors  kNumeric unless 0 < low < high
std::vector<Tick> log_ticks(double low, double high);

/// Limits in data, ends in drawing units.
class AxisMap {
 public:
  /// `least`, `most`: of the data, used where `axis` names no limit; equal ones are widened.
  /// Errors  kNumeric: limits that are not finite, not in order, or not positive on a log axis
  AxisMap(const Axis& axis, double least, double most, double from, double to);
  double operator()(double value) const;
  /// Has a place on this axis: finite, and positive if the axis is logarithmic.
  bool can_show(double value) const;
  bool is_inside(double value) const { return value >= low_ && value <= high_; }
  double low() const { return low_; }
  double high() const { return high_; }
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  Scale scale_;
  double low_, high_, from_, to_;
  std::vector<Tick> ticks_;
};

/// 1234567.8 with one decimal -> "1,234,567.8"; minus is U+2212.
std::string pretty_number(double value, int decimals);
/// A count: "1,234,567".
std::string pretty_count(std::size_t count);

}  // namespace chordae::chart
