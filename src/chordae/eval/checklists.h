#pragma once
// Reporting checklists, filled with what an evaluation itself knows and blank elsewhere, and a
// model card. Names of items are short and our own; the guidelines' texts are to be read at their
// source:
//   TRIPOD+AI  Collins et al., BMJ 2024;385:e078378
//   CLAIM      Tejani et al., Radiology: Artificial Intelligence 2024;6:e240300

#include <string>
#include <vector>

#include "chordae/eval/report.h"

namespace chordae::eval {

struct ChecklistItem {
  std::string number, name;
  std::string answer;  ///< empty: for the authors
};

struct Checklist {
  std::string name, source;
  std::vector<ChecklistItem> items;
};

/// TRIPOD+AI and CLAIM 2024. `report` may be in the making: its tables are what the answers point
/// to.
std::vector<Checklist> make_checklists(const Report& report, const EvaluationData& data,
                                       const EvaluationConfig& config);
html::Section make_checklist_section(const Report& report, const EvaluationData& data,
                                     const EvaluationConfig& config);
std::string to_markdown(const Checklist& checklist);

/// Mitchell et al., Model Cards for Model Reporting (FAccT 2019): sections filled where known.
std::string make_model_card(const Report& report, const EvaluationData& data,
                            const EvaluationConfig& config, const std::string& version);

}  // namespace chordae::eval
