#include "chordae/draw/chart.h"

#include <cmath>

#include "chordae/base/rng.h"
#include "chordae/draw/chart_box.h"
#include "chordae/draw/chart_forest.h"
#include "chordae/draw/chart_kinds.h"
#include "chordae/draw/chart_matrix.h"
#include "chordae/draw/chart_thin.h"
#include "support/markup.h"

namespace chordae::chart {
namespace {

using test::count_of;

PointGroup cloud(std::size_t count, std::uint64_t seed = 3) {
  Rng rng(seed);
  PointGroup group{"Cases", {}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    group.x.push_back(rng.normal(55, 12));
    group.y.push_back(group.x.back() + rng.normal(0, 6));
  }
  return group;
}

TEST(Chart, KnownPointsHaveKnownPlaces) {
  // No titles of axes, no ticks: the plot begins 11 units from the left (tick, gap and margin) and
  // ends 14 before the right.
  Chart chart;
  chart.x.low = chart.y.low = 0;
  chart.x.high = chart.y.high = 1;
  chart.x.bare = chart.y.bare = true;
  chart.square = true;
  chart.width = 225;
  chart.layers = {Points{"", {0, 0.5, 1}, {0, 0.25, 1}, 0, 6}};
  const auto drawing = draw(chart);
  // The plot is 200 wide from x = 11; its top is below an empty title (8) and the gap (4).
  EXPECT_NE(drawing.body.find("d=\"M11,212h0M111,162h0M211,12h0\""), std::string::npos)
      << drawing.body;
}

TEST(Chart, EveryPointIsAMarkAndTheSameEveryTime) {
  const auto group = cloud(250);
  const auto make = [&] {
    return standalone_svg(draw(make_scatter({"T", "C", ""}, "LVEF", "%", {group})));
  };
  const std::string svg = make();
  EXPECT_EQ(count_of(svg, "h0"), 251u);  // and one in the legend
  EXPECT_EQ(svg, make());
  test::expect_sound_svg(svg);
}

TEST(Chart, AMillionPointsStaySmall) {
  const auto drawing =
      draw(make_scatter({"T", "n = 1,000,000.", ""}, "LVEF", "%", {cloud(1000000)}));
  EXPECT_LT(drawing.body.size(), 150000u);
  EXPECT_NE(drawing.caption.find("1,000,000 points, counted in hexagonal bins"), std::string::npos);
  test::expect_sound_svg(inline_svg(drawing));
  // Several groups keep their styles and are thinned instead.
  const auto map = draw(make_map({"T", "", ""}, {cloud(20000, 1), cloud(30, 2), cloud(9000, 4)}));
  EXPECT_LT(map.body.size(), 400000u);
  EXPECT_NE(map.caption.find(" of 29,030 points drawn"), std::string::npos) << map.caption;
}

TEST(Chart, LongCurvesAreSimplified) {
  Rng rng(5);
  Curve curve{"Model", {}, {}, {}, {}};
  double y = 0;
  for (int i = 0; i <= 300000; ++i) {
    curve.x.push_back(i / 300000.0);
    curve.y.push_back(std::clamp(y += rng.normal(0, 0.002), 0.0, 1.0));
  }
  const auto drawing = draw(make_roc({"T", "", ""}, {curve}));
  EXPECT_LE(count_of(drawing.body, "L"), kMostLinePoints + 4);
  test::expect_sound_svg(inline_svg(drawing));
}

TEST(Chart, WhatCannotBeShownIsCounted) {
  Chart chart;
  chart.x.low = 0;
  chart.x.high = 10;
  chart.layers = {Points{"A", {1, 2, NAN, 99, 5}, {1, INFINITY, 3, 4, 5}, 0, 0}};
  const auto drawing = draw(chart);
  EXPECT_EQ(drawing.caption, "1 point lies beyond the axes. 2 values are undefined and not drawn.");
  test::expect_sound_svg(inline_svg(drawing));
  chart.layers = {Line{"B", {0, 1, 2, 3}, {0, 1, NAN, 3}, 0, false, false}};
  EXPECT_EQ(draw(chart).caption, "1 value is undefined and not drawn.");
  chart.x = chart.y = Axis{};
  chart.y.scale = Scale::kLog;
  chart.layers = {Points{"", {0, 1}, {0, 10}, 0, 0}};
  EXPECT_EQ(draw(chart).caption, "1 value is undefined and not drawn.");
}

TEST(Chart, NoDataSaysWhy) {
  for (const Chart& chart :
       {make_roc({"ROC", "", "One class only"}, {}),
        make_scatter({"S", "", "One class only"}, "LVEF", "%", {{"", {NAN}, {1}}}),
        make_histogram({"H", "", "One class only"}, "x", {}, 10),
        make_boxes({"B", "", "One class only"}, "x", "y", {"a"}, {{}}, true),
        make_bland_altman({"BA", "", "One class only"}, "LVEF", "%", "d", {}, {}, {})}) {
    const std::string svg = inline_svg(draw(chart));
    EXPECT_NE(svg.find("No data"), std::string::npos);
    EXPECT_NE(svg.find("One class only"), std::string::npos);
    test::expect_sound_svg(svg);
  }
}

TEST(Chart, HostileNamesAreHarmless) {
  const std::string evil = "<script>alert(1)</script>\" onload=\"x\xFF\x01";
  Words words{evil, evil, evil};
  const auto roc = make_roc(words, {{evil, {0, 1}, {0, 1}, {}, {}}});
  const auto boxes = make_boxes(words, evil, evil, {evil, evil}, {{1, 2, 3}, {4}}, true);
  for (const auto& drawing : {draw(roc), draw(boxes)}) {
    const std::string svg = standalone_svg(drawing);
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    test::expect_sound_svg(svg);
  }
}

TEST(Chart, OnePointAndConstantsAreDrawn) {
  const auto one = draw(make_scatter({"T", "", ""}, "LVEF", "%", {{"", {50}, {50}}}));
  EXPECT_EQ(count_of(one.body, "h0"), 1u);
  test::expect_sound_svg(inline_svg(one));
  test::expect_sound_svg(
      inline_svg(draw(make_histogram({"T", "", ""}, "x", {{"g", {3, 3, 3}}}, 5))));
}

TEST(Chart, ColumnsMustFit) {
  Chart chart;
  chart.layers = {Line{"L", {1, 2}, {1}, 0, false, false}};
  EXPECT_EQ(test::error_code_of([&] { (void)draw(chart); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([] { (void)draw_panels("", "", {}, 2); }), ErrorCode::kUsage);
}

TEST(Histogram, CountsByHand) {
  const auto chart = make_histogram({"", "", ""}, "x", {{"g", {0, 1, 1.5, 4}}}, 4);
  EXPECT_EQ(std::get<Bars>(chart.layers[0]).height, (std::vector<double>{1, 2, 0, 1}));
}

TEST(Box, TukeyByHand) {
  const auto box = compute_box({1, 2, 3, 4, 100, NAN});
  ASSERT_TRUE(box);
  EXPECT_EQ(box->lower_quartile, 2);
  EXPECT_EQ(box->median, 3);
  EXPECT_EQ(box->upper_quartile, 4);
  EXPECT_EQ(box->low, 1);
  EXPECT_EQ(box->high, 4);
  EXPECT_EQ(box->beyond, std::vector<double>{100});
  EXPECT_FALSE(compute_box({NAN}));
}

TEST(Thin, LinesStayWithinTheTolerance) {
  std::vector<Place> line;
  for (int i = 0; i <= 5000; ++i) line.push_back({i * 0.1, 50 * std::sin(i * 0.004)});
  const auto thin = simplify_line(line, 0.2, 2000);
  EXPECT_LT(thin.size(), 200u);
  EXPECT_EQ(thin.front().x, line.front().x);
  EXPECT_EQ(thin.back().x, line.back().x);
  std::size_t at = 0;
  for (const Place& p : line) {
    while (thin[at + 1].x < p.x) ++at;
    const double t = (p.x - thin[at].x) / (thin[at + 1].x - thin[at].x);
    EXPECT_NEAR(std::lerp(thin[at].y, thin[at + 1].y, t), p.y, 0.21);
  }
  EXPECT_EQ(simplify_line(line, 0.2, 2).size(), 2u);
}

TEST(Thin, HexagonsCountEveryPointOnceByTheNearestCentre) {
  Rng rng(9);
  std::vector<Place> places;
  for (int i = 0; i < 5000; ++i) places.push_back({rng.uniform(-40, 40), rng.uniform(-40, 40)});
  const auto cells = count_in_hexagons(places, 5);
  std::vector<std::size_t> nearest(cells.size(), 0);
  for (const Place& p : places) {
    std::size_t best = 0;
    double least = INFINITY;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const double d = std::hypot(p.x - cells[c].centre.x, p.y - cells[c].centre.y);
      if (d < least) least = d, best = c;
    }
    EXPECT_LE(least, 5 + 1e-9);
    ++nearest[best];
  }
  for (std::size_t c = 0; c < cells.size(); ++c) EXPECT_EQ(nearest[c], cells[c].count);
}

Forest forest_of(std::size_t rows) {
  Forest forest;
  forest.title = "AUC";
  forest.label_title = "Condition";
  forest.left_titles = {"n"};
  forest.right_titles = {"AUC", "p"};
  forest.models = {"Ours", "Baseline"};
  forest.axis.low = 0.5;
  forest.axis.high = 1;
  forest.reference = 0.5;
  for (std::size_t i = 0; i < rows; ++i) {
    forest.rows.push_back({"Condition " + std::to_string(i),
                           {"2,014"},
                           {"0.8", "0.01"},
                           {{0.8, 0.7, 0.9}, {0.75, 0.4, 0.8}},
                           false});
  }
  return forest;
}

TEST(Forest, ARowEach) {
  const auto drawing = draw(forest_of(60));
  EXPECT_EQ(count_of(drawing.body, ">Condition "), 60u);
  EXPECT_EQ(count_of(drawing.body, "class=\"dot firm c0\""), 61u);  // and the legend
  EXPECT_EQ(count_of(drawing.body, "class=\"mark firm c1\""), 61u);
  EXPECT_EQ(count_of(drawing.body, "class=\"solid c1\""), 60u);  // arrows: 0.4 lies beyond the axis
  EXPECT_GE(drawing.width, kPageWidth);
  test::expect_sound_svg(standalone_svg(drawing));
}

TEST(Forest, UndefinedPartsAreLeftOut) {
  auto forest = forest_of(2);
  forest.rows.push_back({"One class only", {"12"}, {"", ""}, {{}, {}}, false});
  forest.rows.push_back({"Heading", {}, {}, {}, false});
  test::expect_sound_svg(inline_svg(draw(forest)));
  forest.rows = {{"One class only", {}, {}, {{NAN, {}, {}}}, false}};
  EXPECT_NE(draw(forest).body.find("No data"), std::string::npos);
  forest.rows = {{"x", {"1", "2"}, {}, {}, false}};
  EXPECT_EQ(test::error_code_of([&] { (void)draw(forest); }), ErrorCode::kShape);
}

TEST(Matrix, CellsAndShares) {
  const std::vector<double> counts = {8, 2, 0, 0};
  const auto shares = compute_row_shares(counts, 2);
  EXPECT_EQ(shares[0], 0.8);
  EXPECT_TRUE(std::isnan(shares[2]));
  Matrix matrix{"EF bands",           "",         "",         "Reference",
                "Predicted",          {"a", "b"}, {"a", "b"}, shares,
                {"8", "2", "0", "0"}, 0,          1,          0};
  const auto drawing = draw(matrix);
  EXPECT_EQ(count_of(drawing.body, "class=\"solid c0\""), 2u);
  EXPECT_NE(drawing.body.find("fill-opacity=\"0.81\""), std::string::npos);  // 0.04 + 0.96 x 0.8
  test::expect_sound_svg(inline_svg(drawing));
  matrix.values.pop_back();
  EXPECT_EQ(test::error_code_of([&] { (void)draw(matrix); }), ErrorCode::kShape);
}

TEST(Panels, LetteredAndSound) {
  const auto one = draw(make_scatter({"T", "", ""}, "LVEF", "%", {cloud(20)}));
  const auto all = draw_panels("All", "", {one, one, one}, 2);
  EXPECT_EQ(all.width, 800);
  EXPECT_NE(all.body.find(">c</text>"), std::string::npos);
  test::expect_sound_svg(standalone_svg(all));
}

}  // namespace
}  // namespace chordae::chart
