#pragma once
// The last step of reading an evaluation: columns of equal length, labels of several files made
// one, rows without partner listed and left out.

#include <cstdint>
#include <vector>

#include "chordae/pipeline/evaluation_plan.h"

namespace chordae {

struct RowOrigins {
  std::vector<std::uint32_t> in_files;   ///< (rows) bit f: the row is in file f; 0: left out
  std::vector<std::uint8_t> first_file;  ///< (rows) of which `data.line` is the line
};

/// Errors  kFormat: no row has both a prediction and a truth
void join_rows(EvaluationPlan& plan, const RowOrigins& origins);

}  // namespace chordae
