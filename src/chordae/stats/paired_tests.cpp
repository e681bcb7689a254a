#include "chordae/stats/paired_tests.h"

#include <algorithm>
#include <cmath>

#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {
namespace {

MeanDifference t_test(double difference, double error, double df, double level) {
  const double half = student_t_quantile(0.5 + level / 2, df) * error, t = difference / error;
  return {.difference = {difference, {difference - half, difference + half}},
          .test = {t, df, student_t_two_sided(t, df)}};
}

}  // namespace

std::optional<MeanDifference> compute_paired_t(std::span<const double> a, std::span<const double> b,
                                               double level) {
  const Moments m = compute_moments(compute_differences(a, b));
  check_level(level);
  const double n = static_cast<double>(m.count);
  if (m.count < 2 || is_rounding(m.squares, n, a, b)) return std::nullopt;
  return t_test(m.mean, std::sqrt(m.variance() / n), n - 1, level);
}

std::optional<MeanDifference> compute_welch_t(std::span<const double> a, std::span<const double> b,
                                              double level) {
  check_finite(a, "first sample");
  check_finite(b, "second sample");
  check_level(level);
  const Moments ma = compute_moments(a), mb = compute_moments(b);
  const double na = static_cast<double>(ma.count), nb = static_cast<double>(mb.count);
  if (ma.count < 2 || mb.count < 2) return std::nullopt;
  if (is_rounding(ma.squares, na, a, a) && is_rounding(mb.squares, nb, b, b)) return std::nullopt;
  const double va = ma.variance() / na, vb = mb.variance() / nb;
  // By the share of a in the variance: squares of variances soon leave a double's range.
  const double share = va / (va + vb), other = vb / (va + vb);
  const double df = 1 / (share * share / (na - 1) + other * other / (nb - 1));
  return t_test(ma.mean - mb.mean, std::sqrt(va + vb), df, level);
}

DiscordantPairs count_discordant(Labels first_right, Labels second_right) {
  check_same_size(first_right.size(), second_right.size(), "the two classifiers");
  check_labels(first_right, "first");
  check_labels(second_right, "second");
  DiscordantPairs pairs;
  for (std::size_t i = 0; i < first_right.size(); ++i) {
    pairs.only_first += first_right[i] > second_right[i];
    pairs.only_second += first_right[i] < second_right[i];
  }
  return pairs;
}

Test compute_mcnemar_exact(const DiscordantPairs& pairs) {
  const double smaller = static_cast<double>(std::min(pairs.only_first, pairs.only_second));
  const double larger = static_cast<double>(std::max(pairs.only_first, pairs.only_second));
  // P(X <= smaller) of a binomial is an incomplete beta; where the counts are equal twice
  // exceeds 1.
  const double p = larger == smaller ? 1 : 2 * beta_cdf(0.5, larger, smaller + 1);
  return {.statistic = smaller, .p = std::min(1.0, p)};
}

std::optional<Test> compute_mcnemar_chi_squared(const DiscordantPairs& pairs, bool continuity) {
  const double b = static_cast<double>(pairs.only_first);
  const double c = static_cast<double>(pairs.only_second);
  if (b + c == 0) return std::nullopt;
  const double apart = std::max(0.0, std::abs(b - c) - (continuity ? 1 : 0));
  const double statistic = apart * apart / (b + c);
  return Test{statistic, 1, chi_squared_upper(statistic, 1)};
}

}  // namespace chordae::stats
