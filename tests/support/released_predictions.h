#pragma once
// The predictions that the authors of Shad et al. released, read from the shared data.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae::test {

inline std::filesystem::path released_folder() { return shared_data() / "reference-predictions"; }
inline bool has_released_tables() {
  return !shared_data().empty() && std::filesystem::exists(released_folder());
}

/// Cells of a table whose quotes enclose no comma, as here; without the header.
inline std::vector<std::vector<std::string>> read_released_rows(const std::string& name) {
  std::ifstream file(released_folder() / name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::erase_if(line, [](char c) { return c == '"' || c == '\r'; });
    rows.push_back(split(line, ','));
  }
  rows.erase(rows.begin());
  return rows;
}

inline double number(const std::string& cell) { return try_parse_double(cell).value(); }

struct ReleasedModel {
  std::vector<std::uint8_t> labels;
  std::vector<double> scores;
};

struct ReleasedCondition {
  ReleasedModel contrastive, kinetics;
  bool is_paired() const { return contrastive.labels == kinetics.labels; }
};

inline std::map<std::string, ReleasedCondition> read_released_conditions() {
  std::map<std::string, ReleasedCondition> conditions;
  for (const auto& row : read_released_rows("diagnosis_35_internal.csv")) {
    ReleasedCondition& c = conditions[row[0]];
    c.contrastive.labels.push_back(row[2] == "1");
    c.contrastive.scores.push_back(number(row[3]));
    c.kinetics.labels.push_back(row[4] == "1");
    c.kinetics.scores.push_back(number(row[5]));
  }
  return conditions;
}

}  // namespace chordae::test
