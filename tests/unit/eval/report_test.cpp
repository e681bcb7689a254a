// The report's tables and what is decided between statistics and page, by hand numbers.
#include "chordae/eval/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "chordae/eval/checklists.h"
#include "chordae/eval/condition_results.h"
#include "chordae/eval/lvef_results.h"
#include "support/test_support.h"

namespace chordae::eval {
namespace {

EvaluationData make_data() {
  EvaluationData data;
  data.models = {"ours", "other"};
  for (std::uint32_t i = 0; i < 6; ++i) {
    data.id.push_back("id" + std::to_string(i));
    data.line.push_back(i + 2);
  }
  data.conditions.push_back({"A",
                             {0, 0, 1, 1, kUnknown, 1},
                             {{0.1, 0.6, 0.4, 0.9, 0.5, 0.8}, {0.1, 0.2, 0.3, 0.4, 0.5, kMissing}},
                             {{}, {}}});
  data.measures.push_back({"lvef_percent",
                           {30, 42, 55, 60, 38, 51},
                           {{33, 41, 50, kMissing, 45, 50}, {30, 42, 55, 60, 38, 51}}});
  data.has_lvef = true;
  data.flow = {{{"p.csv", 7, 0, 1}}, 7, 6, 1};
  return data;
}

TEST(ResultTable, CsvAndJsonInFullPageRounded) {
  ResultTable table{
      "t", "caption", {{"a", "A", Shown::kNumber3}, {"p", "p", Shown::kP}, {"s", "S"}}, {}};
  table.rows.push_back({cell(1.0 / 3), cell(1e-7), std::string("x,\"y")});
  table.rows.push_back({cell(std::nan("")), Cell(), std::string("=1+1")});
  EXPECT_EQ(to_csv(table), "a,p,s\r\n0.3333333333333333,1e-07,\"x,\"\"y\"\r\n,,'=1+1\r\n");
  const auto json = nlohmann::json::parse(to_json(table));
  EXPECT_EQ(json[0]["a"], 1.0 / 3);
  EXPECT_TRUE(json[1]["a"].is_null());
  EXPECT_EQ(to_html(table).rows[0], (std::vector<std::string>{"0.333", "<0.001", "x,\"y"}));
}

TEST(ResultTable, LargeOnesAreLinkedNotEmbedded) {
  ResultTable table{"t", "caption", {{"a", "A", Shown::kNumber3}}, {}};
  for (int i = 0; i < 3000; ++i) table.rows.push_back({cell(i / 7.0)});
  const html::Table page = to_html(table);
  EXPECT_EQ(page.rows.size(), kFirstRows);
  EXPECT_EQ(page.link, "tables/t.csv");
  EXPECT_TRUE(page.csv.empty());
  EXPECT_NE(page.caption.find("The first 20 of 3,000 rows; all are in tables/t.csv"),
            std::string::npos);
}

TEST(Conditions, CountUnknownAndMissingCellsOut) {
  const auto results = compute_conditions(make_data(), {});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].models[0].n, 5u);
  EXPECT_EQ(results[0].models[0].positives, 3u);
  EXPECT_DOUBLE_EQ(results[0].models[0].auc->auc, 5.0 / 6);
  EXPECT_EQ(results[0].models[1].n, 4u);
  const Comparison& c = results[0].comparisons[0];
  EXPECT_TRUE(c.paired);
  EXPECT_EQ(c.rows, 4u);  // cases that both have
  EXPECT_DOUBLE_EQ(c.delong->first.auc, 0.75);
  EXPECT_DOUBLE_EQ(c.delong->second.auc, 1);
}

TEST(Conditions, OneClassLeavesBlanksAndAWarning) {
  EvaluationData data = make_data();
  data.conditions[0].label = {0, 0, 0, 0, 0, 0};
  const Report report = make_report(data, {}, {{}, "test"});
  ASSERT_NE(report.try_table("conditions"), nullptr);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(report.try_table("conditions")->rows[0][4]));
  bool is_said = false;
  for (const auto& w : report.warnings)
    is_said = is_said || w.find("one class only (0 positives of 6)") != std::string::npos;
  EXPECT_TRUE(is_said);
}

TEST(Lvef, CutsAreStrictAndBandsIncludeTheirLowerEdge) {
  EvaluationData data = make_data();
  data.measures[0].truth = {40, 39.9, 50, 60, 49.9, 30};
  data.measures[0].predicted[0] = {40, 40, 50, 55, 39, 39.9};
  const auto results = compute_lvef(data, {});
  const LvefResult& r = results.models[0];
  EXPECT_EQ(r.cuts[0].positives, 2u);  // 39.9 and 30
  EXPECT_DOUBLE_EQ(*r.cuts[0].at_cut.sensitivity, 0.5);
  EXPECT_DOUBLE_EQ(*r.cuts[0].at_cut.specificity, 0.75);
  EXPECT_EQ(r.bands[0].n, 2u);
  EXPECT_EQ(r.bands[1].n, 2u);
  EXPECT_EQ(r.bands[2].n, 2u);
  EXPECT_EQ(r.confusion.at(0, 1), 1);  // 39.9 predicted 40
  EXPECT_EQ(band_names({40, 50}), (std::vector<std::string>{"<40", "40 to <50", "50 and above"}));
}

TEST(Lvef, IntervalsAreClosed) {
  EvaluationData data = make_data();
  data.lvef_low = {33, 43, 45, 10, kMissing, 40};
  data.lvef_high = {40, 50, 55, 90, 60, 60};
  const auto results = compute_lvef(data, {});
  EXPECT_EQ(results.models[0].with_interval, 4u);  // one without interval, one without prediction
  EXPECT_DOUBLE_EQ(*results.models[0].coverage, 0.5);
}

TEST(Lvef, MeanAbsoluteErrorIsNeverBelowZero) {
  EvaluationData data = make_data();
  data.measures[0].truth = {50, 50, kMissing, kMissing, kMissing, kMissing};
  data.measures[0].predicted = {{51, 58, 1, 1, 1, 1}, {50, 50, 1, 1, 1, 1}};
  const auto& mae = compute_lvef(data, {}).models[0].agreement.mae;
  ASSERT_TRUE(mae);
  EXPECT_DOUBLE_EQ(mae->value, 4.5);
  EXPECT_EQ(mae->interval.low, 0);  // Student's would begin at -40
  EXPECT_GT(mae->interval.high, 40);
}

TEST(Curves, ThinningKeepsTheEnds) {
  std::vector<Point> curve;
  for (int i = 0; i <= 1000; ++i) curve.push_back({i / 1000.0, 1});
  const auto thinned = thin(curve, 7);
  ASSERT_EQ(thinned.size(), 7u);
  EXPECT_EQ(thinned.front().x, 0);
  EXPECT_EQ(thinned.back().x, 1);
}

TEST(ReportDocument, IsJsonAndShowsNoIdUnlessAsked) {
  const EvaluationData data = make_data();
  EvaluationConfig config;
  for (const bool show : {false, true}) {
    config.show_ids = show;
    const Report report = make_report(data, config, {{}, "test"});
    const std::string text = report_json(report, data, config, "test"),
                      page = html::render_page(report.page);
    EXPECT_TRUE(nlohmann::json::accept(text));
    EXPECT_EQ(text.find("id3") != std::string::npos, show);
    EXPECT_EQ(page.find("id3") != std::string::npos, show);
  }
}

TEST(Checklists, BlankWhereUnknown) {
  const EvaluationData data = make_data();
  const Report report = make_report(data, {}, {{}, "test"});
  const auto lists = make_checklists(report, data, {});
  ASSERT_EQ(lists.size(), 2u);
  EXPECT_EQ(lists[0].items.size(), 52u);
  EXPECT_EQ(lists[1].items.size(), 44u);
  for (const auto& item : lists[0].items) {
    if (item.number == "17") {
      EXPECT_EQ(item.answer, "");  // ethics: for the authors
    }
    if (item.number == "20a") {
      EXPECT_NE(item.answer.find("7 cases by id, 6 with prediction and truth"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace chordae::eval
