#pragma once
// One row a model and measure: how well predicted numbers agree with true ones.

#include <optional>
#include <string>
#include <vector>

#include "chordae/eval/lvef_results.h"
#include "chordae/eval/result_table.h"

namespace chordae::eval {

ResultTable make_agreement_table(std::string name, std::string caption);
std::vector<Cell> agreement_row(const std::string& model, const std::string& measure,
                                const AgreementResult& result);
/// The methods of its columns, for a caption.
std::string agreement_methods(const EvaluationConfig& config);

/// Value, low, high; blank where undefined.
void add_cells(std::vector<Cell>& row, const std::optional<stats::Estimate>& estimate);
/// Low, high.
void add_cells(std::vector<Cell>& row, const std::optional<stats::Interval>& interval);

}  // namespace chordae::eval
