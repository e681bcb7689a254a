#include "chordae/text/report_cleaning.h"

#include <gtest/gtest.h>

#include "unit/text/reading.h"

namespace chordae {
namespace {

using test::Strings;

std::string cleaned(std::string_view text) { return test::read_report(text).plain.text.text(); }

TEST(Cleaning, HeadersFootersAndSignaturesGo) {
  const Report report = test::read_report(
      "Patient Name: DOE^JANE\nMRN: 12345   DOB: 01/02/1950\nAccession Number: A-77\n"
      "Referring Physician: Dr. Who\n==========\nFINDINGS:\nThe left ventricle is mildly dilated "
      "and the\n"
      "Page 1 of 2\n----\nejection fraction is 45 %.\n\nIMPRESSION: Mild dysfunction.\n\n"
      "Electronically signed by:\nJane Roe, MD\n05/06/2020 14:33\n\n"
      "This report was dictated using voice recognition software.\n*** END OF REPORT ***\n");
  EXPECT_EQ(test::texts(report),
            (Strings{"The left ventricle is mildly dilated and the ejection fraction is 45 %.",
                     "Mild dysfunction."}));
  EXPECT_EQ(report.cleaning.removed_lines, 12u);
  EXPECT_EQ(report.cleaning.joined_lines, 1u);
}

TEST(Cleaning, WhatFollowsASignatureStays) {
  EXPECT_EQ(
      test::sentences_of(
          "Impression: Normal.\nElectronically signed by J. Roe\nMD\nADDENDUM: ASD after all.\n"),
      (Strings{"Normal.", "ASD after all."}));
}

TEST(Cleaning, ProseStays) {
  for (const char* line : {"The study date is unknown.", "Name of the sequence was changed.",
                           "Age appropriate atrophy.", "Location of the scar is basal.",
                           "Sex differences were considered."}) {
    EXPECT_EQ(test::sentences_of(line), (Strings{line})) << line;
  }
}

TEST(LineJoining, WrappedProseOnly) {
  EXPECT_EQ(cleaned("The left ventricle is normal in size with an\nejection fraction of 60 %. "
                    "There is no\neffusion.\n"),
            "The left ventricle is normal in size with an ejection fraction of 60 %. There is no "
            "effusion.\n");
  EXPECT_EQ(cleaned("No LGE\nNormal LV function\nTrivial MR\n"),
            "No LGE\nNormal LV function\nTrivial MR\n");
  EXPECT_EQ(cleaned("lv is normal in size\nrv is normal in size\n"),
            "lv is normal in size\nrv is normal in size\n");
}

TEST(LineJoining, ListsTablesAndHeadingsKeepTheirLines) {
  const std::string text =
      "- The left ventricle is hypertrophied, mostly\n- the right is not\nLVEDV     150 mL\nLVESV  "
      "   60 mL\n"
      "Aortic valve: tricuspid, opens well without\nMitral valve: normal\n";
  EXPECT_EQ(cleaned(text), text);
  EXPECT_EQ(cleaned("- hypertrophied septum, predominantly in\n  the base\n"),
            "- hypertrophied septum, predominantly in the base\n");
}

TEST(LineJoining, FullLinesOfAReportThatWraps) {
  EXPECT_EQ(
      cleaned("There is extensive transmural enhancement of the territory of the\nLAD artery, as "
              "seen before by Dr.\n"
              "The right ventricle is normal and the pulmonary artery is of a\nnormal calibre.\n"),
      "There is extensive transmural enhancement of the territory of the LAD artery, as seen "
      "before by Dr.\n"
      "The right ventricle is normal and the pulmonary artery is of a normal calibre.\n");
}

TEST(Cleaning, WrongPatternIsRefusedWithItsPlace) {
  CleaningConfig rules;
  rules.remove_blocks = {"fine", "(open"};
  const SectionTable sections(test::shipped_rules().sections);
  const auto make = [&] { ReportCleaner cleaner(rules, sections); };
  EXPECT_EQ(test::error_code_of(make), ErrorCode::kConfig);
  EXPECT_NE(test::error_text_of(make).find("remove_blocks, pattern 2"), std::string::npos);
}

}  // namespace
}  // namespace chordae
