#pragma once
// Principal components of embeddings, from the eigenvectors of their covariance.
// Source   Jolliffe, Principal Component Analysis, 2nd ed. (2002), chapter 1

#include <optional>
#include <vector>

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

struct Pca {
  std::vector<double> mean;             ///< (columns)
  std::vector<double> components;       ///< (count, columns), orthonormal rows
  std::vector<double> variances;        ///< (count) of the rows along each component, divisor n - 1
  std::vector<double> variance_shares;  ///< (count) of the total variance
  std::vector<double> scores;           ///< (rows, count): (row - mean) . component
  std::size_t count() const { return variances.size(); }
};

/// The first `count` components. Each has the sign that makes its entry of largest magnitude
/// positive (the first of equal ones), scikit-learn's convention. Components whose variance is no
/// more than rounding have no direction: fewer than `count` come back. Empty with fewer than two
/// rows or when all rows are equal.
///
/// Errors   kShape; kNumeric: NaN; kUsage unless 1 <= count <= min(rows, columns)
std::optional<Pca> compute_pca(const Matrix& matrix, std::size_t count, int threads = 1);
std::optional<Pca> compute_pca(PaddedRows rows, std::size_t count, int threads = 1);

}  // namespace chordae::stats
