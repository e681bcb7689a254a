#include "chordae/stats/adjusted_rand.h"

#include <map>
#include <utility>

#include "chordae/stats/checks.h"

namespace chordae::stats {
namespace {

double pairs_of(std::size_t n) { return static_cast<double>(n) * (static_cast<double>(n) - 1) / 2; }

double pairs_within(const Groups& groups) {
  double pairs = 0;
  for (const std::size_t size : groups.sizes) pairs += pairs_of(size);
  return pairs;
}

}  // namespace

std::optional<double> compute_adjusted_rand(GroupLabels a, GroupLabels b) {
  check_same_size(a.size(), b.size(), "two groupings");
  if (a.size() < 2) return std::nullopt;
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> cells;
  for (std::size_t i = 0; i < a.size(); ++i) ++cells[{a[i], b[i]}];
  double both = 0;
  for (const auto& [cell, size] : cells) both += pairs_of(size);
  const double in_a = pairs_within(index_groups(a)), in_b = pairs_within(index_groups(b));
  const double expected = in_a * in_b / pairs_of(a.size());
  const double possible = (in_a + in_b) / 2 - expected;
  // Zero only if both groupings are trivial in the same way; exact, as counts of pairs are.
  if (in_a == in_b && (in_a == 0 || in_a == pairs_of(a.size()))) return std::nullopt;
  return (both - expected) / possible;
}

}  // namespace chordae::stats
