#include "chordae/stats/icc.h"

#include <cmath>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {
namespace {

struct MeanSquares {
  double n = 0, k = 0;
  double between = 0, within = 0, raters = 0, residual = 0;
};

MeanSquares two_way_anova(std::span<const double> ratings, std::size_t raters) {
  const std::size_t subjects = ratings.size() / raters;
  std::vector<double> row_means(subjects), column(subjects), column_means(raters);
  double within = 0;
  for (std::size_t i = 0; i < subjects; ++i) {
    const Moments row = compute_moments(ratings.subspan(i * raters, raters));
    row_means[i] = row.mean;
    within += row.squares;
  }
  for (std::size_t j = 0; j < raters; ++j) {
    for (std::size_t i = 0; i < subjects; ++i) column[i] = ratings[i * raters + j];
    column_means[j] = compute_moments(column).mean;
  }
  const double grand = compute_moments(column_means).mean;
  // Summed from residuals: W - J as a difference would leave rounding where agreement is perfect.
  double residual = 0;
  for (std::size_t i = 0; i < subjects; ++i) {
    for (std::size_t j = 0; j < raters; ++j) {
      const double e = (ratings[i * raters + j] - row_means[i]) - (column_means[j] - grand);
      residual += e * e;
    }
  }
  const double n = static_cast<double>(subjects), k = static_cast<double>(raters);
  return {.n = n,
          .k = k,
          .between = k * compute_moments(row_means).squares / (n - 1),
          .within = within / (n * (k - 1)),
          .raters = n * compute_moments(column_means).squares / (k - 1),
          .residual = residual / ((n - 1) * (k - 1))};
}

std::optional<Icc> ratio(double numerator, double denominator) {
  if (!(denominator > 0)) return std::nullopt;
  return Icc{.value = numerator / denominator};
}

/// ICC(1,.) and (3,.): the interval of F = B / error, carried over.
struct RatioPair {
  std::optional<Icc> single, average;
};

RatioPair by_f_ratio(const MeanSquares& m, double error, double error_df, double level) {
  RatioPair pair{ratio(m.between - error, m.between + (m.k - 1) * error),
                 ratio(m.between - error, m.between)};
  if (!(error > 0 && m.between > 0)) return pair;
  const double f = m.between / error, subjects_df = m.n - 1, p = 0.5 + level / 2;
  const double low = f / f_quantile(p, subjects_df, error_df);
  const double high = f * f_quantile(p, error_df, subjects_df);
  pair.single->interval = Interval{(low - 1) / (low + m.k - 1), (high - 1) / (high + m.k - 1)};
  pair.average->interval = Interval{1 - 1 / low, 1 - 1 / high};
  return pair;
}

/// ICC(2,1): McGraw & Wong's table 7, Satterthwaite's degrees of freedom for the denominator.
std::optional<Interval> agreement_interval(const MeanSquares& m, double icc, double level) {
  if (!(m.residual > 0 && m.between > 0)) return std::nullopt;
  // As shares of the residual: the limits don't depend on units, and nothing overflows.
  const double n = m.n, k = m.k, b = m.between / m.residual, j = m.raters / m.residual;
  const double raters_part = k * icc * j;
  const double residual_part = n * (1 + (k - 1) * icc) - k * icc;
  const double sum = raters_part + residual_part;
  const double df = (n - 1) * (k - 1) * sum * sum /
                    ((n - 1) * raters_part * raters_part + residual_part * residual_part);
  if (!(df > 0)) return std::nullopt;
  const double p = 0.5 + level / 2;
  // With very few degrees of freedom the quantiles are infinite, and the ends are the formula's
  // limits.
  const double low = b / f_quantile(p, n - 1, df), high = b * f_quantile(p, df, n - 1);
  const double others = k * j + (k * n - k - n);
  const auto end = [&](double f) { return std::isinf(f) ? 1 : n * (f - 1) / (others + n * f); };
  return Interval{end(low), end(high)};
}

/// Spearman-Brown: what the mean of k raters gains over one.
double average_of(double single, double k) { return single * k / (1 + single * (k - 1)); }

}  // namespace

IccForms compute_icc_f(std::span<const double> ratings, std::size_t raters, double level) {
  check_finite(ratings, "rating");
  check_level(level);
  if (raters == 0 || ratings.size() % raters != 0) {
    throw Error(ErrorCode::kShape, cat(ratings.size(), " ratings aren't rows of ", raters));
  }
  if (raters < 2 || ratings.size() / raters < 2) return {};

  const MeanSquares m = two_way_anova(ratings, raters);
  const auto& [n, k, b, w, j, e] = m;
  const RatioPair one_way = by_f_ratio(m, w, n * (k - 1), level);
  const RatioPair consistency = by_f_ratio(m, e, (n - 1) * (k - 1), level);
  auto agreement = ratio(b - e, b + (k - 1) * e + k * (j - e) / n);
  auto agreement_average = ratio(b - e, b + (j - e) / n);
  if (agreement) agreement->interval = agreement_interval(m, agreement->value, level);
  if (agreement && agreement->interval && agreement_average) {
    const auto [low, high] = *agreement->interval;
    // At -1 / (k - 1) the mean of k raters has no variance left, and below it a negative one.
    if (1 + low * (k - 1) > 0)
      agreement_average->interval = Interval{average_of(low, k), average_of(high, k)};
  }
  return {one_way.single,  agreement,         consistency.single,
          one_way.average, agreement_average, consistency.average};
}

}  // namespace chordae::stats
