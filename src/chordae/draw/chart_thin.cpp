#include "chordae/draw/chart_thin.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_set>
#include <utility>

namespace chordae::chart {
namespace {

double squared(double v) { return v * v; }

/// Squared distance to the segment a-b.
double squared_distance(Place p, Place a, Place b) {
  const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  const double t =
      length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0.0;
  return squared(p.x - a.x - t * dx) + squared(p.y - a.y - t * dy);
}

/// Leaves out what lies within `tolerance` of the last kept: a long line costs no more than a
/// short.
std::vector<Place> without_crowding(const std::vector<Place>& line, double tolerance) {
  std::vector<Place> kept;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0 && i + 1 < line.size() &&
        squared(line[i].x - kept.back().x) + squared(line[i].y - kept.back().y) <
            squared(tolerance)) {
      continue;
    }
    kept.push_back(line[i]);
  }
  return kept;
}

std::vector<Place> douglas_peucker(const std::vector<Place>& line, double tolerance) {
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> todo = {{0, line.size() - 1}};
  while (!todo.empty()) {
    const auto [first, last] = todo.back();
    todo.pop_back();
    double most = squared(tolerance);
    std::size_t farthest = first;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double d = squared_distance(line[i], line[first], line[last]);
      if (d > most) most = d, farthest = i;
    }
    if (farthest == first) continue;
    keep[farthest] = true;
    todo.push_back({first, farthest});
    todo.push_back({farthest, last});
  }
  std::vector<Place> kept;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i]) kept.push_back(line[i]);
  }
  return kept;
}

}  // namespace

std::vector<Place> simplify_line(std::vector<Place> line, double tolerance, std::size_t most) {
  if (line.size() < 3) return line;
  for (;; tolerance *= 2) {
    // Half the tolerance each, so that both together stay within it.
    line = douglas_peucker(without_crowding(line, tolerance / 2), tolerance / 2);
    if (line.size() <= std::max<std::size_t>(2, most)) return line;
  }
}

std::vector<HexagonCount> count_in_hexagons(const std::vector<Place>& places, double radius) {
  // Two rectangular lattices, the second in the gaps of the first: the nearer centre has the point.
  const double dx = radius * std::sqrt(3.0), dy = radius * 3;
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> counts;  // (half rows, half columns)
  for (const Place& p : places) {
    const auto row = std::llround(p.y / dy), column = std::llround(p.x / dx);
    const auto row2 = std::llround(p.y / dy - 0.5), column2 = std::llround(p.x / dx - 0.5);
    const auto r = static_cast<double>(row), c = static_cast<double>(column),
               r2 = static_cast<double>(row2) + 0.5, c2 = static_cast<double>(column2) + 0.5;
    const bool is_first = squared(p.x - c * dx) + squared(p.y - r * dy) <=
                          squared(p.x - c2 * dx) + squared(p.y - r2 * dy);
    ++counts[is_first ? std::pair{2 * row, 2 * column} : std::pair{2 * row2 + 1, 2 * column2 + 1}];
  }
  std::vector<HexagonCount> out;
  for (const auto& [at, count] : counts) {
    out.push_back(
        {{static_cast<double>(at.second) * dx / 2, static_cast<double>(at.first) * dy / 2}, count});
  }
  return out;
}

std::vector<Place> keep_one_a_cell(const std::vector<Place>& places, double cell) {
  std::unordered_set<std::int64_t> seen;
  std::vector<Place> kept;
  for (const Place& p : places) {
    const auto row = static_cast<std::int64_t>(std::floor(p.y / cell)),
               column = static_cast<std::int64_t>(std::floor(p.x / cell));
    if (seen.insert((row << 32) ^ (column & 0xFFFFFFFF)).second) kept.push_back(p);
  }
  return kept;
}

}  // namespace chordae::chart
