#include "chordae/text/added_tokens.h"

#include <gtest/gtest.h>

#include "chordae/text/tokenizer.h"
#include "support/test_support.h"

namespace chordae {
namespace {

// "text|7:token|text"
std::string show(const std::vector<TextSegment>& segments) {
  std::string shown;
  for (const TextSegment& segment : segments) {
    if (!shown.empty()) shown += '|';
    if (segment.added) shown += std::to_string(*segment.added) + ":";
    shown += segment.text;
  }
  return shown;
}

TEST(AddedTokens, LeftmostThenLongest) {
  const AddedTokenMatcher matcher(
      {{.id = 1, .content = "ab"}, {.id = 2, .content = "abcd"}, {.id = 3, .content = "bc"}});
  EXPECT_EQ(show(matcher.split("xabcx")), "x|1:ab|cx");
  EXPECT_EQ(show(matcher.split("abcdbc")), "2:abcd|3:bc");
  EXPECT_EQ(show(matcher.split("ac")), "ac");
  EXPECT_EQ(show(matcher.split("")), "");
}

TEST(AddedTokens, SingleWord) {
  const AddedTokenMatcher matcher({{.id = 1, .content = "EF", .single_word = true}});
  EXPECT_EQ(show(matcher.split("EF LVEF EF_ (EF)")), "1:EF| LVEF EF_ (|1:EF|)");
  EXPECT_EQ(show(matcher.split("éEF")), "éEF");
}

TEST(AddedTokens, TakesBlanks) {
  const AddedTokenMatcher left({{.id = 1, .content = "<x>", .lstrip = true}});
  EXPECT_EQ(show(left.split("a \u00A0<x> b")), "a|1: \u00A0<x>| b");
  const AddedTokenMatcher right({{.id = 1, .content = "<x>", .rstrip = true}});
  EXPECT_EQ(show(right.split("a <x>\u3000 b")), "a |1:<x>\u3000 |b");
}

TEST(AddedTokens, RefusesAnEmptyOne) {
  EXPECT_EQ(test::error_code_of([] { AddedTokenMatcher(std::vector<AddedToken>(1)); }),
            ErrorCode::kUnsupported);
}

TEST(AddedTokens, SpecialOnesAreFoundAsWrittenOnly) {
  const Tokenizer tokenizer({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cls", "[", "]"},
                            NormalizerOptions());
  EXPECT_EQ(tokenizer.encode("[CLS][cls]"), (std::vector<TokenId>{2, 6, 5, 7}));
}

TEST(AddedTokens, IdsMustAgreeWithThePieces) {
  const auto make = [](TokenId id, const char* content) {
    Tokenizer(WordPiece({"[PAD]", "[UNK]", "[CLS]", "[SEP]"}), {},
              {{.id = id, .content = content}});
  };
  EXPECT_EQ(test::error_code_of([&] { make(1, "[SEP]"); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { make(1, "new"); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { make(-1, "new"); }), ErrorCode::kFormat);
  make(9, "new");
}

}  // namespace
}  // namespace chordae
