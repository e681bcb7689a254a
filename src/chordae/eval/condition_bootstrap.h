#pragma once
// Intervals of AUC, average precision and Brier score by resampling whole clusters (patients), and
// of the paired difference of AUCs: for rows that aren't independent.

#include <vector>

#include "chordae/eval/condition_results.h"
#include "chordae/stats/resampling.h"

namespace chordae::eval {

/// Patients as they were told, else every row for itself.
stats::SamplingDesign make_design(const EvaluationData& data);

/// Fills in the bootstrap members. The same resamples for every model and condition.
void add_bootstrap(const EvaluationData& data, const EvaluationConfig& config,
                   std::vector<ConditionResult>& results);

}  // namespace chordae::eval
