#include "chordae/text/markup.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "chordae/base/files.h"
#include "chordae/text/plain_text.h"
#include "support/test_support.h"

namespace chordae {
namespace {

std::string undone(const std::function<std::size_t(TracedText&)>& undo, const std::string& text) {
  TracedText traced(text);
  undo(traced);
  return traced.text();
}

TEST(Hl7, Escapes) {
  const auto undo = [](const std::string& text) { return undone(undo_hl7_escapes, text); };
  EXPECT_EQ(undo("LV normal.\\.br\\RV \\T\\ LA \\F\\ \\S\\ \\R\\ \\E\\"),
            "LV normal.\nRV & LA | ^ ~ \\");
  EXPECT_EQ(undo("\\H\\severe\\N\\ AS"), "severe AS");
  EXPECT_EQ(undo("a\\.sp2\\b\\.in+4\\c\\.fi\\d"), "a\nb cd");
  EXPECT_EQ(undo("37 \\XB0\\C, \\XC2B2\\"), "37 \u00B0C, \u00B2");
  EXPECT_EQ(undo("C:\\reports\\new and 3\\4"), "C:\\reports\\new and 3\\4");
  EXPECT_EQ(undo("\\X4\\ \\XZZ\\ \\C2842\\x\\"), "\\X4\\ \\XZZ\\ x\\");
}

TEST(Rtf, WholeDocument) {
  const std::string rtf =
      "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fnil "
      "Times;}}{\\colortbl;\\red0\\green0\\blue0;}\n"
      "{\\*\\generator Riched20 10.0;}\\viewkind4\\uc1\\pard\\f0\\fs20 {\\b Findings:}\\par\n"
      "LVEDVi 84 mL/m\\'b2.\\tab Septum \\u8804?12 mm.\\par\n"
      "A \\{brace\\} and a \\\\.\\line T1\\_weighted\\par}";
  EXPECT_EQ(
      undone(undo_rtf, rtf),
      "Findings:\nLVEDVi 84 mL/m\u00B2.\tSeptum \u226412 mm.\nA {brace} and a \\.\nT1-weighted\n");
}

TEST(Rtf, StandInsAreCharacters) {
  EXPECT_EQ(undone(undo_rtf, "{\\rtf1 a\\u8804\u00FF\u00FE 3}"), "a\u2264\u00FE 3");
}

TEST(Rtf, Remains) {
  EXPECT_EQ(undone(undo_rtf, "\\pard\\f0\\fs20 Normal LV.\\par Normal RV\\b0 .\\par"),
            "Normal LV.\nNormal RV.\n");
  EXPECT_EQ(undone(undo_rtf, "ratio 3\\4 and C:\\temp"), "ratio 3\\4 and C:\\temp");
}

// tools/reference/text_charset.py: html.unescape of Python.
TEST(Html, ReferencesAsPythonDoes) {
  const auto cases =
      nlohmann::json::parse(read_text_file(test::source_root() / "tests/data/text/charset.json"));
  ASSERT_GT(cases.at("html").size(), 200u);
  for (const auto& one : cases.at("html")) {
    EXPECT_EQ(undone(undo_html, one.at("html").get<std::string>()),
              one.at("text").get<std::string>());
  }
}

TEST(Html, TagsThatExportsUse) {
  const auto undo = [](const std::string& text) { return undone(undo_html, text); };
  EXPECT_EQ(undo("<p>LV <b>normal</b>.</p><br/>RV<br>x"), "\nLV normal.\n\nRV\nx");
  EXPECT_EQ(undo("LVEF <35% and >20%, a<b, p<0.05"), "LVEF <35% and >20%, a<b, p<0.05");
  EXPECT_EQ(undo("<style>p {x}</style>a<!-- b -->c<SCRIPT>d</SCRIPT>e"), "ace");
  EXPECT_EQ(undo("a &nosuch; &; & b &#0; &#x110000;"), "a &nosuch; &; & b &#0; &#x110000;");
}

TEST(PlainText, OneKindOfLineEndAndNoControls) {
  const std::string bytes = "a\r\nb\rc\fd\x01\x1B e\u00A0f\u00ADg\u200Bh\ti\u2028j";
  const PlainText plain = to_plain_text(std::as_bytes(std::span(bytes)));
  EXPECT_EQ(plain.text.text(), "a\nb\nc\nd e fgh\ti\nj");
  EXPECT_EQ(plain.control_characters, 4u);
}

}  // namespace
}  // namespace chordae
