#include "chordae/stats/ranks.h"

#include <algorithm>
#include <numeric>

namespace chordae::stats {

Ranks compute_midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Ranks ranks{.values = std::vector<double>(values.size())};
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t i = begin; i < end; ++i) ranks.values[order[i]] = rank;
    const double ties = static_cast<double>(end - begin);
    ranks.tie_sum += ties * ties * ties - ties;
  }
  return ranks;
}

}  // namespace chordae::stats
