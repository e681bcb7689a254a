#pragma once
// Percentiles of pixel values, for grey windows and intensity scaling.

#include <vector>

namespace chordae {

struct PercentileRange {
  float low = 0, high = 0;
};

/// The two percentiles of `values` by linear interpolation between neighbours (numpy's default).
/// Values that are not finite are left out; both are 0 if none is left.
/// Units   percent, 0 to 100. Errors kNumeric outside, or low over high
PercentileRange compute_percentile_range(std::vector<float> values, double low_percent,
                                         double high_percent);

}  // namespace chordae
