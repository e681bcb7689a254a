#pragma once
// The report of an evaluation: one page, and every number on it as tables.

#include <string>
#include <vector>

#include "chordae/eval/evaluation_config.h"
#include "chordae/eval/evaluation_data.h"
#include "chordae/eval/result_table.h"

namespace chordae::eval {

struct Report {
  html::Page page;
  std::vector<ResultTable> tables;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> summary;  ///< name, text: the page's first lines

  /// Keeps the numbers and gives what the page shows of them.
  html::Table add(ResultTable table);
  html::Figure add_figure(std::vector<chart::Drawing> panels, ResultTable numbers);
  const ResultTable* try_table(const std::string& name) const;
};

/// A score by the share or number of training cases, as the caller measured it.
struct EfficiencyPoint {
  std::string metric, model;
  double cases = 0, value = 0;
};

/// One embedding a case. Shapes  values (cases, width), row-major; row (cases) of the data
struct EmbeddingInput {
  std::vector<float> values;
  std::size_t width = 0;
  std::vector<std::uint32_t> row;
};

/// A picture of the case at `row`.
struct CasePicture {
  std::uint32_t row = 0;
  std::string png;
};

/// What isn't in the predictions: each may be empty.
struct ReportExtras {
  std::vector<EfficiencyPoint> efficiency;
  std::string version;  ///< of the program
  EmbeddingInput embeddings = {};
  std::vector<CasePicture> pictures = {};  ///< of the hardest cases
};

/// Errors  as the functions of stats; kCancelled
Report make_report(const EvaluationData& data, const EvaluationConfig& config,
                   const ReportExtras& extras);

/// Rows of the `most` largest errors of the first model's LVEF, worst first.
std::vector<std::uint32_t> find_hardest_lvef(const EvaluationData& data, std::size_t most);

/// Everything as one document: version, options, summary, warnings, flow, every table.
std::string report_json(const Report& report, const EvaluationData& data, EvaluationConfig config,
                        const std::string& version);

}  // namespace chordae::eval
