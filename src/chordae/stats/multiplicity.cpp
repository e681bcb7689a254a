#include "chordae/stats/multiplicity.h"

#include <algorithm>
#include <numeric>

#include "chordae/stats/checks.h"

namespace chordae::stats {
namespace {

std::vector<std::size_t> rising_order(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

std::vector<double> compute_bonferroni(std::span<const double> p) {
  check_probabilities(p, "p-value");
  std::vector<double> adjusted(p.size());
  for (std::size_t i = 0; i < p.size(); ++i)
    adjusted[i] = std::min(1.0, static_cast<double>(p.size()) * p[i]);
  return adjusted;
}

std::vector<double> compute_holm(std::span<const double> p) {
  check_probabilities(p, "p-value");
  const auto order = rising_order(p);
  std::vector<double> adjusted(p.size());
  double running = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    running = std::max(running, static_cast<double>(order.size() - i) * p[order[i]]);
    adjusted[order[i]] = std::min(1.0, running);
  }
  return adjusted;
}

std::vector<double> compute_benjamini_hochberg(std::span<const double> p) {
  check_probabilities(p, "p-value");
  const auto order = rising_order(p);
  const double m = static_cast<double>(p.size());
  std::vector<double> adjusted(p.size());
  double running = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    running = std::min(running, m * p[order[i]] / static_cast<double>(i + 1));
    adjusted[order[i]] = running;
  }
  return adjusted;
}

}  // namespace chordae::stats
