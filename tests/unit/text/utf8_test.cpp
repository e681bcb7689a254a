#include "chordae/text/utf8.h"

#include <gtest/gtest.h>

#include <array>

namespace chordae {
namespace {

// Unicode 15, table 3-8: each maximal ill-formed part is one U+FFFD.
TEST(Utf8, RepairsByMaximalSubparts) {
  EXPECT_EQ(repair_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
            "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
  EXPECT_EQ(repair_utf8("\xC0\xAF"), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(repair_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");            // surrogate
  EXPECT_EQ(repair_utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
  EXPECT_EQ(repair_utf8("LVEF 55\xE2\x80"), "LVEF 55\uFFFD");              // cut off
}

TEST(Utf8, LeavesValidTextAlone) {
  const std::string text = "EF ≥ 55 % 心 🫀 and more than eight ASCII bytes";
  EXPECT_TRUE(is_valid_utf8(text));
  EXPECT_EQ(repair_utf8(text), text);
  EXPECT_TRUE(is_valid_utf8(""));
}

TEST(Utf8, FindsTheFaultAtAnyPlace) {
  for (std::size_t at = 0; at < 20; ++at) {
    std::string text(20, 'a');
    text[at] = '\xFF';
    EXPECT_EQ(valid_utf8_prefix(text), at);
  }
}

TEST(Utf8, EveryScalarValueThereAndBack) {
  for (char32_t code = 0; code < 0x110000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    std::string text;
    append_utf8(text, code);
    std::size_t at = 0;
    ASSERT_TRUE(is_valid_utf8(text)) << static_cast<unsigned>(code);
    ASSERT_EQ(next_code_point(text, at), code);
    ASSERT_EQ(at, text.size());
    ASSERT_EQ(count_code_points(text), 1u);
  }
}

}  // namespace
}  // namespace chordae
