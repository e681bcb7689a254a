#include "chordae/draw/chart_kinds.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::chart {
namespace {

Chart framed(Words words) {
  Chart chart;
  chart.title = std::move(words.title);
  chart.caption = std::move(words.caption);
  chart.empty_reason = std::move(words.empty_reason);
  return chart;
}

Axis named(std::string title) {
  Axis axis;
  axis.title = std::move(title);
  return axis;
}

/// 0 to 1.
Axis share_axis(std::string title) {
  Axis axis = named(std::move(title));
  axis.low = 0;
  axis.high = 1;
  return axis;
}

std::string with_unit(const std::string& name, const std::string& unit) {
  return unit.empty() ? name : name + " (" + unit + ")";
}

Rule sloped(std::string label) { return {std::move(label), Direction::kSloped, 0, 1, false, true}; }
Rule at_y(std::string label, double value, bool strong = false) {
  return {std::move(label), Direction::kHorizontal, value, 0, strong, false};
}

enum class CurveForm { kPlain, kStep, kMarkers };

/// All bands below all lines.
void add_curves(Chart& chart, std::vector<Curve>& curves, CurveForm form, int first_style = 0) {
  const bool step = form == CurveForm::kStep;
  int style = first_style;
  for (const Curve& c : curves) {
    if (!c.low.empty()) chart.layers.push_back(Band{"", c.x, c.low, c.high, style, step});
    ++style;
  }
  style = first_style;
  for (Curve& c : curves) {
    chart.layers.push_back(Line{std::move(c.label), std::move(c.x), std::move(c.y), style++, step,
                                form == CurveForm::kMarkers});
  }
}

}  // namespace

Chart make_scatter(Words words, const std::string& quantity, const std::string& unit,
                   std::vector<PointGroup> groups) {
  Chart chart = framed(std::move(words));
  chart.x = named(with_unit("Reference " + quantity, unit));
  chart.y = named(with_unit("Predicted " + quantity, unit));
  chart.square = true;
  int style = 0;
  for (auto& g : groups) {
    chart.layers.push_back(Points{std::move(g.label), std::move(g.x), std::move(g.y), style++, 0});
  }
  chart.layers.push_back(sloped("Identity"));  // above the points, which may be many
  return chart;
}

Chart make_bland_altman(Words words, const std::string& quantity, const std::string& unit,
                        const std::string& difference_name, std::vector<double> mean,
                        std::vector<double> difference, std::optional<Agreement> agreement) {
  Chart chart = framed(std::move(words));
  chart.x = named(with_unit("Mean of reference and predicted " + quantity, unit));
  chart.y = named(with_unit(difference_name, unit));
  const auto say = [](const char* what, double value) {
    return std::string(what) + " " + pretty_number(value, std::abs(value) < 10 ? 2 : 1);
  };
  if (agreement) {
    const Agreement& a = *agreement;
    for (const auto* limit : {&a.lower_limit, &a.upper_limit}) {
      chart.layers.push_back(Zone{"", limit->interval.low, limit->interval.high, 1});
    }
    chart.layers.push_back(Zone{"", a.bias.interval.low, a.bias.interval.high, 0});
  }
  chart.layers.push_back(Points{"", std::move(mean), std::move(difference), 0, 0});
  if (agreement) {
    const Agreement& a = *agreement;
    chart.layers.push_back(at_y(say("Upper limit", a.upper_limit.value), a.upper_limit.value));
    chart.layers.push_back(at_y(say("Bias", a.bias.value), a.bias.value, true));
    chart.layers.push_back(at_y(say("Lower limit", a.lower_limit.value), a.lower_limit.value));
  }
  return chart;
}

Chart make_roc(Words words, std::vector<Curve> curves) {
  Chart chart = framed(std::move(words));
  chart.x = share_axis("1 \xE2\x88\x92 specificity");
  chart.y = share_axis("Sensitivity");
  chart.square = true;
  chart.layers.push_back(sloped(""));
  add_curves(chart, curves, CurveForm::kPlain);
  return chart;
}

Chart make_precision_recall(Words words, std::vector<Curve> curves,
                            std::vector<double> prevalences) {
  Chart chart = framed(std::move(words));
  chart.x = share_axis("Recall (sensitivity)");
  chart.y = share_axis("Precision (PPV)");
  chart.square = true;
  for (const double p : prevalences) {
    chart.layers.push_back(at_y("Prevalence " + pretty_number(p, 3), p));
  }
  add_curves(chart, curves, CurveForm::kPlain);
  return chart;
}

Chart make_reliability(Words words, std::vector<ReliabilityBins> models,
                       std::vector<Curve> smoothed) {
  Chart chart = framed(std::move(words));
  chart.x = share_axis("Predicted probability");
  chart.y = share_axis("Observed frequency");
  chart.square = true;
  chart.layers.push_back(sloped("Ideal"));
  const bool has_curves = !smoothed.empty();
  for (auto& c : smoothed) c.label.clear();  // the bins' markers are in the legend
  add_curves(chart, smoothed, CurveForm::kPlain);
  if (!models.empty()) {
    chart.strip = Bars{"", std::move(models[0].left), std::move(models[0].right),
                       std::move(models[0].count), 0};
    chart.strip_title = "Cases per bin";
  }
  int style = 0;
  for (auto& m : models) {
    if (!m.low.empty()) chart.layers.push_back(Intervals{"", m.predicted, m.low, m.high, style});
    if (has_curves) {
      chart.layers.push_back(Points{m.label, m.predicted, m.observed, style, 6});
    } else {
      chart.layers.push_back(Line{m.label, m.predicted, m.observed, style, false, true});
    }
    ++style;
  }
  return chart;
}

Chart make_decision_curve(Words words, std::vector<Curve> models, Curve treat_all) {
  Chart chart = framed(std::move(words));
  chart.x = named("Threshold probability");
  chart.y = named("Net benefit");
  double most = 0;
  for (const auto& m : models) {
    for (const double v : m.y) most = std::isfinite(v) ? std::max(most, v) : most;
  }
  for (const double v : treat_all.y) most = std::isfinite(v) ? std::max(most, v) : most;
  if (most > 0) {
    // "Treat all" falls without bound; what matters lies near zero and above.
    chart.y.low = -0.25 * most;
    chart.y.high = 1.08 * most;
  }
  chart.x.low = 0;
  Rule treat_none = at_y("Treat none", 0);
  treat_none.in_legend = true;
  chart.layers.push_back(std::move(treat_none));
  if (!treat_all.x.empty()) {
    chart.layers.push_back(Line{treat_all.label.empty() ? "Treat all" : treat_all.label,
                                std::move(treat_all.x), std::move(treat_all.y), 4, false, false});
  }
  add_curves(chart, models, CurveForm::kPlain);
  return chart;
}

Chart make_risk_coverage(Words words, const std::string& risk_title, std::vector<Curve> curves) {
  Chart chart = framed(std::move(words));
  chart.x = share_axis("Coverage (share of cases kept)");
  chart.y = named(risk_title);
  add_curves(chart, curves, CurveForm::kPlain);
  return chart;
}

Chart make_data_efficiency(Words words, const std::string& score_title, std::vector<Curve> curves) {
  Chart chart = framed(std::move(words));
  chart.x = named("Training cases (log scale)");
  chart.x.scale = Scale::kLog;
  chart.y = named(score_title);
  add_curves(chart, curves, CurveForm::kMarkers);
  return chart;
}

Chart make_histogram(Words words, const std::string& x_title,
                     const std::vector<std::pair<std::string, std::vector<double>>>& groups,
                     int bins) {
  if (bins < 1) throw Error(ErrorCode::kUsage, "a histogram needs at least one bin");
  Chart chart = framed(std::move(words));
  chart.x = named(x_title);
  chart.y = named("Cases");
  double least = INFINITY, most = -INFINITY;
  std::size_t missing = 0;
  for (const auto& [label, values] : groups) {
    for (const double v : values) {
      if (!std::isfinite(v)) {
        ++missing;
        continue;
      }
      least = std::min(least, v);
      most = std::max(most, v);
    }
  }
  if (!(least <= most)) return chart;
  if (least == most) least -= 0.5, most += 0.5;
  const auto count = static_cast<std::size_t>(bins);
  const double width = (most - least) / bins;
  int style = 0;
  for (const auto& [label, values] : groups) {
    Bars bars{label, {}, {}, std::vector<double>(count, 0.0), style++};
    for (std::size_t i = 0; i < count; ++i) {
      bars.left.push_back(least + width * static_cast<double>(i));
      bars.right.push_back(least + width * static_cast<double>(i + 1));
    }
    for (const double v : values) {
      if (!std::isfinite(v)) continue;
      const auto bin = static_cast<std::size_t>((v - least) / width);
      bars.height[std::min(bin, count - 1)] += 1;  // the largest belongs to the last bin
    }
    chart.layers.push_back(std::move(bars));
  }
  if (missing > 0) {
    chart.caption += cat(chart.caption.empty() ? "" : " ", pretty_count(missing),
                         missing == 1 ? " value is" : " values are", " undefined and not drawn.");
  }
  return chart;
}

Chart make_boxes(Words words, const std::string& x_title, const std::string& y_title,
                 std::vector<std::string> groups, std::vector<std::vector<double>> values,
                 bool zero_line) {
  if (groups.size() != values.size()) {
    throw Error(ErrorCode::kShape,
                cat("boxes: ", groups.size(), " names for ", values.size(), " groups"));
  }
  Chart chart = framed(std::move(words));
  chart.x = named(x_title);
  chart.y = named(y_title);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i] += " (n\xC2\xA0=\xC2\xA0" + pretty_count(values[i].size()) + ")";
  }
  chart.x.categories = std::move(groups);
  if (zero_line) chart.layers.push_back(at_y("", 0));
  chart.layers.push_back(Boxes{"", std::move(values), 0});
  return chart;
}

Chart make_bars(Words words, const std::string& x_title, const std::string& y_title,
                std::vector<std::string> categories, std::vector<double> heights,
                std::vector<stats::Interval> intervals) {
  if (categories.size() != heights.size() ||
      (!intervals.empty() && intervals.size() != heights.size())) {
    throw Error(ErrorCode::kShape, "bars: names, heights and intervals differ in number");
  }
  constexpr double kHalf = 0.35;  // of a category's place
  Chart chart = framed(std::move(words));
  chart.x = named(x_title);
  chart.y = named(y_title);
  chart.x.categories = std::move(categories);
  Bars bars;
  Intervals whiskers;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    const auto at = static_cast<double>(i);
    bars.left.push_back(at - kHalf);
    bars.right.push_back(at + kHalf);
    if (!intervals.empty()) {
      whiskers.x.push_back(at);
      whiskers.low.push_back(intervals[i].low);
      whiskers.high.push_back(intervals[i].high);
    }
  }
  bars.height = std::move(heights);
  whiskers.style = 4;
  chart.layers.push_back(std::move(bars));
  if (!whiskers.x.empty()) chart.layers.push_back(std::move(whiskers));
  return chart;
}

Chart make_map(Words words, std::vector<PointGroup> groups, std::vector<std::string> axis_titles) {
  Chart chart = framed(std::move(words));
  const bool bare = axis_titles.empty();
  axis_titles.resize(2);
  chart.x = named(axis_titles[0]);
  chart.y = named(axis_titles[1]);
  chart.x.bare = chart.y.bare = bare;
  chart.square = true;
  int style = 0;
  for (auto& g : groups) {
    chart.layers.push_back(Points{std::move(g.label), std::move(g.x), std::move(g.y), style++, 0});
  }
  return chart;
}

}  // namespace chordae::chart
