// Calibration beside scikit-learn, statsmodels and sums in exact fractions
// (tools/reference/stats_calibration.py).
#include <algorithm>
#include <numeric>

#include "chordae/stats/calibration_line.h"
#include "chordae/stats/decision_curve.h"
#include "chordae/stats/lowess.h"
#include "chordae/stats/recalibration.h"
#include "chordae/stats/reliability.h"
#include "chordae/stats/scoring_rules.h"
#include "chordae/stats/smoothed_calibration.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using Values = std::vector<double>;

void compare(test::Margin& margin, const std::optional<double>& ours, const json& theirs,
             const std::string& what) {
  EXPECT_EQ(ours.has_value(), !theirs.is_null()) << what;
  if (ours && !theirs.is_null()) margin.compare(*ours, theirs, what);
}

struct Case {
  std::string name;
  std::vector<std::uint8_t> labels;
  Values probabilities, weights;
  json values;
};

std::vector<Case> cases() {
  static const json reference = test::reference_values("calibration");
  std::vector<Case> out;
  for (const auto& c : reference["cases"]) {
    if (c.contains("lowess")) continue;
    out.push_back({c["name"], c["labels"], c["probabilities"], c["weights"], c});
  }
  return out;
}

TEST(Calibration, ScoringRules) {
  test::Margin margin("Brier, scaled Brier, log loss, Spiegelhalter");
  for (const auto& [name, y, p, w, values] : cases()) {
    const json& theirs = values["scores"];
    compare(margin, compute_brier(y, p, w), theirs["brier"], name + ", Brier");
    compare(margin, compute_scaled_brier(y, p, w), theirs["scaled_brier"], name + ", scaled");
    compare(margin, compute_log_loss(y, p, w), theirs["log_loss"], name + ", log loss");
    const auto test = test_spiegelhalter(y, p, w);
    const auto z = test ? std::optional(test->statistic) : std::nullopt;
    compare(margin, z, theirs["spiegelhalter"][0], name + ", z");
    if (test) margin.compare(test->p, theirs["spiegelhalter"][1], name + ", p of z", true);
  }
}

TEST(Calibration, ReliabilityInBins) {
  test::Margin margin("reliability bins, Wilson, ECE, ACE, MCE, Brier decomposition");
  for (const auto& [name, y, p, w, values] : cases()) {
    for (const auto& theirs : values["binned"]) {
      const std::string strategy = theirs["strategy"];
      const auto bins = compute_reliability(
          y, p, theirs["bins"], strategy == "uniform" ? Binning::kEqualWidth : Binning::kEqualMass,
          w);
      const std::string what = name + ", " + theirs["bins"].dump() + " " + strategy;
      ASSERT_EQ(bins.size(), theirs["count"].size()) << what;
      for (std::size_t b = 0; b < bins.size(); ++b) {
        EXPECT_EQ(bins[b].weight, theirs["count"][b].get<double>()) << what;
        margin.compare(bins[b].observed, theirs["observed"][b], what);
        margin.compare(bins[b].mean_probability, theirs["predicted"][b], what);
        margin.compare(bins[b].observed_interval.low, theirs["wilson_low"][b], what + ", Wilson");
        margin.compare(bins[b].observed_interval.high, theirs["wilson_high"][b], what + ", Wilson");
      }
      const auto errors = compute_calibration_errors(bins);
      margin.compare(errors->expected, theirs["errors"][0], what + ", ECE");
      margin.compare(errors->average, theirs["errors"][1], what + ", ACE");
      margin.compare(errors->maximum, theirs["errors"][2], what + ", MCE");
      const auto d = compute_brier_decomposition(bins);
      const Values terms = {d->reliability, d->resolution, d->uncertainty, d->within_variance,
                            d->within_covariance};
      for (std::size_t i = 0; i < terms.size(); ++i) {
        margin.compare(terms[i], theirs["decomposition"][i], what + ", decomposition");
      }
      margin.compare(d->sum(), *compute_brier(y, p, w), what + ", sum of the decomposition");
    }
  }
}

TEST(Calibration, LineAsStatsmodels) {
  test::Margin margin("calibration line and calibration in the large, standard errors");
  for (const auto& [name, y, p, w, values] : cases()) {
    const json& theirs = values["calibration_line"];
    const auto ours = compute_calibration_line(y, p, w);
    EXPECT_EQ(ours.line.has_value(), !theirs["line"].is_null()) << name;
    if (ours.line && !theirs["line"].is_null()) {
      const auto& [intercept, slope, covariance, likelihood] = *ours.line;
      const Values numbers = {intercept.value,      slope.value, intercept.standard_error,
                              slope.standard_error, covariance,  likelihood};
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        margin.compare(numbers[i], theirs["line"][i], name + ", line " + std::to_string(i));
      }
    }
    EXPECT_EQ(ours.in_the_large.has_value(), !theirs["large"].is_null()) << name;
    if (!ours.in_the_large || theirs["large"].is_null()) continue;
    margin.compare(ours.in_the_large->value, theirs["large"][0], name + ", in the large");
    margin.compare(ours.in_the_large->standard_error, theirs["large"][1], name + ", its SE");
  }
}

TEST(Calibration, SmoothedAsStatsmodels) {
  test::Margin margin("LOWESS, ICI, E50, E90, Emax");
  const auto reference = test::reference_values("calibration");
  for (const auto& c : reference["cases"]) {
    if (!c.contains("lowess")) continue;
    const auto ours =
        compute_lowess(c["x"].get<Values>(), c["y"].get<Values>(), c["span"], c["delta"]);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      margin.compare(ours[i], c["curve"][i], c["name"].get<std::string>());
    }
  }
  for (const auto& [name, y, p, w, values] : cases()) {
    if (!values.contains("smoothed")) continue;
    for (const auto& theirs : values["smoothed"]) {
      const auto ours = compute_smoothed_calibration(y, p, theirs["span"]);
      for (std::size_t i = 0; i < y.size(); ++i) {
        margin.compare(ours->observed[i], theirs["curve"][i], name + ", curve");
      }
      margin.compare(ours->integrated_index, theirs["summary"][0], name + ", ICI");
      margin.compare(ours->median_error, theirs["summary"][1], name + ", E50");
      margin.compare(ours->error_90, theirs["summary"][2], name + ", E90");
      margin.compare(ours->maximum_error, theirs["summary"][3], name + ", Emax");
    }
  }
}

TEST(Calibration, DecisionCurveInFractions) {
  test::Margin margin("net benefit, treat all, standardised");
  for (const auto& [name, y, p, w, values] : cases()) {
    Values thresholds;
    for (const auto& row : values["decisions"]) thresholds.push_back(row[0]);
    const auto curve = compute_decision_curve(y, p, thresholds, w);
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const json& theirs = values["decisions"][i];
      const std::string what = name + ", threshold " + theirs[0].dump();
      margin.compare(curve[i].net_benefit, theirs[1], what);
      margin.compare(curve[i].treat_all, theirs[2], what + ", treat all");
      compare(margin, curve[i].standardised, theirs[3], what + ", standardised");
    }
  }
}

TEST(Calibration, PlattAsStatsmodels) {
  test::Margin margin("Platt scaling");
  for (const auto& [name, y, p, w, values] : cases()) {
    const auto logits = compute_logits(p);
    for (const auto targets : {PlattTargets::kSmoothed, PlattTargets::kLabels}) {
      const auto ours = fit_platt(y, logits, targets, w);
      const auto kind = targets == PlattTargets::kSmoothed ? "smoothed" : "labels";
      const json theirs = values.contains("platt") ? values["platt"][kind] : json();
      EXPECT_EQ(ours.has_value(), !theirs.is_null()) << name << ", " << kind;
      if (!ours || theirs.is_null()) continue;
      margin.compare(ours->intercept, theirs[0], name + ", " + kind + ", intercept");
      margin.compare(ours->slope, theirs[1], name + ", " + kind + ", slope");
    }
  }
}

TEST(Calibration, IsotonicAsScikitLearn) {
  test::Margin margin("isotonic regression");
  for (const auto& [name, y, p, w, values] : cases()) {
    const auto map = fit_isotonic(y, p, w);
    const json& theirs = values["isotonic"];
    for (std::size_t i = 0; i < theirs["grid"].size(); ++i) {
      margin.compare(map->apply(theirs["grid"][i]), theirs["values"][i], name + ", grid");
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
      margin.compare(map->apply(p[i]), theirs["own"][i], name + ", own");
    }
  }
}

}  // namespace
}  // namespace chordae::stats
