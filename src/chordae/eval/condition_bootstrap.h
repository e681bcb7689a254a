#pragma once
// Intervals of AUC, average precision and Brier score by resampling whole clusters (patients), and
// of the paired difference of AUCs: for rows that aren't independent.

#include <vector>

#include "chordae/eval/condition_results.h"

namespace chordae::eval {

/// Fills in the bootstrap members. The same resamples for every model and condition.
void add_bootstrap(const EvaluationData& data, const EvaluationConfig& config,
                   std::vector<ConditionResult>& results);

}  // namespace chordae::eval
