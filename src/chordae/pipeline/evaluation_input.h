#pragma once
// Reads predictions and truth (CSV of ours or anybody's) into joined columns.
//
// Wide: a row a case, a column a condition; conditions are the columns that truth and predictions
// share. Long: columns condition, id, probability and, in either file, label. Blank, NA and NaN
// mean unknown. Files are streamed, columns held as numbers: a million cases of 39 conditions fit.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/eval/evaluation_data.h"

namespace chordae {

struct EvaluationFiles {
  std::string predictions, truth;    ///< truth empty: the predictions are long and hold labels
  std::vector<std::string> compare;  ///< FILE or NAME=FILE
  std::string name;                  ///< of the first model; empty: its file's
  std::string id;                    ///< column; empty: study, id, case, row, whichever all have
  std::vector<std::string> map;      ///< COLUMN=NAME, wherever the file has it
  std::vector<std::string> map_truth;
  std::vector<std::string> ignore;  ///< columns that are no condition
  std::vector<std::string> by;
  std::string cluster, rescan, confidence;
  std::string lvef;                  ///< column of the predictions; empty: lvef_percent…
  std::string lvef_unit;             ///< percent, fraction, or empty: ask where it looks like one
  std::string duplicates = "error";  ///< error, first, drop
};

/// Errors  kIo; kUsage: options that don't fit the files; kFormat, naming file, line and column:
///         no number, a label not 0 or 1, a probability outside [0, 1], a repeated case, LVEF that
///         looks like a fraction; no case in common
eval::EvaluationData read_evaluation(const EvaluationFiles& files);

/// A number as people write it: "0.87", "1,234.5", "1.234,5", "0,87". Empty if it is none, or if a
/// comma may mean either ("1,234" unless `decimal_comma`, the custom of ;-separated files).
std::optional<double> try_parse_table_number(std::string_view text, bool decimal_comma);

/// Blank, NA, N/A, NaN, null, None or a lone point.
bool is_missing_cell(std::string_view text);

}  // namespace chordae
