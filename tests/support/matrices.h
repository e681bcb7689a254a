#pragma once
// Tables of floats for tests of the stats room: from JSON, from numbers, at random.

#include <nlohmann/json.hpp>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/matrix.h"

namespace chordae::test {

/// Owns what a stats::Matrix views.
struct Table {
  std::vector<float> values;
  std::size_t rows = 0, columns = 0;

  Table(std::vector<float> v, std::size_t width)
      : values(std::move(v)), rows(values.size() / width), columns(width) {}
  /// A list of rows.
  explicit Table(const nlohmann::json& list) : rows(list.size()), columns(list.at(0).size()) {
    for (const auto& row : list) {
      for (const auto& value : row) values.push_back(value.get<float>());
    }
  }
  stats::Matrix view() const { return {values, rows, columns}; }
};

/// Normal values about the centre of each row's group; row i is of group i % groups.
inline Table make_clusters(std::size_t n, std::size_t width, std::size_t groups, double spread,
                           std::uint64_t seed) {
  std::vector<float> values;
  for (std::size_t i = 0; i < n; ++i) {
    Rng centre = Rng(seed).split("centre", i % groups), row = Rng(seed).split("row", i);
    for (std::size_t k = 0; k < width; ++k)
      values.push_back(static_cast<float>(spread * centre.normal() + row.normal()));
  }
  return {std::move(values), width};
}

inline std::vector<std::int64_t> cluster_labels(std::size_t n, std::size_t groups) {
  std::vector<std::int64_t> labels;
  for (std::size_t i = 0; i < n; ++i) labels.push_back(static_cast<std::int64_t>(i % groups));
  return labels;
}

}  // namespace chordae::test
