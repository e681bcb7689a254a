#include "chordae/stats/sample_size.h"

#include <cmath>
#include <functional>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/distributions.h"

namespace chordae::stats {
namespace {

constexpr std::size_t kLargest = 1'000'000'000;

void require(bool holds, std::string_view what) {
  if (!holds) throw Error(ErrorCode::kUsage, cat("sample size: ", what));
}

/// The smallest n from `from` on whose width is at most `wished`; widths fall with n.
std::size_t smallest(std::size_t from, double wished, const std::function<double(double)>& width) {
  require(wished > 0 && std::isfinite(wished), "the wished width is positive and finite");
  const auto fits = [&](std::size_t n) { return width(static_cast<double>(n)) <= wished; };
  std::size_t high = from;
  while (!fits(high)) {
    require(high < kLargest, cat("more than ", kLargest, " are needed for that width"));
    high *= 2;
  }
  std::size_t low = high == from ? from : high / 2;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (fits(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

double z_of(double level) { return normal_quantile(0.5 + level / 2); }

TwoClasses smallest_classes(double auc, double wished, double ratio, double level,
                            double (*error)(double, double, double)) {
  check_level(level);
  require(auc > 0 && auc < 1, "an AUC to plan with lies inside 0 to 1");
  require(ratio > 0 && std::isfinite(ratio), "negatives a positive: positive and finite");
  const auto negatives = [&](double positives) { return std::ceil(positives * ratio); };
  const std::size_t positives =
      smallest(1, wished, [&](double n) { return 2 * z_of(level) * error(auc, n, negatives(n)); });
  return {positives, static_cast<std::size_t>(negatives(static_cast<double>(positives)))};
}

}  // namespace

std::size_t compute_sample_size_proportion_wilson(double proportion, double width, double level) {
  check_level(level);
  require(proportion >= 0 && proportion <= 1, "a proportion lies in 0 to 1");
  const double z2 = z_of(level) * z_of(level);
  return smallest(1, width, [&](double n) {
    const double spread = proportion * (1 - proportion) / n + z2 / (4 * n * n);
    return 2 * std::sqrt(z2 * spread) / (1 + z2 / n);
  });
}

std::size_t compute_sample_size_mean_t(double sd, double width, double level) {
  check_level(level);
  require(sd > 0 && std::isfinite(sd), "an SD is positive and finite");
  return smallest(2, width, [&](double n) {
    return 2 * student_t_quantile(0.5 + level / 2, n - 1) * sd / std::sqrt(n);
  });
}

std::size_t compute_sample_size_limit_of_agreement(double sd, double width, double level,
                                                   double coverage) {
  check_level(level);
  check_level(coverage);
  require(sd > 0 && std::isfinite(sd), "an SD is positive and finite");
  const double z = z_of(coverage);
  return smallest(2, width, [&](double n) {
    return 2 * student_t_quantile(0.5 + level / 2, n - 1) * sd *
           std::sqrt(1 / n + z * z / (2 * (n - 1)));
  });
}

std::size_t compute_sample_size_pearson_fisher(double r, double width, double level) {
  check_level(level);
  require(r > -1 && r < 1, "a correlation to plan with lies inside -1 to 1");
  return smallest(4, width, [&](double n) {
    const double half = z_of(level) / std::sqrt(n - 3);
    return std::tanh(std::atanh(r) + half) - std::tanh(std::atanh(r) - half);
  });
}

double compute_auc_error_hanley_mcneil(double auc, double positives, double negatives) {
  require(auc > 0 && auc < 1, "an AUC to plan with lies inside 0 to 1");
  require(positives > 0 && negatives > 0, "both classes have some");
  const double square = auc * auc;
  const double q1 = auc / (2 - auc), q2 = 2 * square / (1 + auc);
  return std::sqrt(
      (auc * (1 - auc) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square)) /
      (positives * negatives));
}

double compute_auc_error_obuchowski(double auc, double positives, double negatives) {
  require(auc > 0 && auc < 1, "an AUC to plan with lies inside 0 to 1");
  require(positives > 0 && negatives > 0, "both classes have some");
  const double a = 1.414 * normal_quantile(auc), ratio = negatives / positives;
  const double variance = 0.0099 * std::exp(-a * a / 2) * (5 * a * a + 8 + (a * a + 8) / ratio);
  return std::sqrt(variance / positives);
}

TwoClasses compute_sample_size_auc_hanley_mcneil(double auc, double width,
                                                 double negatives_per_positive, double level) {
  return smallest_classes(auc, width, negatives_per_positive, level,
                          compute_auc_error_hanley_mcneil);
}

TwoClasses compute_sample_size_auc_obuchowski(double auc, double width,
                                              double negatives_per_positive, double level) {
  return smallest_classes(auc, width, negatives_per_positive, level, compute_auc_error_obuchowski);
}

}  // namespace chordae::stats
