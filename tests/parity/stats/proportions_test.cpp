// Intervals of proportions beside statsmodels', of predictive values beside the delta method by
// numbers (tools/reference/stats_proportions.py).
#include "chordae/stats/proportions.h"

#include "chordae/stats/predictive_values.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using test::Margin;

const json& reference() {
  static const json values = test::reference_values("proportions")["cases"];
  return values;
}

void compare_interval(Margin& margin, const std::optional<Interval>& ours, const json& theirs,
                      const std::string& what) {
  ASSERT_EQ(ours.has_value(), !theirs.is_null()) << what;
  if (!ours) return;
  margin.compare(ours->low, theirs[0], what + " low");
  margin.compare(ours->high, theirs[1], what + " high");
}

TEST(Proportions, IntervalsAsStatsmodels) {
  Margin wilson("Wilson"), exact("Clopper-Pearson");
  for (const json& j : reference()["proportions"]) {
    const std::string what = j["k"].dump() + " of " + j["n"].dump() + " at " + j["level"].dump();
    compare_interval(wilson, compute_wilson_interval(j["k"], j["n"], j["level"]), j["wilson"],
                     what);
    compare_interval(exact, compute_clopper_pearson_interval(j["k"], j["n"], j["level"]),
                     j["clopper_pearson"], what);
  }
}

TEST(PredictiveValues, AsBayesAndTheDeltaMethod) {
  Margin values("predictive values"), logit("logit intervals"),
      adjusted("adjusted logit intervals");
  const auto compare_value = [&](std::optional<double> ours, const json& theirs,
                                 const std::string& what) {
    ASSERT_EQ(ours.has_value(), !theirs.is_null()) << what;
    if (ours) values.compare(*ours, theirs, what);
  };
  for (const json& j : reference()["predictive_values"]) {
    const std::string what = j["counts"].dump() + " at " + j["prevalence"].dump();
    const auto& n = j["counts"];
    const ClassCounts counts{n[0], n[1], n[2], n[3]};
    const auto plain = compute_predictive_values_logit(counts, j["prevalence"], j["level"]).value();
    compare_value(plain.ppv, j["ppv"], what);
    compare_value(plain.npv, j["npv"], what);
    const bool has = !j["logit"].is_null();
    compare_interval(logit, plain.ppv_interval, has ? j["logit"][0] : json(), what + " PPV");
    compare_interval(logit, plain.npv_interval, has ? j["logit"][1] : json(), what + " NPV");
    const auto drawn =
        compute_predictive_values_adjusted_logit(counts, j["prevalence"], j["level"]).value();
    compare_value(drawn.ppv, j["ppv"], what);
    compare_value(drawn.npv, j["npv"], what);
    compare_interval(adjusted, drawn.ppv_interval, j["adjusted"][0], what + " PPV");
    compare_interval(adjusted, drawn.npv_interval, j["adjusted"][1], what + " NPV");
  }
}

}  // namespace
}  // namespace chordae::stats
