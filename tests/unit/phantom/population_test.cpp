// Populations: healthy people as published, conditions within what a heart can be.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/motion/beat.h"
#include "chordae/phantom/person_body.h"
#include "chordae/phantom/person_draw.h"
#include "chordae/phantom/reference_values.h"
#include "support/test_support.h"

namespace chordae {
namespace {

constexpr std::uint64_t kPeople = 5000;

struct Spread {
  double low = 1e9, high = -1e9, sum = 0, squares = 0;
  int count = 0;
  void add(double x) {
    low = std::min(low, x), high = std::max(high, x);
    sum += x, squares += x * x, ++count;
  }
  double mean() const { return sum / count; }
  double sd() const { return std::sqrt(squares / count - mean() * mean()); }
};

TEST(Population, AReferralCohortCoversWhatClinicsSee) {
  Spread lvef, edv, rvef, age;
  std::map<std::string_view, int> labels;
  for (std::uint64_t i = 0; i < kPeople; ++i) {
    const Person p = draw_person(Rng(11).split("person", i),
                                 {.body = false});  // throws where the anatomy is impossible
    lvef.add(p.anatomy.lvef_percent());
    edv.add(p.anatomy.edv_ml);
    rvef.add(p.anatomy.rvef_percent());
    age.add(p.age_years);
    for (const Condition* c : condition_table()) labels[c->name] += has_label(*c, p);
  }
  EXPECT_LT(lvef.low, 12);
  EXPECT_GE(lvef.low, 8);
  EXPECT_GT(lvef.high, 76);
  EXPECT_LE(lvef.high, 80);
  EXPECT_LT(edv.low, 70);
  EXPECT_GT(edv.high, 380);
  EXPECT_LE(edv.high, 410);
  for (const Condition* c : condition_table()) {
    EXPECT_GT(labels[c->name], kPeople / 100) << c->name;
    std::printf("%-50s %5.1f %%\n", std::string(c->name).c_str(),
                100.0 * labels[c->name] / kPeople);
  }
  std::printf("LVEF %.1f +- %.1f (%.1f to %.1f), EDV %.0f to %.0f, RVEF %.0f to %.0f, age %.0f\n",
              lvef.mean(), lvef.sd(), lvef.low, lvef.high, edv.low, edv.high, rvef.low, rvef.high,
              age.mean());
}

// Means within half a published SD, spreads within a third of it.
TEST(Population, HealthyHeartsAreAsPublished) {
  for (const bool female : {false, true}) {
    Spread edv, lvef, mass, rv, rvef, atrium, root;
    ReferenceValues r = reference_values(female, 50);
    for (std::uint64_t i = 0; i < kPeople; ++i) {
      const Person p =
          draw_person(Rng(12).split("person", i), {.only = {"PureNormal"}, .body = false});
      EXPECT_TRUE(has_label(find_condition("PureNormal"), p)) << i;
      EXPECT_NEAR(p.anatomy.rv_edv_ml - p.anatomy.rv_esv_ml, p.anatomy.edv_ml - p.anatomy.esv_ml,
                  0.07 * (p.anatomy.edv_ml - p.anatomy.esv_ml));
      if (p.female != female || p.age_years < 40 || p.age_years > 60) continue;
      const Measures m = measure(p);
      if (mass.count < 200) mass.add(1.05 * Beat(p).myocardial_ml() / p.body_surface_m2());
      edv.add(m.lv_edv_index);
      lvef.add(p.anatomy.lvef_percent());
      rv.add(m.rv_edv_index);
      rvef.add(p.anatomy.rvef_percent());
      atrium.add(m.la_max_index);
      root.add(p.anatomy.aortic_root_mm);
    }
    const auto near = [&](const Spread& drawn, const ReferenceRange& published, const char* what) {
      EXPECT_NEAR(drawn.mean(), published.mean, 0.5 * published.sd) << what << " female " << female;
      EXPECT_NEAR(drawn.sd(), published.sd, 0.34 * published.sd) << what << " female " << female;
      std::printf("%-6s %s drawn %5.1f +- %4.1f, published %5.1f +- %4.1f\n",
                  female ? "women" : "men", what, drawn.mean(), drawn.sd(), published.mean,
                  published.sd);
    };
    near(edv, r.lv_edv_index, "LVEDVi");
    near(lvef, r.lvef_percent, "LVEF  ");
    near(mass, r.lv_mass_index, "mass i");
    near(rv, r.rv_edv_index, "RVEDVi");
    near(rvef, r.rvef_percent, "RVEF  ");
    near(atrium, r.la_max_index, "LA i  ");
    near(root, r.aortic_root_mm, "root  ");
  }
}

// Whoever is drawn beats: the walls reach the volumes, and the chest has room for all but few.
TEST(Population, EveryHeartCanBeatInItsChest) {
  int pressed = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Person p =
        draw_person(Rng(13).split("person", i), {.mix = ConditionMix::kUniform, .body = false});
    EXPECT_NO_THROW(Beat{p}) << i;
    pressed += !give_body(p, Rng(13).split("body", i));
  }
  EXPECT_LT(pressed, 25);
}

TEST(Population, SameStreamSamePerson) {
  const Person one = draw_person(Rng(3).split("a")), again = draw_person(Rng(3).split("a"));
  EXPECT_EQ(one.anatomy.edv_ml, again.anatomy.edv_ml);
  EXPECT_EQ(one.frame.apical, again.frame.apical);
  EXPECT_NE(one.anatomy.edv_ml, draw_person(Rng(3).split("b")).anatomy.edv_ml);
}

TEST(Population, GivesTheVolumesThatWereAskedFor) {
  PersonOptions options{.only = {"Previous.Surgery"}, .edv_ml = 180, .lvef_percent = 35};
  const Person p = draw_person(Rng(4), options);
  EXPECT_DOUBLE_EQ(p.anatomy.edv_ml, 180);
  EXPECT_NEAR(p.anatomy.lvef_percent(), 35, 1e-9);
  options = {.edv_ml = 100, .esv_ml = 120};
  EXPECT_EQ(test::error_code_of([&] { draw_person(Rng(4), options); }), ErrorCode::kConfig);
  EXPECT_NE(test::error_text_of([&] { draw_person(Rng(4), options); }).find("contradict"),
            std::string::npos);
  options = {.only = {"PureNormal"}, .lvef_percent = 95};
  EXPECT_EQ(test::error_code_of([&] { draw_person(Rng(4), options); }), ErrorCode::kConfig);
  options = {.only = {"PureNormal"}, .lvef_percent = 30};
  EXPECT_EQ(test::error_code_of([&] { draw_person(Rng(4), options); }), ErrorCode::kUsage);
  EXPECT_NE(test::error_text_of([&] { draw_person(Rng(4), options); }).find("PureNormal"), std::string::npos);
  options = {.edv_ml = 100, .esv_ml = 40, .lvef_percent = 60};
  EXPECT_EQ(test::error_code_of([&] { draw_person(Rng(4), options); }), ErrorCode::kUsage);
}

}  // namespace
}  // namespace chordae
