// Tests, multiplicity and sample sizes beside scipy, statsmodels and enumeration
// (tools/reference/stats_comparisons.py).
#include "chordae/stats/multiplicity.h"
#include "chordae/stats/paired_tests.h"
#include "chordae/stats/permutation.h"
#include "chordae/stats/rank_tests.h"
#include "chordae/stats/sample_size.h"
#include "support/case_table.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using test::NamedNumbers;

std::vector<double> numbers(const json& c, const char* name) {
  return c[name].get<std::vector<double>>();
}

ZeroDifferences zeros_of(const json& c) {
  return c["pratt"].get<bool>() ? ZeroDifferences::kPratt : ZeroDifferences::kWilcoxon;
}

NamedNumbers named(const std::optional<MannWhitney>& r) {
  return {{"u", r ? std::optional(r->u) : std::nullopt},
          {"probability", r ? std::optional(r->probability) : std::nullopt},
          {"p", r ? std::optional(r->p) : std::nullopt}};
}

NamedNumbers named(const MeanDifference& r) {
  return {{"value", r.difference.value},           {"ci_low", r.difference.interval.low},
          {"ci_high", r.difference.interval.high}, {"statistic", r.test.statistic},
          {"df", r.test.degrees_of_freedom},       {"p", r.test.p}};
}

NamedNumbers named(const std::vector<double>& adjusted) {
  NamedNumbers out;
  for (std::size_t i = 0; i < adjusted.size(); ++i) out[std::to_string(i)] = adjusted[i];
  return out;
}

const test::CaseTable kTests = {
    {"signed_rank_normal",
     [](const json& c) {
       const auto r = compute_signed_rank_normal(numbers(c, "x"), zeros_of(c), c["continuity"]);
       return NamedNumbers{{"plus", r.value().plus}, {"minus", r->minus}, {"z", r->z}, {"p", r->p}};
     }},
    {"signed_rank_exact",
     [](const json& c) {
       const auto r = compute_signed_rank_exact(numbers(c, "x"), zeros_of(c));
       return NamedNumbers{{"plus", r.value().plus}, {"minus", r->minus}, {"p", r->p}};
     }},
    {"mann_whitney_normal",
     [](const json& c) {
       return named(compute_mann_whitney_normal(numbers(c, "x"), numbers(c, "y"), c["continuity"]));
     }},
    {"mann_whitney_exact",
     [](const json& c) {
       return named(compute_mann_whitney_exact(numbers(c, "x"), numbers(c, "y")));
     }},
    {"paired_t",
     [](const json& c) {
       return named(compute_paired_t(numbers(c, "x"), numbers(c, "y")).value());
     }},
    {"welch_t",
     [](const json& c) {
       return named(compute_welch_t(numbers(c, "x"), numbers(c, "y")).value());
     }},
    {"mcnemar_exact",
     [](const json& c) {
       const Test r = compute_mcnemar_exact({c["b"], c["c"]});
       return NamedNumbers{{"statistic", r.statistic}, {"p", r.p}};
     }},
    {"mcnemar_chi_squared",
     [](const json& c) {
       const auto r = compute_mcnemar_chi_squared({c["b"], c["c"]}, c["continuity"]);
       return NamedNumbers{{"statistic", r ? std::optional(r->statistic) : std::nullopt},
                           {"p", r ? std::optional(r->p) : std::nullopt}};
     }},
    {"permutation", [](const json& c) {
       const auto r = compute_paired_permutation(numbers(c, "x"), Rng(1));
       return NamedNumbers{{"mean", r.value().mean}, {"p", r->p}};
     }}};

const test::CaseTable kMultiplicityAndSizes = {
    {"bonferroni", [](const json& c) { return named(compute_bonferroni(numbers(c, "x"))); }},
    {"holm", [](const json& c) { return named(compute_holm(numbers(c, "x"))); }},
    {"fdr_bh", [](const json& c) { return named(compute_benjamini_hochberg(numbers(c, "x"))); }}};

/// Whole numbers, which must agree exactly: the margin's 1e-9 tells any two apart.
template <class Compute>
auto size(Compute compute) {
  return [compute](const json& c) {
    return NamedNumbers{{"n", static_cast<double>(compute(c["a"], c["width"], c["level"]))}};
  };
}

template <class Compute>
auto two_sizes(Compute compute) {
  return [compute](const json& c) {
    const TwoClasses n = compute(c["a"], c["width"], c["ratio"], c["level"]);
    return NamedNumbers{{"n", static_cast<double>(n.positives)},
                        {"negatives", static_cast<double>(n.negatives)}};
  };
}

TEST(Comparisons, AsIndependentImplementations) {
  test::CaseTable all = kTests;
  all.insert(kMultiplicityAndSizes.begin(), kMultiplicityAndSizes.end());
  all["size_proportion"] = size(compute_sample_size_proportion_wilson);
  all["size_mean"] = size(compute_sample_size_mean_t);
  all["size_limit"] = size([](double sd, double width, double level) {
    return compute_sample_size_limit_of_agreement(sd, width, level);
  });
  all["size_correlation"] = size(compute_sample_size_pearson_fisher);
  all["size_auc_hanley_mcneil"] = two_sizes(compute_sample_size_auc_hanley_mcneil);
  all["size_auc_obuchowski"] = two_sizes(compute_sample_size_auc_obuchowski);
  test::compare_cases("comparisons", all);
}

}  // namespace
}  // namespace chordae::stats
