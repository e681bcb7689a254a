#pragma once
// What is to be read from the tables of an evaluation: which files, joined by which ids, and what
// becomes of each column. Made from the headers alone.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chordae/eval/evaluation_data.h"
#include "chordae/pipeline/evaluation_file.h"
#include "chordae/pipeline/evaluation_input.h"

namespace chordae {

/// What becomes of a column; `index` is of the condition, measure or grouping (see `grouping`).
enum class Role { kLabel, kProbability, kTruth, kPredicted, kLow, kHigh, kConfidence, kGroup };
struct Assigned {
  std::size_t column = 0;
  Role role = Role::kLabel;
  std::size_t index = 0;
};

/// Numbers of the groupings: grade, cluster, rescan, then those of --by.
inline constexpr std::size_t kGrade = 0, kCluster = 1, kRescan = 2, kFirstBy = 3;
eval::Grouping& grouping(eval::EvaluationData& data, std::size_t index);

struct EvaluationPlan {
  std::vector<std::unique_ptr<EvaluationFile>> files;  ///< the models, then the truth
  std::vector<std::vector<Assigned>> assigned;         ///< a file
  std::string id;                                      ///< column that all files have
  bool is_long = false;
  bool has_truth = false;
  eval::EvaluationData data;  ///< names of models, measures, groups, conditions of wide tables

  std::size_t models() const { return data.models.size(); }
  bool is_truth(std::size_t file) const { return has_truth && file + 1 == files.size(); }
};

/// Errors  as read_evaluation, but for what stands in rows
EvaluationPlan make_evaluation_plan(const EvaluationFiles& files);

/// A condition with room for each model; its number.
std::size_t add_condition(eval::EvaluationData& data, const std::string& name);

}  // namespace chordae
