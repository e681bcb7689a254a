#include "chordae/stats/pca.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/row_pairs.h"
#include "chordae/stats/symmetric_eigen.h"

namespace chordae::stats {
namespace {

std::vector<double> compute_means(const PaddedRows& rows) {
  std::vector<double> means(rows.columns());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t k = 0; k < means.size(); ++k) means[k] += rows.row(i)[k];
  }
  for (double& mean : means) mean /= static_cast<double>(rows.rows());
  return means;
}

std::vector<double> compute_covariance(const PaddedRows& centred, int threads) {
  constexpr std::size_t kRowsAtOnce = 16;
  const PaddedRows features = centred.transposed();
  const std::size_t width = features.rows();
  std::vector<double> covariance(width * width);
  parallel_for(static_cast<std::int64_t>((width + kRowsAtOnce - 1) / kRowsAtOnce), threads,
               [&](std::int64_t block) {
                 const std::size_t first = static_cast<std::size_t>(block) * kRowsAtOnce;
                 const std::size_t count = std::min(kRowsAtOnce, width - first);
                 compute_dots({features, first, count}, {features, 0, width},
                              std::span(covariance).subspan(first * width, count * width));
               });
  for (double& c : covariance) c /= static_cast<double>(centred.rows() - 1);
  return covariance;
}

void fix_sign(std::span<double> component) {
  const auto largest = std::ranges::max_element(
      component, [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest < 0) {
    for (double& x : component) x = -x;
  }
}

}  // namespace

std::optional<Pca> compute_pca(const Matrix& matrix, std::size_t count, int threads) {
  check_matrix(matrix);
  return compute_pca(PaddedRows(matrix), count, threads);
}

std::optional<Pca> compute_pca(PaddedRows rows, std::size_t count, int threads) {
  const std::size_t n = rows.rows(), width = rows.columns();
  if (count < 1 || count > std::min(n, width)) {
    throw Error(ErrorCode::kUsage, cat(n, " embeddings of width ", width, " have 1 to ",
                                       std::min(n, width), " principal components, not ", count));
  }
  if (n < 2) return std::nullopt;
  Pca pca;
  pca.mean = compute_means(rows);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < width; ++k) rows.row(i)[k] -= pca.mean[k];
  }
  const auto covariance = compute_covariance(rows, threads);
  double total = 0;
  for (std::size_t k = 0; k < width; ++k) total += covariance[k * width + k];
  const SymmetricEigen eigen = compute_symmetric_eigen(covariance, width);

  // A mean is off by rounding of the values' size: equal rows have no variance beyond that.
  double largest_mean = 0;
  for (const double mean : pca.mean) largest_mean = std::max(largest_mean, std::abs(mean));
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const double rounding = static_cast<double>(width) * kEpsilon *
                          std::max(eigen.values.front(), kEpsilon * largest_mean * largest_mean);
  while (pca.count() < count && eigen.values[pca.count()] > rounding) {
    const std::size_t c = pca.count();
    pca.variances.push_back(eigen.values[c]);
    pca.variance_shares.push_back(eigen.values[c] / total);
    const auto vector = std::span<const double>(eigen.vectors).subspan(c * width, width);
    pca.components.insert(pca.components.end(), vector.begin(), vector.end());
    fix_sign(std::span(pca.components).subspan(c * width, width));
  }
  if (pca.count() == 0) return std::nullopt;

  pca.scores.resize(n * pca.count());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < pca.count(); ++c) {
      double score = 0;
      for (std::size_t k = 0; k < width; ++k)
        score += rows.row(i)[k] * pca.components[c * width + k];
      pca.scores[i * pca.count() + c] = score;
    }
  }
  return pca;
}

}  // namespace chordae::stats
