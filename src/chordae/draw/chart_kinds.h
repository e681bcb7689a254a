#pragma once
// The usual charts of a paper, from numbers that `stats` computed: axes, titles of axes, reference
// lines. Each gives a Chart that the caller may still change before drawing.

#include <optional>
#include <string>
#include <vector>

#include "chordae/draw/chart.h"
#include "chordae/stats/interval.h"

namespace chordae::chart {

/// What stands around every chart. `caption` says n, positives and method.
struct Words {
  std::string title, caption, empty_reason;
};

struct Curve {
  std::string label;
  std::vector<double> x, y;
  std::vector<double> low, high;  ///< empty: no band
};

struct PointGroup {
  std::string label;
  std::vector<double> x, y;
};

/// Truth against prediction, equal axes, the identity line. `unit`: "%"; `quantity`: "LVEF".
Chart make_scatter(Words words, const std::string& quantity, const std::string& unit,
                   std::vector<PointGroup> groups);

/// Bland and Altman 1986: bias, limits of agreement and their intervals.
struct Agreement {
  stats::Estimate bias, lower_limit, upper_limit;
};
/// `difference_name`: "Predicted - reference". Without `agreement` (undefined) the points alone.
Chart make_bland_altman(Words words, const std::string& quantity, const std::string& unit,
                        const std::string& difference_name, std::vector<double> mean,
                        std::vector<double> difference, std::optional<Agreement> agreement);

/// x: 1 - specificity, y: sensitivity.
Chart make_roc(Words words, std::vector<Curve> curves);
/// x: recall, y: precision; a line at each prevalence given.
Chart make_precision_recall(Words words, std::vector<Curve> curves,
                            std::vector<double> prevalences);

struct ReliabilityBins {
  std::string label;
  std::vector<double> predicted, observed;  ///< means of the bins
  std::vector<double> low, high;            ///< of observed; empty: none
  std::vector<double> left, right, count;   ///< edges and sizes; drawn for the first model
};
/// Smoothed curves, where given, run through the bins' points.
Chart make_reliability(Words words, std::vector<ReliabilityBins> models,
                       std::vector<Curve> smoothed = {});

/// Net benefit over threshold probability (Vickers and Elkin 2006) with "treat all" and "treat
/// none".
Chart make_decision_curve(Words words, std::vector<Curve> models, Curve treat_all);
/// Error (or any loss) over the share of cases kept.
Chart make_risk_coverage(Words words, const std::string& risk_title, std::vector<Curve> curves);
/// A score over the number of training cases, log axis, a marker at each.
Chart make_data_efficiency(Words words, const std::string& score_title, std::vector<Curve> curves);

/// Counts in `bins` equal bins between the least and the largest of all groups.
Chart make_histogram(Words words, const std::string& x_title,
                     const std::vector<std::pair<std::string, std::vector<double>>>& groups,
                     int bins);
/// One box a group, with every value as a dot where they are few; a line at zero for errors.
Chart make_boxes(Words words, const std::string& x_title, const std::string& y_title,
                 std::vector<std::string> groups, std::vector<std::vector<double>> values,
                 bool zero_line);
/// A bar a category, with intervals where given.
Chart make_bars(Words words, const std::string& x_title, const std::string& y_title,
                std::vector<std::string> categories, std::vector<double> heights,
                std::vector<stats::Interval> intervals = {});
/// A 2-D map (t-SNE, PCA) with one style a group; axes without ticks unless `axis_titles` names
/// them.
Chart make_map(Words words, std::vector<PointGroup> groups,
               std::vector<std::string> axis_titles = {});

}  // namespace chordae::chart
