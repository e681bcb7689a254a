#include "chordae/text/sentences.h"

#include <gtest/gtest.h>

#include "unit/text/reading.h"

namespace chordae {
namespace {

using test::Strings;

Strings split(std::string_view line) {
  static const SentenceSplitter splitter(test::shipped_rules().abbreviations);
  Strings out;
  for (const Span span : splitter.split_line(line)) {
    out.emplace_back(line.substr(span.begin, span.end - span.begin));
  }
  return out;
}

TEST(Sentences, AbbreviationsAndTitles) {
  EXPECT_EQ(split("Seen by Dr. Hall vs. Dr. A. B. Stone. Approx. 5 mm, e.g. the apex, incl. St. "
                  "Jude valve."),
            (Strings{"Seen by Dr. Hall vs. Dr. A. B. Stone.",
                     "Approx. 5 mm, e.g. the apex, incl. St. Jude valve."}));
  EXPECT_EQ(
      split("See fig. 3 and no. 2. Scan at 3 p.m. The rest is normal etc. No LGE."),
      (Strings{"See fig. 3 and no. 2.", "Scan at 3 p.m.", "The rest is normal etc.", "No LGE."}));
}

TEST(Sentences, NumbersAndUnits) {
  EXPECT_EQ(split("EDVi is 62.5 mL/m2. ESVi 20. 3 scars of .5 cm. At 14.35 h 1.2 cm. Ratio 2.0."),
            (Strings{"EDVi is 62.5 mL/m2.", "ESVi 20.", "3 scars of .5 cm.", "At 14.35 h 1.2 cm.",
                     "Ratio 2.0."}));
}

TEST(Sentences, UnitsAreNoTitles) {
  EXPECT_EQ(
      split("QRS 172 ms. PVR by Ms. Hall. TR 3.1 ms. 25 phases. ESD 4.3 cm. LA 2 yrs. later."),
      (Strings{"QRS 172 ms.", "PVR by Ms. Hall.", "TR 3.1 ms.", "25 phases.", "ESD 4.3 cm.",
               "LA 2 yrs. later."}));
}

TEST(Sentences, MissingBlanks) {
  EXPECT_EQ(split("LV is normal.The RV too.EF 55 %.EDV 62 mL/m2.No LGE.no effusion."),
            (Strings{"LV is normal.", "The RV too.", "EF 55 %.", "EDV 62 mL/m2.",
                     "No LGE.no effusion."}));
  EXPECT_EQ(split("Vmax 3.4 m/s.The rest...So be it."),
            (Strings{"Vmax 3.4 m/s.", "The rest...", "So be it."}));
  EXPECT_EQ(split("See www.scmr.org for more. Done."),
            (Strings{"See www.scmr.org for more.", "Done."}));
}

TEST(Sentences, Lists) {
  EXPECT_EQ(split("1. Normal LV. 2. No LGE. 3. Stage 2. Done."),
            (Strings{"Normal LV.", "No LGE.", "Stage 2.", "Done."}));
  EXPECT_EQ(split("1) normal LV 2) no LGE 3) type 4) leak"),
            (Strings{"normal LV", "no LGE", "type 4) leak"}));
  EXPECT_EQ(split("- No scar"), (Strings{"No scar"}));
  EXPECT_EQ(split("\u2022 No scar. No mass."), (Strings{"No scar.", "No mass."}));
}

TEST(Sentences, LettersThatAreNoInitials) {
  EXPECT_EQ(split("Stanford type A. No leak. Vitamin D. By J. Smith."),
            (Strings{"Stanford type A.", "No leak.", "Vitamin D.", "By J. Smith."}));
}

TEST(Sentences, EllipsesQuestionsBrackets) {
  EXPECT_EQ(
      split("Poor study ... moved. Thrombus? No. ?HCM. (See above. Fig. 2) Done!"),
      (Strings{"Poor study ... moved.", "Thrombus?", "No.", "?HCM.", "(See above. Fig. 2) Done!"}));
  EXPECT_EQ(split("He said \"normal.\" Then left."),
            (Strings{"He said \"normal.\"", "Then left."}));
}

TEST(Sentences, CapitalsAndNone) {
  EXPECT_EQ(split("NO LGE. NORMAL LV. EF 60 %. ALL DONE"),
            (Strings{"NO LGE.", "NORMAL LV.", "EF 60 %.", "ALL DONE"}));
  EXPECT_EQ(split("lv is normal. rv is dilated."), (Strings{"lv is normal.", "rv is dilated."}));
  EXPECT_EQ(split(""), Strings{});
  EXPECT_EQ(split(" . ... "), Strings{});
}

TEST(Sentences, LongHostileLinesAreLinear) {
  for (const char* piece : {"(", ".", "A.", "1) ", "...", "1. A ", "e.g", "? ", ")", "No."}) {
    std::string line;
    while (line.size() < 1 << 20) line += piece;
    split(line);
  }
}

}  // namespace
}  // namespace chordae
