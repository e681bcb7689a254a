#include "chordae/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "chordae/stats/checks.h"

namespace chordae::stats {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v - values[0];
  return values[0] + sum / static_cast<double>(values.size());
}

}  // namespace

Moments compute_moments(std::span<const double> values) {
  if (values.empty()) return {};
  Moments m{.count = values.size(), .mean = mean_of(values)};
  for (const double v : values) m.squares += (v - m.mean) * (v - m.mean);
  check_no_overflow(m.squares, "values");
  return m;
}

CrossMoments compute_cross_moments(std::span<const double> x, std::span<const double> y) {
  if (x.empty()) return {};
  CrossMoments m{.count = x.size(), .mean_x = mean_of(x), .mean_y = mean_of(y)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - m.mean_x, dy = y[i] - m.mean_y;
    m.xx += dx * dx;
    m.yy += dy * dy;
    m.xy += dx * dy;
  }
  check_no_overflow(m.xx, "x");
  check_no_overflow(m.yy, "y");
  return m;
}

std::vector<Moments> compute_moments_by_subject(std::span<const double> values, Subjects subjects) {
  std::map<std::uint32_t, std::vector<double>> by_subject;
  for (std::size_t i = 0; i < values.size(); ++i) by_subject[subjects[i]].push_back(values[i]);
  std::vector<Moments> moments;
  moments.reserve(by_subject.size());
  for (const auto& [id, own] : by_subject) moments.push_back(compute_moments(own));
  return moments;
}

bool is_rounding(double squares, double count, std::span<const double> a,
                 std::span<const double> b) {
  double largest = 0;
  for (const auto side : {a, b})
    for (const double v : side) largest = std::max(largest, std::abs(v));
  const double rounding = 4 * std::numeric_limits<double>::epsilon() * largest;
  return squares <= count * rounding * rounding;
}

std::vector<double> compute_differences(std::span<const double> a, std::span<const double> b) {
  check_same_size(a.size(), b.size(), "pairs");
  check_finite(a, "first of the pair");
  check_finite(b, "second of the pair");
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  check_finite(differences, "difference of the pair");
  return differences;
}

}  // namespace chordae::stats
