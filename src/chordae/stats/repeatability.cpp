#include "chordae/stats/repeatability.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {

std::optional<Repeatability> compute_repeatability_chi_squared(std::span<const double> values,
                                                               Subjects subjects, double level) {
  check_same_size(values.size(), subjects.size(), "values and subjects");
  check_finite(values, "value");
  check_level(level);
  auto groups = compute_moments_by_subject(values, subjects);
  std::erase_if(groups, [](const Moments& g) { return g.count < 2; });
  if (groups.empty()) return std::nullopt;

  Repeatability result{.subjects = groups.size()};
  double squares = 0;
  std::vector<double> relative;
  for (const Moments& g : groups) {
    squares += g.squares;
    result.degrees_of_freedom += static_cast<double>(g.count - 1);
    const double variation = std::sqrt(g.variance()) / g.mean;
    if (g.mean > 0) relative.push_back(variation * variation);
  }
  const double df = result.degrees_of_freedom, p = 0.5 + level / 2;
  const Estimate sd{std::sqrt(squares / df),
                    {std::sqrt(squares / chi_squared_quantile(p, df)),
                     std::sqrt(squares / chi_squared_quantile(1 - p, df))}};
  // 0.95 whatever `level`: the coefficient's own share of differences, BMJ 1996; 313:744.
  const double factor = normal_quantile(0.975) * std::sqrt(2.0);
  result.within_subject_sd = sd;
  result.repeatability_coefficient = {factor * sd.value,
                                      {factor * sd.interval.low, factor * sd.interval.high}};

  if (relative.size() < groups.size()) return result;
  const Moments m = compute_moments(relative);
  result.coefficient_of_variation = std::sqrt(m.mean);
  if (m.count >= 2) {
    const double half = normal_quantile(p) * std::sqrt(m.variance() / static_cast<double>(m.count));
    result.coefficient_of_variation_interval =
        Interval{std::sqrt(std::max(0.0, m.mean - half)), std::sqrt(m.mean + half)};
  }
  return result;
}

}  // namespace chordae::stats
