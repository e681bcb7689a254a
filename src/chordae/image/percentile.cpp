#include "chordae/image/percentile.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae {
namespace {

float percentile(std::vector<float>& values, double percent) {
  const double place = percent / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  const auto at = values.begin() + below;
  std::nth_element(values.begin(), at, values.end());
  const double fraction = place - static_cast<double>(below);
  if (fraction == 0) return *at;
  const double next = *std::min_element(at + 1, values.end());
  return static_cast<float>(*at + fraction * (next - *at));
}

}  // namespace

PercentileRange compute_percentile_range(std::vector<float> values, double low_percent,
                                         double high_percent) {
  if (!(low_percent >= 0 && low_percent <= high_percent && high_percent <= 100)) {
    throw Error(ErrorCode::kNumeric, "percentiles must be ascending and from 0 to 100");
  }
  std::erase_if(values, [](float x) { return !std::isfinite(x); });
  if (values.empty()) return {};
  return {percentile(values, low_percent), percentile(values, high_percent)};
}

}  // namespace chordae
