// DeLong's method beside the paper's formulas over all pairs (tools/reference/stats_delong.py).
#include "chordae/stats/delong.h"

#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using test::Margin;
using Numbers = std::vector<double>;
using LabelColumn = std::vector<std::uint8_t>;

const json& reference() {
  static const json values = test::reference_values("delong")["cases"];
  return values;
}

Direction direction_of(const json& j) {
  return j["auto"].get<bool>() ? Direction::kAuto : Direction::kHigherIsPositive;
}

void compare_interval(Margin& margin, const std::optional<Interval>& ours, const json& theirs,
                      const std::string& what) {
  ASSERT_EQ(ours.has_value(), !theirs.is_null()) << what;
  if (!ours) return;
  margin.compare(ours->low, theirs[0], what + " low");
  margin.compare(ours->high, theirs[1], what + " high");
}

TEST(Delong, AucVarianceAndIntervals) {
  Margin auc("AUC"), variance("variance, relative"), plain("plain interval"),
      logit("logit interval");
  for (std::size_t i = 0; i < reference()["single"].size(); ++i) {
    const json& j = reference()["single"][i];
    const std::string what = "single " + std::to_string(i);
    const auto labels = j["labels"].get<LabelColumn>();
    const auto scores = j["scores"].get<Numbers>();
    const DelongAuc ours = compute_delong(labels, scores, direction_of(j)).value();
    auc.compare(ours.auc, j["auc"], what);
    EXPECT_EQ(ours.flipped, j["flipped"].get<bool>()) << what;
    ASSERT_EQ(ours.variance.has_value(), !j["variance"].is_null()) << what;
    if (!ours.variance) {
      EXPECT_FALSE(compute_delong_interval(ours)) << what;
      EXPECT_FALSE(compute_delong_logit_interval(ours)) << what;
      continue;
    }
    variance.compare(*ours.variance, j["variance"], what, j["variance"] != 0);
    for (const json& row : j["intervals"]) {
      compare_interval(plain, compute_delong_interval(ours, row["level"]), row["plain"], what);
      compare_interval(logit, compute_delong_logit_interval(ours, row["level"]), row["logit"],
                       what);
    }
  }
}

void compare_test(Margin& margin, Margin& tails, const AucComparison& ours, const json& theirs,
                  const std::string& what) {
  margin.compare(ours.difference, theirs["difference"], what);
  margin.compare(ours.test.value().statistic, theirs["statistic"], what + " statistic");
  tails.compare(ours.test->p, theirs["p"], what, true);
  compare_interval(margin, ours.interval, theirs["interval"], what);
}

TEST(Delong, PairedTest) {
  Margin margin("paired DeLong test"), tails("p of the paired test, relative");
  for (std::size_t i = 0; i < reference()["paired"].size(); ++i) {
    const json& j = reference()["paired"][i];
    const auto ours =
        compute_paired_delong_test(j["labels"].get<LabelColumn>(), j["first"].get<Numbers>(),
                                   j["second"].get<Numbers>(), direction_of(j), j["level"])
            .value();
    compare_test(margin, tails, ours, j, "paired " + std::to_string(i));
  }
}

TEST(Delong, UnpairedTest) {
  Margin margin("unpaired DeLong test"), tails("p of the unpaired test, relative");
  for (std::size_t i = 0; i < reference()["unpaired"].size(); ++i) {
    const json& j = reference()["unpaired"][i];
    const auto ours = compute_unpaired_delong_test(
                          j["first_labels"].get<LabelColumn>(), j["first"].get<Numbers>(),
                          j["second_labels"].get<LabelColumn>(), j["second"].get<Numbers>(),
                          direction_of(j), j["level"])
                          .value();
    const std::string what = "unpaired " + std::to_string(i);
    compare_test(margin, tails, ours, j, what);
    margin.compare(ours.test->degrees_of_freedom, j["df"], what + " df");
  }
}

TEST(Delong, CovarianceOfManyModels) {
  Margin auc("AUCs"), covariance("covariances");
  for (const json& j : reference()["covariance"]) {
    const auto columns = j["models"].get<std::vector<Numbers>>();
    const std::vector<std::span<const double>> models(columns.begin(), columns.end());
    const auto ours =
        compute_delong_covariance(j["labels"].get<LabelColumn>(), models, direction_of(j)).value();
    for (std::size_t a = 0; a < models.size(); ++a) {
      auc.compare(ours.auc[a], j["auc"][a], "model " + std::to_string(a));
      EXPECT_EQ(ours.flipped[a], j["flipped"][a].get<bool>());
      for (std::size_t b = 0; b < models.size(); ++b) {
        covariance.compare(ours.covariance[a * models.size() + b], j["covariance"][a][b],
                           "models " + std::to_string(a) + ", " + std::to_string(b));
      }
    }
  }
}

}  // namespace
}  // namespace chordae::stats
