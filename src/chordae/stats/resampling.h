#pragma once
// What is drawn when rows are resampled: whole clusters (a patient's rows stay together), with
// replacement within each stratum. A resample is a count a row, so any statistic with frequency
// weights can be bootstrapped, and rows are sorted once instead of once a resample.
// Source  Davison, Hinkley, Bootstrap Methods and their Application (1997), sections 3.2 (strata)
// and
//         3.8 (clusters: strategy 1, whole clusters).

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/base/rng.h"

namespace chordae::stats {

class SamplingDesign {
 public:
  /// Every row a cluster of its own, one stratum.
  explicit SamplingDesign(std::size_t rows);

  /// Rows of equal `clusters` are drawn together; `strata` keep their number of clusters in every
  /// resample. Empty spans: every row its own cluster; one stratum.
  /// Errors  kShape; kNumeric: a cluster that lies in two strata
  SamplingDesign(std::size_t rows, std::span<const std::int64_t> clusters,
                 std::span<const std::int64_t> strata = {});

  std::size_t rows() const { return cluster_of_row_.size(); }
  std::size_t clusters() const { return stratum_begin_.back(); }
  std::size_t strata() const { return stratum_begin_.size() - 1; }
  /// Clusters of each stratum. Clusters are numbered by stratum, then by first row.
  std::vector<std::size_t> stratum_sizes() const;
  std::size_t cluster_of_row(std::size_t row) const { return cluster_of_row_[row]; }

  /// How often each row is drawn. Shapes  counts (rows)
  void draw(Rng rng, std::span<std::uint32_t> counts) const;
  /// Every row once, but for those of one cluster. Shapes  counts (rows)
  void leave_out(std::size_t cluster, std::span<std::uint32_t> counts) const;

  /// A fold for each row, in [0, folds): clusters stay whole, each stratum is dealt out evenly.
  /// Errors  kUsage unless 2 <= folds <= clusters
  std::vector<std::uint32_t> make_folds(std::uint32_t folds, Rng rng) const;

 private:
  std::vector<std::uint32_t> cluster_of_row_;
  std::vector<std::size_t> stratum_begin_;  ///< first cluster of each stratum, then their number
};

}  // namespace chordae::stats
