#include "chordae/stats/resampling.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/stats/checks.h"

namespace chordae::stats {

SamplingDesign::SamplingDesign(std::size_t rows) : SamplingDesign(rows, {}, {}) {}

SamplingDesign::SamplingDesign(std::size_t rows, std::span<const std::int64_t> clusters,
                               std::span<const std::int64_t> strata) {
  if (!clusters.empty()) check_same_size(clusters.size(), rows, "clusters and rows");
  if (!strata.empty()) check_same_size(strata.size(), rows, "strata and rows");
  const auto stratum = [&](std::size_t row) { return strata.empty() ? 0 : strata[row]; };

  cluster_of_row_.resize(rows);
  std::vector<std::size_t> first_rows;  // of each cluster, in order of appearance
  if (clusters.empty()) {
    std::iota(cluster_of_row_.begin(), cluster_of_row_.end(), 0u);
    first_rows.resize(rows);
    std::iota(first_rows.begin(), first_rows.end(), std::size_t{0});
  } else {
    std::map<std::int64_t, std::uint32_t> seen;
    for (std::size_t i = 0; i < rows; ++i) {
      const auto [place, is_new] =
          seen.try_emplace(clusters[i], static_cast<std::uint32_t>(seen.size()));
      if (is_new) first_rows.push_back(i);
      cluster_of_row_[i] = place->second;
      if (stratum(i) != stratum(first_rows[place->second])) {
        throw Error(ErrorCode::kNumeric, cat("rows ", first_rows[place->second], " and ", i,
                                             " (from 0) are of one cluster but of two strata"));
      }
    }
  }

  std::vector<std::uint32_t> order(first_rows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t c) { return stratum(first_rows[c]); });
  std::vector<std::uint32_t> renumbered(order.size());
  stratum_begin_.push_back(0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    renumbered[order[i]] = static_cast<std::uint32_t>(i);
    if (i > 0 && stratum(first_rows[order[i]]) != stratum(first_rows[order[i - 1]])) {
      stratum_begin_.push_back(i);
    }
  }
  stratum_begin_.push_back(order.size());
  for (auto& cluster : cluster_of_row_) cluster = renumbered[cluster];
}

std::vector<std::size_t> SamplingDesign::stratum_sizes() const {
  std::vector<std::size_t> sizes;
  for (std::size_t s = 0; s < strata(); ++s) {
    sizes.push_back(stratum_begin_[s + 1] - stratum_begin_[s]);
  }
  return sizes;
}

void SamplingDesign::draw(Rng rng, std::span<std::uint32_t> counts) const {
  check_same_size(counts.size(), rows(), "counts and rows");
  std::vector<std::uint32_t> drawn(clusters());
  for (std::size_t s = 0; s < strata(); ++s) {
    const auto first = static_cast<std::int64_t>(stratum_begin_[s]);
    const auto last = static_cast<std::int64_t>(stratum_begin_[s + 1]) - 1;
    for (auto i = first; i <= last; ++i)
      ++drawn[static_cast<std::size_t>(rng.integer(first, last))];
  }
  for (std::size_t i = 0; i < rows(); ++i) counts[i] = drawn[cluster_of_row_[i]];
}

void SamplingDesign::leave_out(std::size_t cluster, std::span<std::uint32_t> counts) const {
  check_same_size(counts.size(), rows(), "counts and rows");
  for (std::size_t i = 0; i < rows(); ++i) counts[i] = cluster_of_row_[i] != cluster;
}

std::vector<std::uint32_t> SamplingDesign::make_folds(std::uint32_t folds, Rng rng) const {
  if (folds < 2 || folds > clusters()) {
    throw Error(ErrorCode::kUsage, cat(clusters(), " clusters can't be dealt into ", folds,
                                       " folds; give 2 to as many as there are clusters"));
  }
  std::vector<std::uint32_t> shuffled(clusters());
  std::iota(shuffled.begin(), shuffled.end(), 0u);
  for (std::size_t s = 0; s < strata(); ++s) {
    rng.shuffle(
        std::span(shuffled).subspan(stratum_begin_[s], stratum_begin_[s + 1] - stratum_begin_[s]));
  }
  // Dealt on from one stratum to the next, so that folds differ by one cluster at most.
  std::vector<std::uint32_t> fold_of_cluster(clusters());
  for (std::size_t i = 0; i < clusters(); ++i) {
    fold_of_cluster[shuffled[i]] = static_cast<std::uint32_t>(i % folds);
  }
  std::vector<std::uint32_t> out(rows());
  for (std::size_t i = 0; i < rows(); ++i) out[i] = fold_of_cluster[cluster_of_row_[i]];
  return out;
}

}  // namespace chordae::stats
