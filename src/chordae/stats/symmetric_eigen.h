#pragma once
// All eigenvalues and eigenvectors of a dense symmetric matrix, by Householder tridiagonalisation
// and the implicit QL algorithm. Made for covariances of embeddings (width 512: under a second).
// Source   Golub, Van Loan, Matrix Computations, 4th ed., sections 8.3.1 and 8.3.3;
//          Dubrulle, Martin, Wilkinson, Numer. Math. 12 (1968) 377-383

#include <vector>

namespace chordae::stats {

struct SymmetricEigen {
  std::vector<double> values;   ///< descending
  std::vector<double> vectors;  ///< (n, n): row i belongs to values[i], length 1; sign not defined
};

/// Shapes   matrix (n, n), both triangles filled
/// Errors   kShape; kNumeric: not finite
SymmetricEigen compute_symmetric_eigen(std::vector<double> matrix, std::size_t n);

}  // namespace chordae::stats
