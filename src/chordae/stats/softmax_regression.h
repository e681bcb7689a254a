#pragma once
// Logistic regression with an L2 penalty: multinomial (softmax), and with two classes the ordinary
// binary form. Fitted by Newton's method, its linear systems by conjugate gradients.
// Source   Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed.,
// section 4.4;
//          Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 7.1

#include <span>
#include <vector>

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

struct SoftmaxModel {
  PaddedRows weights;  ///< (classes, columns); with two classes (1, columns), for class 1
  std::vector<double> intercepts;  ///< one a row of weights
  bool is_converged = false;
  int iterations = 0;

  /// The likeliest class; of equal ones the first.
  std::size_t predict(std::span<const double> row) const;
};

/// Minimises c x sum of log losses + |weights|^2 / 2; intercepts carry no penalty and, where only
/// their differences matter, sum to 0. scikit-learn's LogisticRegression(C=c) at its optimum.
///
/// Shapes   rows (n, columns); one class in [0, class_count) a row, class_count >= 2
/// Errors   kShape; kUsage unless c > 0; kNumeric: a class out of range
SoftmaxModel fit_softmax(const PaddedRows& rows, std::span<const std::size_t> classes,
                         std::size_t class_count, double c);

}  // namespace chordae::stats
