// Reports say what is true, in order, and in more than one way.
#include "chordae/cohort/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "chordae/base/strings.h"
#include "chordae/phantom/person_draw.h"
#include "support/test_support.h"

namespace chordae {
namespace {

Person somebody(std::vector<std::string> only, std::uint64_t number) {
  return draw_person(Rng(31).split("person", number), {.only = std::move(only), .body = false});
}

std::string report_of(const Person& p, std::uint64_t number) {
  return write_report(p, {}, Rng(31).split("report", number)).text;
}

TEST(Report, HasItsPartsInOrder) {
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Person p = draw_person(Rng(30).split("person", i), {.body = false});
    const std::string text =
        write_report(p, {.late_enhancement = i % 2 == 0}, Rng(30).split("report", i)).text;
    std::size_t at = 0;
    for (const char* part :
         {"\n\n", "\n\nTECHNIQUE: ", "\n\nFINDINGS:\n", "\nIMPRESSION:\n", "Synthetic"}) {
      const std::size_t found = text.find(part, at);
      ASSERT_NE(found, std::string::npos) << part << "\n" << text;
      at = found;
    }
    EXPECT_EQ(text.find('{'), std::string::npos) << text;
    for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << text;
    EXPECT_EQ(text,
              write_report(p, {.late_enhancement = i % 2 == 0}, Rng(30).split("report", i)).text);
  }
}

TEST(Report, SaysWhatIsThereAndDeniesItOnlyWhereItIsNot) {
  int denied = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Person ill = somebody({"Large.Pericardial.Effusion"}, i),
                 well = somebody({"PureNormal"}, i);
    const std::string of_ill = lower(report_of(ill, i)), of_well = lower(report_of(well, i));
    EXPECT_NE(of_ill.substr(of_ill.find("impression")).find("large pericardial effusion"),
              std::string::npos)
        << of_ill;
    EXPECT_EQ(of_ill.find("no pericardial effusion"), std::string::npos) << of_ill;
    EXPECT_EQ(of_well.find("large pericardial effusion"), std::string::npos) << of_well;
    denied += of_well.find("pericardial effusion.") != std::string::npos;
    const std::string infarct = lower(report_of(somebody({"Ischemic.Cardiomyopathy"}, i), i));
    EXPECT_NE(infarct.find("kinesia of the"), std::string::npos) << infarct;
    EXPECT_NE(infarct.find(" territory"), std::string::npos) << infarct;
    EXPECT_EQ(infarct.find("no regional wall motion"), std::string::npos) << infarct;
  }
  EXPECT_GT(denied, 120);
}

TEST(Report, DoesNotContradictItself) {
  for (std::uint64_t i = 0; i < 1500; ++i) {
    const Person p = draw_person(Rng(35).split("person", i),
                                 {.mix = ConditionMix::kUniform, .body = false});
    const std::string text = write_report(p, {}, Rng(35).split("report", i)).text;
    const auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
    if (says("No regional wall motion") || says("without regional abnormality")) {
      EXPECT_EQ(wall_motion_words(p.anatomy.contraction), "") << text;
    }
    if (has_label(find_condition("PureNormal"), p)) {
      EXPECT_FALSE(says("reduced") || says("hypokinesia")) << text;
    }
    if (says("valvular regurgitation.")) {
      EXPECT_TRUE(has_label(find_condition("Left.Ventricular.Dilation"), p)) << text;
    }
  }
}

TEST(Report, ReadersErrByAboutThreePoints) {
  double sum = 0, squares = 0;
  std::set<int> rounded;
  constexpr int kReaders = 4000;
  for (std::uint64_t i = 0; i < kReaders; ++i) {
    const Person p = draw_person(Rng(33).split("person", i), {.body = false});
    const Reading r = read_heart(p, 120, Rng(33).split("reading", i));
    const double error = r.lvef_percent - p.anatomy.lvef_percent();
    sum += error, squares += error * error;
    EXPECT_LT(r.lv_esv_ml, r.lv_edv_ml);
    EXPECT_NEAR(100.0 * (r.lv_edv_ml - r.lv_esv_ml) / r.lv_edv_ml, r.lvef_percent, 3.5);
  }
  EXPECT_NEAR(sum / kReaders, 0, 0.2);
  EXPECT_NEAR(std::sqrt(squares / kReaders), 3.1, 0.3);
}

TEST(Report, PhrasesVary) {
  std::set<std::string> impressions;
  const Person p = somebody({"Dilated.Cardiomyopathy"}, 1);
  for (std::uint64_t i = 0; i < 60; ++i) {
    const std::string text = report_of(p, i);
    impressions.insert(text.substr(text.find("IMPRESSION")));
  }
  EXPECT_GT(impressions.size(), 10U);
}

TEST(ReportWords, ListsWallMotionBySegment) {
  SegmentValues contraction = every_segment(1);
  EXPECT_EQ(wall_motion_words(contraction), "");
  contraction[6] = contraction[7] = 0.1;
  EXPECT_EQ(wall_motion_words(contraction),
            "akinesia of the mid anterior and mid anteroseptal segments");
  contraction[16] = -0.2;
  contraction[3] = 0.5;
  EXPECT_EQ(wall_motion_words(contraction),
            "dyskinesia of the apex, akinesia of the mid anterior and mid anteroseptal segments, "
            "hypokinesia of the "
            "basal inferior segment");
  EXPECT_EQ(listed({"a", "b", "c"}), "a, b and c");
  const Person p = somebody({"PureNormal"}, 2);
  EXPECT_EQ(test::error_code_of([&] { ReportWords(p, {}).fill("{nonsense}"); }),
            ErrorCode::kInternal);
  EXPECT_EQ(ReportWords(p, {.lvef_percent = 61}).fill("EF {lvef} %, {Valve}"), "EF 61 %, Aortic");
}

}  // namespace
}  // namespace chordae
