#pragma once
// What an evaluation may be told.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/base/config.h"

namespace chordae::eval {

struct EvaluationConfig {
  std::string title = "Evaluation";
  double level = 0.95;
  std::int64_t bootstrap = -1;
  std::vector<double> thresholds = {0.5};
  std::vector<double> lvef_cuts = {40, 45, 50, 55};
  std::vector<double> lvef_bands = {40, 50};
  double prevalence = 0;
  std::int64_t hardest = 20;
  bool show_ids = false;
  std::int64_t threads = 1;  ///< as the command's --threads
  std::uint64_t seed = 1;    ///< as its --seed

  void fields(FieldVisitor& v) {
    v.field({.name = "title", .help = "of the report"}, title);
    v.field(
        {.name = "level", .help = "confidence level of the intervals", .min = 0.5, .max = 0.999},
        level);
    v.field(
        {.name = "bootstrap",
         .help =
             "resamples of whole clusters for AUC, average precision and Brier score; 0 none, -1 "
             "1000 where --cluster is given and repeats, else none",
         .min = -1,
         .max = 100000},
        bootstrap);
    v.field({.name = "thresholds",
             .help = "probabilities from which on a case is called positive",
             .min = 0,
             .max = 1},
            thresholds);
    v.field({.name = "lvef_cuts",
             .help = "LVEF under which a case is a positive, for the ROC curves",
             .unit = "%",
             .min = 1,
             .max = 99},
            lvef_cuts);
    v.field(
        {.name = "lvef_bands", .help = "edges of the LVEF bands", .unit = "%", .min = 1, .max = 99},
        lvef_bands);
    v.field({.name = "prevalence",
             .help = "share of positives in practice, for PPV and NPV; 0: as in these cases",
             .min = 0,
             .max = 0.999},
            prevalence);
    v.field({.name = "hardest", .help = "largest errors that are listed", .min = 0, .max = 1000},
            hardest);
    v.field({.name = "show_ids",
             .help = "writes the cases' ids beside their line numbers into the report"},
            show_ids);
  }
};

}  // namespace chordae::eval
