// Every condition does what its label says, and labels are true of the anatomy.
#include "chordae/phantom/conditions/condition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "chordae/base/strings.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/person_draw.h"
#include "support/test_support.h"

namespace chordae {
namespace {

bool labelled(std::string_view condition, const Person& p) {
  return has_label(find_condition(condition), p);
}

TEST(Conditions, WhoeverIsGivenOneHasItsLabel) {
  for (const Condition* c : condition_table()) {
    double mildest = 2, worst = -2;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      const Person p =
          draw_person(Rng(21).split("person", i), {.only = {std::string(c->name)}, .body = false});
      const double extent = c->extent(p);
      ASSERT_GE(extent, 0) << c->name << " person " << i << " severity "
                           << p.conditions[0].severity;
      ASSERT_LE(extent, 1) << c->name;
      ASSERT_GE(p.age_years, c->youngest);
      ASSERT_LE(p.age_years, c->oldest);
      mildest = std::min(mildest, extent), worst = std::max(worst, extent);
    }
    if (c->name != "PureNormal") {
      EXPECT_LT(mildest, 0.35) << c->name;
      EXPECT_GT(worst, 0.75) << c->name;
    }
  }
}

// Drawn together as life has it, nobody keeps a condition whose definition the heart doesn't meet.
TEST(Conditions, LabelsFollowTheAnatomy) {
  int drawn = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const Person p = draw_person(Rng(22).split("person", i), {.body = false});
    for (const Affliction& a : p.conditions) {
      ++drawn;
      EXPECT_TRUE(labelled(a.condition, p)) << a.condition << " person " << i;
    }
    const bool any = std::any_of(condition_table().begin() + 1, condition_table().end(),
                                 [&](const Condition* c) { return has_label(*c, p); });
    if (any) {
      EXPECT_FALSE(labelled("PureNormal", p)) << i;
    }
    if (labelled("Dilated.Cardiomyopathy", p)) {
      EXPECT_TRUE(labelled("Left.Ventricular.Dilation", p)) << i;
    }
    if (labelled("Hypertrophic.Cardiomyopathy", p)) {
      EXPECT_TRUE(labelled("Left.Ventricular.Hypertrophy", p)) << i;
    }
  }
  EXPECT_GT(drawn, 4000);
}

TEST(Conditions, NamesAreThoseOfTheLabelTable) {
  std::set<std::string_view> names;
  for (const Condition* c : condition_table()) {
    EXPECT_TRUE(names.insert(c->name).second) << c->name;
    EXPECT_FALSE(c->phrases.finding.empty()) << c->name;
    EXPECT_FALSE(c->phrases.impression.empty()) << c->name;
    for (const std::string_view other : c->excludes) {
      if (other != "*") {
        EXPECT_NO_THROW(find_condition(other)) << c->name;
      }
    }
    EXPECT_TRUE(are_compatible(*c, *c));
  }
  EXPECT_EQ(names.size(), 14U);
  const auto table = test::shared_data() / "conditions.csv";
  CHORDAE_SKIP_WITHOUT(std::filesystem::exists(table), "the table of 39 conditions");
  std::set<std::string> known;
  std::ifstream file(table);
  for (std::string line; std::getline(file, line);) known.insert(line.substr(0, line.find(',')));
  for (const auto name : names) EXPECT_TRUE(known.contains(std::string(name))) << name;
}

TEST(Conditions, ContradictionsAreNamed) {
  const auto code = [](std::vector<std::string> only) {
    return test::error_code_of([&] { draw_person(Rng(1), {.only = only}); });
  };
  EXPECT_EQ(code({"PureNormal", "Amyloid"}), ErrorCode::kUsage);
  EXPECT_EQ(code({"Hypertrophic.Cardiomyopathy", "Dilated.Cardiomyopathy"}), ErrorCode::kUsage);
  EXPECT_EQ(code({"Dilated.Cardiomyopathie"}), ErrorCode::kUsage);
  const auto text = test::error_text_of([] {
    check_conditions({"Amyloid", "Dilated.Cardiomyopathy"});
  });
  EXPECT_NE(text.find("Amyloid and Dilated.Cardiomyopathy"), std::string::npos) << text;
  EXPECT_NE(test::error_text_of([] { find_condition("Amyloidd"); }).find("did you mean Amyloid"),
            std::string::npos);
}

TEST(Conditions, AreVisibleInTheAnatomy) {
  int septal = 0, apical = 0, obstructed = 0, aneurysms = 0, mitral = 0, bare_chest = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const Rng rng = Rng(23).split("person", i);
    const Person hcm = draw_person(rng, {.only = {"Hypertrophic.Cardiomyopathy"}, .body = false});
    const std::size_t thickest = measure(hcm).thickest_segment;
    septal += thickest == 1 || thickest == 2 || thickest == 7 || thickest == 8;
    apical += thickest >= 12;
    obstructed += hcm.anatomy.systolic_anterior_motion > 0;
    const Person infarct = draw_person(rng, {.only = {"Ischemic.Cardiomyopathy"}, .body = false});
    aneurysms += infarct.anatomy.contraction[16] < -0.05;
    const Person valve = draw_person(rng, {.only = {"Prosthetic.Valve"}, .body = false});
    mitral += valve.anatomy.prosthetic_mitral;
    bare_chest += !valve.anatomy.sternal_wires;
    EXPECT_EQ(labelled("Previous.Surgery", valve), valve.anatomy.sternal_wires);
    const Person amyloid = draw_person(rng, {.only = {"Amyloid"}, .body = false});
    EXPECT_LT(amyloid.anatomy.descent_mm, 9);
    EXPECT_GE(amyloid.age_years, 55);
    const Person pressed =
        draw_person(rng, {.only = {"Right.Ventricular.Hypertrophy"}, .body = false});
    EXPECT_GE(pressed.anatomy.septal_flattening_es, 0.3);
  }
  EXPECT_GT(septal, 200);
  EXPECT_GT(apical, 30);
  EXPECT_GT(obstructed, 60);
  EXPECT_GT(aneurysms, 15);
  EXPECT_GT(mitral, 80);
  EXPECT_GT(bare_chest, 30);
}

}  // namespace
}  // namespace chordae
