#include "chordae/stats/quantile.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae::stats {

double compute_quantile(std::span<const double> sorted, double share) {
  if (sorted.empty() || !(share >= 0 && share <= 1)) {
    throw Error(ErrorCode::kUsage, "a quantile needs values and a share of 0 to 1");
  }
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace chordae::stats
