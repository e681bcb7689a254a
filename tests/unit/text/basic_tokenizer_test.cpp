#include "chordae/text/basic_tokenizer.h"

#include <gtest/gtest.h>

#include <vector>

namespace chordae {
namespace {

const NormalizerOptions kUncased = NormalizerOptions::uncased(),
                        kCased = NormalizerOptions::cased();

std::vector<std::string> words_of(std::string_view text,
                                  const NormalizerOptions& options = kUncased) {
  std::vector<std::string> words;
  split_words(normalize(text, options), [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

using Words = std::vector<std::string>;

// The examples of BERT's own tokenization_test.py.
TEST(BasicTokenizer, AsBertsOwnTests) {
  EXPECT_EQ(words_of(" \tHeLLo!how  \n Are yoU?  "),
            (Words{"hello", "!", "how", "are", "you", "?"}));
  EXPECT_EQ(words_of("H\u00E9llo"), (Words{"hello"}));
  EXPECT_EQ(words_of(" \tHeLLo!how  \n Are yoU?  ", kCased),
            (Words{"HeLLo", "!", "how", "Are", "yoU", "?"}));
  EXPECT_EQ(words_of("ah\u535A\u63A8zz"), (Words{"ah", "\u535A", "\u63A8", "zz"}));
}

TEST(BasicTokenizer, NumbersAndUnitsOfReports) {
  EXPECT_EQ(words_of("LVEF 55.5% (62 mL/m2)"),
            (Words{"lvef", "55", ".", "5", "%", "(", "62", "ml", "/", "m2", ")"}));
}

TEST(Normalizer, CapitalIWithDot) {
  EXPECT_EQ(normalize("\u0130", kUncased), "i");
  NormalizerOptions keeping = kUncased;
  keeping.strip_accents = false;
  EXPECT_EQ(normalize("\u0130", keeping), "i\u0307");
  EXPECT_EQ(normalize("\u0130", kCased), "\u0130");
}

TEST(Normalizer, FinalSigmaHasNoContext) { EXPECT_EQ(normalize("ΟΔΟΣ", kUncased), "οδοσ"); }

TEST(Normalizer, HangulDecomposes) {
  EXPECT_EQ(normalize("각가", kUncased), "\u1100\u1161\u11A8\u1100\u1161");
  EXPECT_EQ(normalize("각", kCased), "각");
}

TEST(Normalizer, OnlyNonspacingMarksGo) {
  EXPECT_EQ(normalize("\u0915\u093F\u0940", kUncased), "\u0915\u093F\u0940");  // vowel signs, Mc
  EXPECT_EQ(normalize("\u0915\u0941\u094D", kUncased), "\u0915");  // vowel sign and virama, Mn
  EXPECT_EQ(normalize("a\u0301\u0327", kUncased), "a");
}

TEST(Normalizer, ControlsGoAndBlanksBecomeSpaces) {
  EXPECT_EQ(normalize(std::string("a\0b\x01\x7F\uFFFDc\u200D\uE000", 15), kUncased), "abc");
  EXPECT_EQ(normalize("a\tb\nc\rd\u00A0e\u3000f", kUncased), "a b c d e f");
}

// Class 216 belongs before 224. What cleaning drops stands between nothing, but a removed mark of
// class zero (U+0941) does.
TEST(Normalizer, KeptMarksAreInCanonicalOrder) {
  EXPECT_EQ(normalize("b\u302E\U0001D165", kUncased), "b\U0001D165\u302E");
  EXPECT_EQ(normalize("b\u302E\x01\U0001D165", kUncased), "b\U0001D165\u302E");
  EXPECT_EQ(normalize("b\u302E\u0941\U0001D165", kUncased), "b\u302E\U0001D165");
  EXPECT_EQ(normalize("b\u302E\U0001D165", kCased), "b\u302E\U0001D165");
}

TEST(Normalizer, EmptyAndBlank) {
  EXPECT_EQ(normalize("", kUncased), "");
  EXPECT_TRUE(words_of("").empty());
  EXPECT_TRUE(words_of(" \t\n").empty());
}

}  // namespace
}  // namespace chordae
