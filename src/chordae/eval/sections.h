#pragma once
// The sections of a report, each from its results. A section without content is empty: no title.

#include <optional>
#include <vector>

#include "chordae/eval/condition_results.h"
#include "chordae/eval/lvef_results.h"
#include "chordae/eval/report.h"

namespace chordae::eval {

html::Section make_flow_section(Report& report, const EvaluationData& data);
html::Section make_lvef_section(Report& report, const EvaluationData& data,
                                const EvaluationConfig& config, const LvefResults& results);
html::Section make_measures_section(Report& report, const EvaluationData& data,
                                    const EvaluationConfig& config,
                                    const std::vector<MeasureResult>& results);
html::Section make_conditions_section(Report& report, const EvaluationData& data,
                                      const EvaluationConfig& config,
                                      const std::vector<ConditionResult>& results);
html::Section make_calibration_section(Report& report, const EvaluationData& data,
                                       const EvaluationConfig& config,
                                       const std::vector<ConditionResult>& results);
/// One condition: ROC, PR, reliability and decision curves, operating points.
html::Section make_condition_part(Report& report, const EvaluationData& data,
                                  const EvaluationConfig& config, const ConditionResult& result);
html::Section make_subgroup_section(Report& report, const EvaluationData& data,
                                    const EvaluationConfig& config);
html::Section make_trust_section(Report& report, const EvaluationData& data,
                                 const EvaluationConfig& config, const LvefResults& lvef);
html::Section make_efficiency_section(Report& report, const std::vector<EfficiencyPoint>& points);
html::Section make_embedding_section(Report& report, const EvaluationData& data,
                                     const EvaluationConfig& config, const EmbeddingInput& input);
html::Section make_hardest_section(Report& report, const EvaluationData& data,
                                   const EvaluationConfig& config,
                                   const std::vector<CasePicture>& pictures);

/// Of ModelResult::shown_auc_interval, in words.
std::string auc_interval_method(const EvaluationData& data, const EvaluationConfig& config);
/// "95 %"
std::string level_text(const EvaluationConfig& config);
/// A file's name: letters, digits, - and _ of a condition's or group's name.
std::string file_stem(const std::string& name);

}  // namespace chordae::eval
