#include "chordae/stats/linear_probe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/softmax_regression.h"

namespace chordae::stats {
namespace {

std::vector<std::size_t> fold_sizes(std::span<const std::size_t> folds) {
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] >= folds.size()) {
      throw Error(ErrorCode::kUsage, cat("fold at row ", i, " (from 0) is ", folds[i], " with ",
                                         folds.size(), " rows"));
    }
    if (folds[i] >= sizes.size()) sizes.resize(folds[i] + 1);
    ++sizes[folds[i]];
  }
  if (sizes.size() < 2)
    throw Error(ErrorCode::kUsage, "a cross-validation needs two folds or more");
  for (std::size_t f = 0; f < sizes.size(); ++f) {
    if (sizes[f] == 0) throw Error(ErrorCode::kUsage, cat("fold ", f, " has no rows"));
  }
  return sizes;
}

struct Scaling {
  std::vector<double> mean, sd;

  void apply(std::span<double> row) const {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = (row[k] - mean[k]) / sd[k];
  }
};

/// Divisor n; a column that doesn't vary keeps its unit.
Scaling fit_scaling(const PaddedRows& rows) {
  const auto n = static_cast<double>(rows.rows());
  Scaling scaling{std::vector<double>(rows.columns()), std::vector<double>(rows.columns())};
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t k = 0; k < rows.columns(); ++k) scaling.mean[k] += rows.row(i)[k] / n;
  }
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t k = 0; k < rows.columns(); ++k) {
      const double off = rows.row(i)[k] - scaling.mean[k];
      scaling.sd[k] += off * off / n;
    }
  }
  for (std::size_t k = 0; k < rows.columns(); ++k) {
    // Equal values differ from their mean by rounding only: of relative size 1e-16, in each of n
    // sums.
    const double rounding = 1e-15 * n * std::abs(scaling.mean[k]);
    scaling.sd[k] = std::sqrt(scaling.sd[k]) > rounding ? std::sqrt(scaling.sd[k]) : 1;
  }
  return scaling;
}

/// Predicts the rows of `fold`; whether the fit converged.
bool predict_fold(const PaddedRows& rows, const Groups& groups, std::span<const std::size_t> folds,
                  std::size_t fold, const LinearProbeOptions& options,
                  std::span<std::int64_t> predicted) {
  std::vector<std::size_t> training, held_out;
  for (std::size_t i = 0; i < folds.size(); ++i)
    (folds[i] == fold ? held_out : training).push_back(i);
  std::vector<std::int64_t> labels;
  for (const std::size_t i : training) labels.push_back(groups.labels[groups.of_row[i]]);
  const Groups present = index_groups(labels);
  if (present.labels.size() == 1) {
    for (const std::size_t i : held_out) predicted[i] = present.labels.front();
    return true;
  }
  PaddedRows seen(training.size(), rows.columns());
  for (std::size_t i = 0; i < training.size(); ++i)
    std::ranges::copy(rows.row(training[i]), seen.row(i).begin());
  Scaling scaling{std::vector<double>(rows.columns()), std::vector<double>(rows.columns(), 1.0)};
  if (options.standardise) scaling = fit_scaling(seen);
  for (std::size_t i = 0; i < seen.rows(); ++i) scaling.apply(seen.row(i));
  const SoftmaxModel model = fit_softmax(seen, present.of_row, present.labels.size(), options.c);
  for (const std::size_t i : held_out) {
    std::vector<double> row(rows.row(i).begin(), rows.row(i).end());
    scaling.apply(row);
    predicted[i] = present.labels[model.predict(row)];
  }
  return model.is_converged;
}

}  // namespace

std::vector<std::size_t> make_cluster_folds(GroupLabels clusters, std::size_t count,
                                            const Rng& rng) {
  const Groups groups = index_groups(clusters);
  if (count < 2 || count > groups.sizes.size()) {
    throw Error(ErrorCode::kUsage,
                cat(groups.sizes.size(), " clusters can't be dealt to ", count, " folds"));
  }
  std::vector<std::size_t> order(groups.sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng shuffler = rng.split("cluster folds");
  shuffler.shuffle(std::span(order));
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return groups.sizes[a] > groups.sizes[b]; });
  std::vector<std::size_t> rows_of_fold(count), fold_of_cluster(order.size());
  for (const std::size_t cluster : order) {
    const auto fewest = std::ranges::min_element(rows_of_fold);
    *fewest += groups.sizes[cluster];
    fold_of_cluster[cluster] = static_cast<std::size_t>(fewest - rows_of_fold.begin());
  }
  std::vector<std::size_t> folds;
  for (const std::size_t cluster : groups.of_row) folds.push_back(fold_of_cluster[cluster]);
  return folds;
}

std::optional<LinearProbe> compute_linear_probe(const Matrix& matrix, GroupLabels labels,
                                                std::span<const std::size_t> folds,
                                                const LinearProbeOptions& options) {
  check_matrix(matrix);
  check_same_size(matrix.rows, labels.size(), "embeddings and groups");
  check_same_size(matrix.rows, folds.size(), "embeddings and folds");
  const Groups groups = index_groups(labels);
  if (groups.sizes.size() < 2) return std::nullopt;
  const auto sizes = fold_sizes(folds);

  LinearProbe probe;
  probe.predicted.resize(matrix.rows);
  const PaddedRows rows(matrix);
  std::vector<std::uint8_t> converged(sizes.size());
  parallel_for(static_cast<std::int64_t>(sizes.size()), options.threads, [&](std::int64_t f) {
    const auto fold = static_cast<std::size_t>(f);
    converged[fold] = predict_fold(rows, groups, folds, fold, options, probe.predicted);
  });

  std::vector<double> is_right(matrix.rows);
  probe.fold_accuracy.resize(sizes.size());
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    is_right[i] = probe.predicted[i] == labels[i] ? 1 : 0;
    probe.accuracy += is_right[i];
    probe.fold_accuracy[folds[i]] += is_right[i];
  }
  probe.accuracy /= static_cast<double>(matrix.rows);
  for (std::size_t f = 0; f < sizes.size(); ++f)
    probe.fold_accuracy[f] /= static_cast<double>(sizes[f]);
  probe.balanced_accuracy = compute_macro_mean(is_right, groups);
  probe.majority_share = static_cast<double>(*std::ranges::max_element(groups.sizes)) /
                         static_cast<double>(matrix.rows);
  probe.unconverged_folds = static_cast<std::size_t>(std::ranges::count(converged, 0));
  return probe;
}

}  // namespace chordae::stats
