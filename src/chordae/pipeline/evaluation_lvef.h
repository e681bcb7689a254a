#pragma once
// LVEF comes as percent or as a fraction. A column that can't be percent is asked about, not
// guessed.

#include <string_view>

#include "chordae/eval/evaluation_data.h"

namespace chordae {

/// `unit` percent: taken as it is; fraction: columns that hold fractions are made percent; empty:
/// they are an error.
/// Errors  kFormat: fractions and no unit; the truth outside 0 to 100 %
void check_lvef_units(eval::EvaluationData& data, std::string_view unit);

}  // namespace chordae
