#include "chordae/pipeline/finetune_stats.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/regression_errors.h"

namespace chordae {
namespace {

constexpr double kLeastSpread = 2;  // points of SD: below it a slope would be the noise's

double mean_of(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

/// Mean product of the deviations.
double covariance(std::span<const double> x, std::span<const double> y) {
  const double mx = mean_of(x), my = mean_of(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx) * (y[i] - my);
  return sum / static_cast<double>(x.size());
}

}  // namespace

std::vector<std::size_t> assign_folds(std::span<const std::string> patients,
                                      std::span<const double> values, std::size_t folds, Rng rng) {
  struct Patient {
    double sum = 0;
    std::vector<std::size_t> cases;
  };
  std::map<std::string, Patient> by_name;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    Patient& p = by_name[patients[i]];
    p.sum += values[i];
    p.cases.push_back(i);
  }
  if (folds < 2 || by_name.size() < folds) {
    throw Error(ErrorCode::kUsage,
                cat(by_name.size(), " patients cannot be left out in ", folds, " groups"));
  }
  std::vector<std::pair<double, const Patient*>> order;
  for (const auto& [name, p] : by_name)
    order.emplace_back(p.sum / static_cast<double>(p.cases.size()), &p);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second->cases.front()) < std::tie(b.first, b.second->cases.front());
  });
  std::vector<std::size_t> out(patients.size()), hand(folds);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i % folds == 0) {
      std::iota(hand.begin(), hand.end(), 0);
      rng.shuffle(std::span(hand));
    }
    for (const std::size_t c : order[i].second->cases) out[c] = hand[i % folds];
  }
  return out;
}

Line fit_line(std::span<const double> x, std::span<const double> y) {
  if (x.empty()) throw Error(ErrorCode::kUsage, "a line through nothing");
  const double xx = covariance(x, x), xy = covariance(x, y);
  Line line;
  if (std::sqrt(xx) > kLeastSpread && xy > 0) line.slope = xy / xx;
  line.offset = mean_of(y) - line.slope * mean_of(x);
  return line;
}

Agreement compute_agreement(std::span<const double> predicted, std::span<const double> truth) {
  Agreement a;
  a.cases = truth.size();
  const auto errors = stats::compute_regression_errors(truth, predicted);
  if (!errors) return a;
  a.mean_absolute_error = errors->mae;
  a.bias = errors->bias;
  if (const auto r = stats::compute_pearson_fisher(predicted, truth)) a.r = r->value;
  return a;
}

Gain compute_gain(std::span<const double> a, std::span<const double> b,
                  std::span<const double> truth) {
  Gain gain;
  if (truth.size() < 2) return gain;
  std::vector<double> less;
  for (std::size_t i = 0; i < truth.size(); ++i)
    less.push_back(std::abs(a[i] - truth[i]) - std::abs(b[i] - truth[i]));
  const auto n = static_cast<double>(less.size());
  gain.mean = mean_of(less);
  gain.standard_error = std::sqrt(covariance(less, less) / (n - 1));
  return gain;
}

}  // namespace chordae
