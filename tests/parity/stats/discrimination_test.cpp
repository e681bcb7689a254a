// Curves, areas, counts and averages beside scikit-learn's
// (tools/reference/stats_discrimination.py).
#include <map>

#include "chordae/stats/auc.h"
#include "chordae/stats/confusion.h"
#include "chordae/stats/multilabel.h"
#include "chordae/stats/operating_point.h"
#include "chordae/stats/precision_recall.h"
#include "chordae/stats/roc_curve.h"
#include "support/reference_values.h"

namespace chordae::stats {
namespace {

using nlohmann::json;
using test::Margin;
using Numbers = std::vector<double>;

const json& reference() {
  static const json values = test::reference_values("discrimination")["cases"];
  return values;
}

/// A number, or null for what is undefined.
void compare(Margin& margin, std::optional<double> ours, const json& theirs,
             const std::string& what) {
  ASSERT_EQ(ours.has_value(), !theirs.is_null()) << what;
  if (ours) margin.compare(*ours, theirs, what);
}

struct BinaryCase {
  explicit BinaryCase(const json& j)
      : name(j["name"]), labels(j["labels"]), scores(j["scores"]), weights(j["weights"]) {}
  Cutoffs cutoffs() const { return compute_cutoffs(labels, scores, weights); }

  std::string name;
  std::vector<std::uint8_t> labels;
  Numbers scores, weights;
};

TEST(Discrimination, AreasAsScikitLearn) {
  Margin auc("AUC"), ap("average precision"), partial("partial AUC");
  for (const json& j : reference()["binary"]) {
    const BinaryCase c(j);
    compare(auc, compute_auc(c.labels, c.scores, c.weights), j["auc"], c.name);
    compare(ap, compute_average_precision(c.labels, c.scores, c.weights), j["average_precision"],
            c.name);
    const Cutoffs cutoffs = c.cutoffs();
    if (j["auc"].is_null()) {
      EXPECT_FALSE(compute_partial_auc(cutoffs, RocAxis::kSpecificity, 0.9, 1)) << c.name;
      continue;
    }
    for (const json& p : j["partial"]) {
      const auto axis = p["axis"] == "specificity" ? RocAxis::kSpecificity : RocAxis::kSensitivity;
      const auto ours = compute_partial_auc(cutoffs, axis, p["low"], p["high"]).value();
      const std::string what = c.name + p.dump();
      partial.compare(ours.raw, p["raw"], what);
      partial.compare(ours.standardised, p["standardised"], what);
    }
    for (const json& p : j["max_fpr"]) {
      const double low = 1 - p[0].get<double>();
      const auto ours = compute_partial_auc(cutoffs, RocAxis::kSpecificity, low, 1).value();
      partial.compare(ours.standardised, p[1], c.name + " max_fpr " + p.dump());
    }
  }
}

void compare_curve(Margin& margin, const std::vector<RocPoint>& ours, const json& theirs,
                   const std::vector<std::size_t>& kept, const std::string& name) {
  ASSERT_EQ(ours.size(), kept.size() + 1) << name;
  EXPECT_TRUE(std::isinf(ours[0].threshold));
  EXPECT_EQ(ours[0].sensitivity, 0);
  EXPECT_EQ(ours[0].false_positive_rate, 0);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const json& point = theirs[kept[i]];
    margin.compare(ours[i + 1].threshold, point[0], name);
    margin.compare(ours[i + 1].false_positive_rate, point[1], name);
    margin.compare(ours[i + 1].sensitivity, point[2], name);
  }
}

TEST(Discrimination, CurvesAsScikitLearn) {
  Margin roc("ROC points"), collapsed("collapsed ROC points"), pr("precision-recall points");
  for (const json& j : reference()["binary"]) {
    const BinaryCase c(j);
    const Cutoffs cutoffs = c.cutoffs();
    const auto curve = compute_roc_curve(cutoffs);
    const auto corners = compute_collapsed_roc_curve(cutoffs);
    ASSERT_EQ(curve.has_value(), j.contains("roc")) << c.name;
    ASSERT_EQ(corners.has_value(), j.contains("roc")) << c.name;
    if (curve) {
      std::vector<std::size_t> all(j["roc"].size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      compare_curve(roc, *curve, j["roc"], all, c.name);
      compare_curve(collapsed, *corners, j["roc"], j["collapsed"], c.name);
    }
    const auto precision_recall = compute_precision_recall_curve(cutoffs);
    ASSERT_EQ(precision_recall.has_value(), j.contains("precision_recall")) << c.name;
    if (!precision_recall) continue;
    const json& theirs = j["precision_recall"];
    ASSERT_EQ(precision_recall->size(), theirs.size()) << c.name;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const PrecisionRecallPoint& point = (*precision_recall)[i];
      pr.compare(point.threshold, theirs[i][0], c.name);
      pr.compare(point.precision, theirs[i][1], c.name);
      pr.compare(point.recall, theirs[i][2], c.name);
    }
  }
}

TEST(Discrimination, OperatingPointsAsByTryingAll) {
  Margin margin("operating points");
  const auto compare_point = [&](const OperatingPoint& ours, const json& theirs, std::size_t at,
                                 const std::string& what) {
    ASSERT_EQ(std::isinf(ours.threshold), theirs[at].is_null()) << what;
    if (!theirs[at].is_null()) margin.compare(ours.threshold, theirs[at], what);
    margin.compare(ours.sensitivity, theirs[at + 1], what);
    margin.compare(ours.specificity, theirs[at + 2], what);
  };
  for (const json& j : reference()["binary"]) {
    const BinaryCase c(j);
    const Cutoffs cutoffs = c.cutoffs();
    if (!j.contains("operating_points")) {
      EXPECT_FALSE(compute_point_at_sensitivity(cutoffs, 0.9)) << c.name;
      EXPECT_FALSE(compute_point_at_specificity(cutoffs, 0.9)) << c.name;
      EXPECT_FALSE(compute_youden_point(cutoffs)) << c.name;
      continue;
    }
    const json& points = j["operating_points"];
    for (const json& p : points["sensitivity"]) {
      compare_point(compute_point_at_sensitivity(cutoffs, p[0]).value(), p, 1,
                    c.name + " sensitivity " + p.dump());
    }
    for (const json& p : points["specificity"]) {
      compare_point(compute_point_at_specificity(cutoffs, p[0]).value(), p, 1,
                    c.name + " specificity " + p.dump());
    }
    compare_point(compute_youden_point(cutoffs).value(), points["youden"], 0, c.name + " Youden");
  }
}

TEST(Discrimination, CountsAndMeasuresAsScikitLearn) {
  Margin counts("confusion counts"), measures("measures of counts");
  const auto compare_counts = [&](const Confusion& ours, const json& theirs,
                                  const std::string& what) {
    counts.compare(ours.true_positives, theirs[0], what);
    counts.compare(ours.false_positives, theirs[1], what);
    counts.compare(ours.true_negatives, theirs[2], what);
    counts.compare(ours.false_negatives, theirs[3], what);
  };
  for (const json& j : reference()["binary"]) {
    const BinaryCase c(j);
    Numbers thresholds;
    for (const json& t : j["thresholds"]) thresholds.push_back(t["threshold"]);
    const auto sweep = compute_confusions(c.cutoffs(), thresholds);
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
      const json& t = j["thresholds"][i];
      const std::string what = c.name + " at " + t["threshold"].dump();
      const Confusion single = compute_confusion(c.labels, c.scores, thresholds[i], c.weights);
      compare_counts(single, t["counts"], what);
      compare_counts(sweep[i], t["counts"], what + ", in one sweep");
      const ConfusionMeasures m = compute_confusion_measures(single);
      const std::map<std::string, std::optional<double>> ours = {
          {"sensitivity", m.sensitivity},
          {"specificity", m.specificity},
          {"ppv", m.ppv},
          {"npv", m.npv},
          {"accuracy", m.accuracy},
          {"balanced_accuracy", m.balanced_accuracy},
          {"youden", m.youden},
          {"f1", m.f1},
          {"mcc", m.mcc}};
      for (const auto& [name, value] : ours) {
        compare(measures, value, t["measures"].at(name), what + " " + name);
      }
    }
  }
}

TEST(Discrimination, AveragesOverConditionsAsScikitLearn) {
  const json& j = reference()["multilabel"];
  const auto labels = j["labels"].get<std::vector<std::vector<std::uint8_t>>>();
  const auto scores = j["scores"].get<std::vector<Numbers>>();
  std::vector<ConditionScores> conditions;
  for (std::size_t i = 0; i < labels.size(); ++i) conditions.push_back({labels[i], scores[i]});
  Margin margin("averages over conditions");
  const auto compare_all = [&](const ConditionAverages& ours, const std::string& name) {
    compare(margin, ours.macro, j[name]["macro"], name + " macro");
    compare(margin, ours.micro, j[name]["micro"], name + " micro");
    compare(margin, ours.weighted, j[name]["weighted"], name + " weighted");
    ASSERT_EQ(ours.defined, labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      compare(margin, ours.each[i], j[name]["each"][i], name);
    }
  };
  compare_all(compute_auc_over_conditions(conditions), "auc");
  compare_all(compute_average_precision_over_conditions(conditions), "average_precision");
  compare_all(compute_f1_over_conditions(conditions, j["thresholds"].get<Numbers>()), "f1");
}

TEST(Discrimination, TopKAsScikitLearnAndTiesAsAllTheirOrders) {
  Margin margin("top-k accuracy");
  for (const json& j : reference()["top_k"]) {
    const auto columns = j["scores"].get<std::vector<Numbers>>();
    const std::vector<std::span<const double>> scores(columns.begin(), columns.end());
    const auto classes = j["classes"].get<std::vector<std::size_t>>();
    compare(margin, compute_top_k_accuracy(classes, scores, j["k"]), j["value"],
            "top " + j["k"].dump());
  }
}

}  // namespace
}  // namespace chordae::stats
