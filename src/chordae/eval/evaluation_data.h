#pragma once
// What an evaluation is made from: predictions of one or several models and the truth, joined case
// by case, as columns. Filled by pipeline/evaluation_input.h; nothing here reads files.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace chordae::eval {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::uint8_t kUnknown = 255;          ///< a label that isn't given
inline constexpr std::uint32_t kNoLevel = 0xFFFFFFFF;  ///< a row without a group

/// A yes-or-no finding. Shapes  label (rows), probability (models, rows)
struct Condition {
  std::string name;
  std::vector<std::uint8_t> label;
  std::vector<std::vector<double>> probability;
  /// Labels of a model's own file where they differ from `label` (another test set): else empty.
  std::vector<std::vector<std::uint8_t>> own_label;

  const std::vector<std::uint8_t>& label_of(std::size_t model) const {
    return own_label[model].empty() ? label : own_label[model];
  }
};

/// A measured number. Shapes  truth (rows), predicted (models, rows)
struct Measure {
  std::string name;
  std::vector<double> truth;
  std::vector<std::vector<double>> predicted;
};

/// Rows by group. Shapes  of_row (rows), an index into `levels` or kNoLevel
struct Grouping {
  std::string name;
  std::vector<std::string> levels;
  std::vector<std::uint32_t> of_row;
};

/// A row that found no partner, or was left out. `line` is of the file, from 1.
struct Unmatched {
  std::string file;
  std::size_t line = 0;
  std::string id, reason;
};

/// How the rows came to be: for the diagram at the top of a report.
struct Flow {
  struct File {
    std::string name;
    std::size_t rows = 0, repeated = 0, unmatched = 0;
  };
  std::vector<File> files;
  std::size_t cases = 0;     ///< ids in any file
  std::size_t matched = 0;   ///< with truth and a prediction: the rows evaluated
  std::size_t withheld = 0;  ///< of these, without an LVEF of the first model
};

struct EvaluationData {
  std::vector<std::string> models;  ///< the first is the one that is judged
  std::vector<std::string> id;      ///< (rows)
  std::vector<std::uint32_t> line;  ///< (rows) of the first file that has it
  std::vector<Condition> conditions;
  std::vector<Measure> measures;  ///< LVEF in percent first, if there
  bool has_lvef = false;
  std::vector<double> lvef_low, lvef_high;  ///< (rows) of the first model's interval; or empty
  Grouping grade;                           ///< of the first model; or empty
  std::vector<double> confidence;           ///< (rows) higher is surer; or empty
  std::string confidence_name;
  std::vector<Grouping> groups;
  Grouping cluster, rescan;  ///< patients; subjects measured again: empty if not asked for
  std::vector<Unmatched> unmatched;
  Flow flow;
  std::vector<std::string> notices;

  std::size_t rows() const { return id.size(); }
};

}  // namespace chordae::eval
