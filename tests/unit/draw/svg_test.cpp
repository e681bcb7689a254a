#include "chordae/draw/svg.h"

#include <cmath>

#include "chordae/draw/svg_text.h"
#include "support/markup.h"

namespace chordae::svg {
namespace {

TEST(SvgNumber, ShortAndPlain) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(-0.001), "0");
  EXPECT_EQ(number(12.5), "12.5");
  EXPECT_EQ(number(100), "100");
  EXPECT_EQ(number(-3.14159), "-3.14");
  EXPECT_EQ(number(1e8), "100000000");
}

TEST(SvgNumber, NothingElseReachesAPath) {
  for (const double v : std::vector<double>{NAN, INFINITY, -INFINITY, 1e9}) {
    EXPECT_EQ(test::error_code_of([&] { (void)number(v); }), ErrorCode::kNumeric);
  }
}

TEST(SvgEscape, MarkupIsText) {
  EXPECT_EQ(escape("<script>alert('x') && \"y\"</script>"),
            "&lt;script&gt;alert(&#39;x&#39;) &amp;&amp; &quot;y&quot;&lt;/script&gt;");
  EXPECT_EQ(escape("\xC3\xA4 \xE2\x89\xA5 \xF0\x9F\xAB\x80"),
            "\xC3\xA4 \xE2\x89\xA5 \xF0\x9F\xAB\x80");
}

TEST(SvgEscape, WhatXmlForbidsIsReplaced) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(escape(std::string_view("a\0b\x1F", 4)), "a" + r + "b" + r);
  EXPECT_EQ(escape("\xFF"), r);                  // never UTF-8
  EXPECT_EQ(escape("\xC0\xBC"), r + r);          // '<', overlong
  EXPECT_EQ(escape("\xED\xA0\x80"), r + r + r);  // a surrogate
  EXPECT_EQ(escape("\xE2\x82"), r + r);          // cut short
  EXPECT_EQ(escape("\xEF\xBF\xBF"), r);          // U+FFFF
  EXPECT_EQ(escape("\xE2\x80\xAE"
                   "fdp"),
            r + "fdp");  // right-to-left override
}

TEST(SvgText, HelveticaWidths) {
  EXPECT_DOUBLE_EQ(text_width("AUC", 10), 0.1 * (66.7 + 72.2 + 72.2));
  EXPECT_DOUBLE_EQ(text_width("", 10), 0);
}

TEST(SvgText, FitsAndWraps) {
  EXPECT_EQ(fit_text("short", 12, 100), "short");
  const std::string cut = fit_text("Arrhythmogenic right ventricular cardiomyopathy", 12, 100);
  EXPECT_TRUE(cut.ends_with("\xE2\x80\xA6")) << cut;
  EXPECT_LE(text_width(cut, 12), 100 + 12);
  EXPECT_EQ(wrap_text("two words", 12, 40), (std::vector<std::string>{"two", "words"}));
  std::string all;
  for (const auto& line : wrap_text("unbreakable", 12, 30)) {
    EXPECT_LE(text_width(line, 12), 30);
    all += line;
  }
  EXPECT_EQ(all, "unbreakable");
  EXPECT_EQ(wrap_text("W", 12, 1), (std::vector<std::string>{"W"}));  // never endless
  EXPECT_TRUE(wrap_text("", 12, 30).empty());
}

}  // namespace
}  // namespace chordae::svg
