// Errors, correlation and agreement beside scikit-learn, scipy, statsmodels, pingouin and naive
// formulas (tools/reference/stats_agreement.py).
#include "chordae/stats/bland_altman.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/deming.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/icc.h"
#include "chordae/stats/kappa.h"
#include "chordae/stats/passing_bablok.h"
#include "chordae/stats/regression_errors.h"
#include "chordae/stats/repeatability.h"
#include "support/case_table.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using test::NamedNumbers;

std::vector<double> numbers(const json& c, const char* name) {
  return c[name].get<std::vector<double>>();
}

double level_of(const json& c) { return c.value("level", 0.95); }

void put(NamedNumbers& out, const std::string& name, const std::optional<Interval>& interval) {
  out[name + "_low"] = interval ? std::optional(interval->low) : std::nullopt;
  out[name + "_high"] = interval ? std::optional(interval->high) : std::nullopt;
}

void put(NamedNumbers& out, const std::string& name, const Estimate& estimate) {
  out[name] = estimate.value;
  put(out, name, estimate.interval);
}

void put(NamedNumbers& out, const std::optional<Test>& result) {
  out["statistic"] = result ? std::optional(result->statistic) : std::nullopt;
  out["p"] = result ? std::optional(result->p) : std::nullopt;
}

NamedNumbers named(const std::optional<Correlation>& r) {
  NamedNumbers out{{"value", r ? std::optional(r->value) : std::nullopt}};
  put(out, "ci", r ? r->interval : std::nullopt);
  put(out, r ? r->test : std::nullopt);
  return out;
}

NamedNumbers named(const std::optional<Concordance>& r) {
  NamedNumbers out{{"value", r ? std::optional(r->value) : std::nullopt},
                   {"bias_correction", r ? std::optional(r->bias_correction) : std::nullopt}};
  put(out, "ci", r ? r->interval : std::nullopt);
  return out;
}

NamedNumbers named(const std::optional<BlandAltman>& r) {
  NamedNumbers out{{"sd", r.value().sd}};
  put(out, "bias", r->bias);
  put(out, "lower", r->lower);
  put(out, "upper", r->upper);
  return out;
}

NamedNumbers named(const std::optional<FittedLine>& r) {
  NamedNumbers out{{"slope", r.value().slope}, {"intercept", r->intercept}};
  put(out, "slope", r->slope_interval);
  put(out, "intercept", r->intercept_interval);
  return out;
}

NamedNumbers named(const IccForms& forms) {
  NamedNumbers out;
  const auto one = [&](const std::string& name, const std::optional<Icc>& icc) {
    out[name] = icc ? std::optional(icc->value) : std::nullopt;
    put(out, name, icc ? icc->interval : std::nullopt);
  };
  one("one_way_single", forms.one_way_single);
  one("agreement_single", forms.agreement_single);
  one("consistency_single", forms.consistency_single);
  one("one_way_average", forms.one_way_average);
  one("agreement_average", forms.agreement_average);
  one("consistency_average", forms.consistency_average);
  return out;
}

const test::CaseTable kErrorsAndCorrelation = {
    {"errors",
     [](const json& c) {
       const auto r =
           compute_regression_errors(numbers(c, "x"), numbers(c, "y"), numbers(c, "weights"));
       return NamedNumbers{
           {"mae", r.value().mae}, {"rmse", r->rmse}, {"bias", r->bias}, {"r2", r->r2}};
     }},
    {"mean_t",
     [](const json& c) {
       const auto r = compute_mean_t_interval(numbers(c, "x"), level_of(c));
       NamedNumbers out{{"value", r ? std::optional(r->value) : std::nullopt}};
       put(out, "ci", r ? std::optional(r->interval) : std::nullopt);
       return out;
     }},
    {"pearson",
     [](const json& c) { return named(compute_pearson_fisher(numbers(c, "x"), numbers(c, "y"))); }},
    {"spearman",
     [](const json& c) {
       return named(compute_spearman_bonett_wright(numbers(c, "x"), numbers(c, "y")));
     }},
    {"concordance", [](const json& c) {
       return named(compute_concordance_lin(numbers(c, "x"), numbers(c, "y")));
     }}};

const test::CaseTable kAgreement = {
    {"icc", [](const json& c) { return named(compute_icc_f(numbers(c, "ratings"), c["raters"])); }},
    {"bland_altman_approximate",
     [](const json& c) {
       return named(compute_bland_altman_approximate(numbers(c, "x"), numbers(c, "y"), level_of(c),
                                                     c["coverage"]));
     }},
    {"bland_altman_exact",
     [](const json& c) {
       return named(compute_bland_altman_exact(numbers(c, "x"), numbers(c, "y"), level_of(c),
                                               c["coverage"]));
     }},
    {"bland_altman_repeated",
     [](const json& c) {
       return named(compute_bland_altman_repeated_mover(
           numbers(c, "x"), numbers(c, "y"), c["subjects"].get<std::vector<std::uint32_t>>(),
           level_of(c)));
     }},
    {"proportional_bias",
     [](const json& c) {
       const auto r = compute_proportional_bias(numbers(c, "x"), numbers(c, "y"));
       NamedNumbers out;
       const auto line = [&](const std::string& name, const Estimate* estimate) {
         out[name] = estimate ? std::optional(estimate->value) : std::nullopt;
         put(out, name, estimate ? std::optional(estimate->interval) : std::nullopt);
       };
       line("slope", r ? &r->slope : nullptr);
       line("intercept", r ? &r->intercept : nullptr);
       put(out, r ? std::optional(r->test) : std::nullopt);
       return out;
     }},
    {"repeatability", [](const json& c) {
       const auto r = compute_repeatability_chi_squared(
           numbers(c, "x"), c["subjects"].get<std::vector<std::uint32_t>>(), level_of(c));
       NamedNumbers out{{"cv", r.value().coefficient_of_variation}};
       put(out, "sd", r->within_subject_sd);
       put(out, "coefficient", r->repeatability_coefficient);
       put(out, "cv", r->coefficient_of_variation_interval);
       return out;
     }}};

const test::CaseTable kLinesAndBands = {
    {"deming",
     [](const json& c) {
       return named(compute_deming_jackknife(numbers(c, "x"), numbers(c, "y"), c["ratio"]));
     }},
    {"passing_bablok",
     [](const json& c) { return named(compute_passing_bablok(numbers(c, "x"), numbers(c, "y"))); }},
    {"kappa",
     [](const json& c) {
       const std::map<std::string, KappaWeights> weights = {
           {"none", KappaWeights::kNone},
           {"linear", KappaWeights::kLinear},
           {"quadratic", KappaWeights::kQuadratic}};
       const auto r =
           compute_kappa_asymptotic({c["classes"], numbers(c, "counts")}, weights.at(c["weights"]));
       NamedNumbers out{{"value", r.value().value}, {"se", r->standard_error}};
       put(out, "ci", r->interval);
       put(out, r->test);
       return out;
     }},
    {"bands",
     [](const json& c) {
       const auto m = compute_band_confusion(numbers(c, "x"), numbers(c, "y"), numbers(c, "edges"));
       NamedNumbers out;
       for (std::size_t i = 0; i < m.classes; ++i)
         for (std::size_t j = 0; j < m.classes; ++j)
           out[std::to_string(i) + std::to_string(j)] = m.at(i, j);
       return out;
     }},
    {"noncentral_t_quantile",
     [](const json& c) {
       return NamedNumbers{{"value", noncentral_t_quantile(c["p"], c["df"], c["nc"])}};
     }},
    {"chi_squared_quantile", [](const json& c) {
       return NamedNumbers{{"value", chi_squared_quantile(c["p"], c["df"])}};
     }}};

TEST(Agreement, AsIndependentImplementations) {
  test::CaseTable all = kErrorsAndCorrelation;
  all.insert(kAgreement.begin(), kAgreement.end());
  all.insert(kLinesAndBands.begin(), kLinesAndBands.end());
  test::compare_cases("agreement", all);
}

}  // namespace
}  // namespace chordae::stats
