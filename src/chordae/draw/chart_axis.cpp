#include "chordae/draw/chart_axis.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::chart {
namespace {

constexpr double kRoom = 0.04;  // of the data's range, on either side

/// As few decimals as tell multiples of `step` apart.
int decimals_of(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
}

/// The 1, 2 or 5 x 10^k nearest above a `target`-th of the range.
double nice_step(double range, int target) {
  const double rough = range / std::max(1, target);
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  const double share = rough / decade;
  return decade * (share <= 1.5 ? 1 : share <= 3.5 ? 2 : share <= 7.5 ? 5 : 10);
}

std::string tick_label(double value, double step) {
  const double size = std::max(std::abs(value), step);
  if (size < 1e7 && step >= 1e-5) return pretty_number(value, decimals_of(step));
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 4);
  return std::string(buffer, end.ptr);
}

void check_limits(double low, double high, bool is_positive) {
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high) || (is_positive && low <= 0)) {
    throw Error(ErrorCode::kNumeric,
                cat("an axis from ", shortest(low), " to ", shortest(high), " cannot be drawn"));
  }
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int target) {
  check_limits(low, high, false);
  const double step = nice_step(high - low, target);
  if (!(step > 0) || !std::isfinite(step)) return {};
  std::vector<Tick> ticks;
  const double slack = 1e-9 * (high - low);
  // Far from zero a step can be lost in the rounding of its multiples: there are no such ticks.
  if (std::max(std::abs(low), std::abs(high)) / step > 1e12) return {};
  for (double i = std::ceil((low - slack) / step); i * step <= high + slack; ++i) {
    const double value = i == 0 ? 0 : i * step;
    ticks.push_back({value, tick_label(value, step)});
  }
  return ticks;
}

std::vector<Tick> log_ticks(double low, double high) {
  check_limits(low, high, true);
  std::vector<Tick> decades, fine;
  constexpr double kSlack = 1e-9;
  for (double k = std::floor(std::log10(low)); k <= std::ceil(std::log10(high)); ++k) {
    for (const double m : {1.0, 2.0, 5.0}) {
      const double value = m * std::pow(10.0, k);
      if (value < low * (1 - kSlack) || value > high * (1 + kSlack)) continue;
      fine.push_back({value, tick_label(value, value)});
      if (m == 1) decades.push_back(fine.back());
    }
  }
  if (decades.size() > 3) {
    std::vector<Tick> kept;
    const std::size_t stride = (decades.size() + 5) / 6;
    for (std::size_t i = 0; i < decades.size(); i += stride) kept.push_back(decades[i]);
    return kept;
  }
  return fine.size() > 1 ? fine : linear_ticks(low, high);
}

AxisMap::AxisMap(const Axis& axis, double least, double most, double from, double to)
    : scale_(axis.scale), from_(from), to_(to) {
  const bool is_log = scale_ == Scale::kLog;
  if (!axis.categories.empty()) {
    low_ = -0.5;
    high_ = static_cast<double>(axis.categories.size()) - 0.5;
    for (std::size_t i = 0; i < axis.categories.size(); ++i) {
      ticks_.push_back({static_cast<double>(i), axis.categories[i]});
    }
    return;
  }
  if (!(least <= most)) least = is_log ? 1 : 0, most = is_log ? 10 : 1;
  if (least == most) {
    const double half = is_log ? 0 : std::max(0.5, std::abs(least) * 0.1);
    least = is_log ? least / 2 : least - half;
    most = is_log ? most * 2 : most + half;
  }
  const double room = is_log ? std::pow(most / least, kRoom) : kRoom * (most - least);
  low_ = axis.low.value_or(is_log ? least / room : least - room);
  high_ = axis.high.value_or(is_log ? most * room : most + room);
  // One limit is given and all data lie beyond it.
  if (axis.low && !axis.high && high_ <= low_) high_ = is_log ? low_ * 10 : low_ + 1;
  if (axis.high && !axis.low && high_ <= low_) low_ = is_log ? high_ / 10 : high_ - 1;
  check_limits(low_, high_, is_log);
  if (!axis.bare) ticks_ = is_log ? log_ticks(low_, high_) : linear_ticks(low_, high_);
}

double AxisMap::operator()(double value) const {
  const double share = scale_ == Scale::kLog ? std::log(value / low_) / std::log(high_ / low_)
                                             : (value - low_) / (high_ - low_);
  constexpr double kFar = 1e4;  // plots away: a line's direction no longer shows the difference
  return from_ + std::clamp(share, -kFar, kFar) * (to_ - from_);
}

bool AxisMap::can_show(double value) const {
  return std::isfinite(value) && (scale_ == Scale::kLinear || value > 0);
}

std::string pretty_number(double value, int decimals) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(value),
                                 std::chars_format::fixed, decimals);
  std::string digits(buffer, end.ptr);
  const bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
  const auto whole = std::min(digits.find('.'), digits.size());
  for (std::size_t at = whole; at > 3; at -= 3) digits.insert(at - 3, ",");
  return (value < 0 && !is_zero ? "\xE2\x88\x92" : "") + digits;
}

std::string pretty_count(std::size_t count) { return pretty_number(static_cast<double>(count), 0); }

}  // namespace chordae::chart
