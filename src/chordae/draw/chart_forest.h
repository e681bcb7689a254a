#pragma once
// Forest plots: a row a condition, site or subgroup; columns of text, and each model's estimate
// with its interval on a common axis. As long as the rows need; the width of a page.

#include <optional>
#include <string>
#include <vector>

#include "chordae/draw/chart_axis.h"
#include "chordae/draw/chart_drawing.h"

namespace chordae::chart {

/// Any part may be undefined: then it isn't drawn. Beyond the axis an arrow says so.
struct ForestEstimate {
  std::optional<double> value, low, high;
};

struct ForestRow {
  std::string label;
  std::vector<std::string> left, right;   ///< texts of the columns beside the plot; short rows are
                                          ///< blank at the end
  std::vector<ForestEstimate> estimates;  ///< one a model; empty: a heading, in bold
  bool summary = false;                   ///< a diamond over the interval: pooled, macro mean
};

struct Forest {
  std::string title, caption, empty_reason;
  std::string label_title;                ///< "Condition"
  std::vector<std::string> left_titles;   ///< {"n", "Positives"}
  std::vector<std::string> right_titles;  ///< {"AUC (95% CI)", "p"}
  std::vector<std::string> models;        ///< legend; style i for model i
  Axis axis;
  std::optional<double> reference;  ///< a line: 0.5 for an AUC, 1 for a ratio
  std::vector<ForestRow> rows;
};

/// Errors  kShape: a row with more texts or estimates than there are columns or models
Drawing draw(const Forest& forest);

}  // namespace chordae::chart
