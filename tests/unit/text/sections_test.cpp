#include "chordae/text/sections.h"

#include <gtest/gtest.h>

#include "chordae/base/strings.h"
#include "unit/text/reading.h"

namespace chordae {
namespace {

using test::Strings;

// "findings: text" a part; "+" before a part of an addendum.
Strings parts_of(std::string_view text) {
  static const SectionTable table(test::shipped_rules().sections);
  Strings out;
  for (const SectionPart& part : table.split(text)) {
    out.push_back(cat(part.in_addendum ? "+" : "", section_name(part.section), ": ",
                      trim(text.substr(part.text.begin, part.text.end - part.text.begin))));
  }
  return out;
}

TEST(Sections, ByColonCapitalsAndMarkdown) {
  EXPECT_EQ(parts_of("INDICATION: chest pain\nTechnique\nSSFP\n## "
                     "Findings\nNormal.\n**Impression:** Normal.\n"),
            (Strings{"indication: chest pain", "technique: SSFP", "findings: Normal.",
                     "impression: Normal."}));
  EXPECT_EQ(parts_of("Reason  for\tExam - murmur\nCOMPARISON: None.\n__CONCLUSION__\nNormal.\n"),
            (Strings{"indication: murmur", "comparison: None.", "impression: Normal."}));
}

TEST(Sections, WithoutHeadingsIsFindings) {
  EXPECT_EQ(parts_of("Normal LV. The findings: none of note."),
            (Strings{"findings: Normal LV. The findings: none of note."}));
  EXPECT_EQ(parts_of(""), Strings{});
}

TEST(Sections, InOneLine) {
  EXPECT_EQ(parts_of("INDICATION: HCM? FINDINGS: LV normal. Impression: Normal."),
            (Strings{"indication: HCM?", "findings: LV normal.", "impression: Normal."}));
}

TEST(Sections, ProseIsNoHeading) {
  EXPECT_EQ(parts_of("Height 1.8 m. Contrast: 12 mL. Done."),
            (Strings{"findings: Height 1.8 m. Contrast: 12 mL. Done."}));
  EXPECT_EQ(
      parts_of("Findings are stable.\nImpression of a mass\nfindings: small letters"),
      (Strings{"findings: Findings are stable.\nImpression of a mass\nfindings: small letters"}));
}

TEST(Sections, AddendaAreMarked) {
  EXPECT_EQ(
      parts_of(
          "ADDENDUM: T2 is raised.\nIMPRESSION: Myocarditis.\nORIGINAL REPORT:\nFINDINGS: LGE.\n"),
      (Strings{"+addendum: T2 is raised.", "+impression: Myocarditis.", "findings: LGE."}));
  EXPECT_EQ(parts_of("Impression: Normal.\nADDENDUM (3 May):\nASD after all.\n"),
            (Strings{"impression: Normal.", "+addendum: ASD after all."}));
}

TEST(Sections, WrongTablesAreRefused) {
  SectionConfig twice;
  twice.findings = {"findings"};
  twice.impression = {"Findings"};
  EXPECT_EQ(test::error_code_of([&] { SectionTable table(twice); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { SectionTable table(SectionConfig{}); }), ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
