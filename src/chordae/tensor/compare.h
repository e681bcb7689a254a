#pragma once
// How far two tensors are apart: the measure behind every parity test.

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "chordae/tensor/convert.h"

namespace chordae {

struct Comparison {
  std::int64_t count = 0;
  double max_abs = 0;                 ///< max |a - e|
  double max_value = 0;               ///< max |e|
  double p50 = 0, p99 = 0, p999 = 0;  ///< percentiles of |a - e|, nearest rank
  bool finite = true;                 ///< neither side holds NaN or infinity
  /// Largest error as a share of the largest expected value: no division by tiny entries.
  double relative() const { return max_value > 0 ? max_abs / max_value : max_abs; }
};

/// Errors  kShape if the shapes differ. In double, on the CPU.
Comparison compare_tensors(const at::Tensor& actual, const at::Tensor& expected);

/// One limit for a set of tensors: |a - e| <= relative * max|e| + absolute, for each tensor.
struct Limit {
  double relative = 0;
  double absolute = 0;
};

struct SetComparison {
  std::size_t tensors = 0;
  std::string worst;       ///< the tensor nearest to, or furthest over, its limit
  double worst_ratio = 0;  ///< its error / its limit: at most 1 passes
  Comparison worst_comparison;
  bool ok() const { return tensors > 0 && worst_ratio <= 1; }
  std::string text() const;
};

/// Compares by name. Errors kModel if the two sets of names differ; kShape as above.
SetComparison compare_sets(const NamedTensors& actual, const NamedTensors& expected,
                           const Limit& limit);

}  // namespace chordae
