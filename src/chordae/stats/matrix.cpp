#include "chordae/stats/matrix.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::stats {

void check_matrix(const Matrix& matrix, std::string_view name) {
  if (matrix.columns == 0 || matrix.values.size() / matrix.columns != matrix.rows ||
      matrix.values.size() % matrix.columns != 0) {
    throw Error(ErrorCode::kShape, cat(name, ": ", matrix.values.size(), " values are not ",
                                       matrix.rows, " rows x ", matrix.columns, " columns"));
  }
  for (std::size_t i = 0; i < matrix.values.size(); ++i) {
    if (!std::isfinite(matrix.values[i])) {
      throw Error(ErrorCode::kNumeric, cat(name, " at row ", i / matrix.columns, ", column ",
                                           i % matrix.columns, " (from 0) is not a finite number"));
    }
  }
}

Groups index_groups(GroupLabels labels) {
  Groups groups;
  groups.labels.assign(labels.begin(), labels.end());
  std::sort(groups.labels.begin(), groups.labels.end());
  groups.labels.erase(std::unique(groups.labels.begin(), groups.labels.end()), groups.labels.end());
  groups.sizes.resize(groups.labels.size());
  groups.of_row.reserve(labels.size());
  for (const std::int64_t label : labels) {
    const auto found = std::lower_bound(groups.labels.begin(), groups.labels.end(), label);
    groups.of_row.push_back(static_cast<std::size_t>(found - groups.labels.begin()));
    ++groups.sizes[groups.of_row.back()];
  }
  return groups;
}

double compute_macro_mean(std::span<const double> values, const Groups& groups) {
  std::vector<double> sums(groups.sizes.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[groups.of_row[i]] += values[i];
  double mean = 0;
  for (std::size_t g = 0; g < sums.size(); ++g)
    mean += sums[g] / static_cast<double>(groups.sizes[g]);
  return mean / static_cast<double>(sums.size());
}

}  // namespace chordae::stats
