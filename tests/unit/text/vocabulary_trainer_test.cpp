#include "chordae/text/vocabulary_trainer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "chordae/text/tokenizer.h"
#include "support/test_support.h"

namespace chordae {
namespace {

// By hand: (u ##g) 20 times, then (h ##ug)... the ties among the rest go to the smaller ids.
TEST(VocabularyTrainer, MergesTheMostFrequentPairFirst) {
  const WordCounts words = {{"hug", 10}, {"pug", 5}, {"pun", 12}, {"bun", 4}, {"hugs", 5}};
  const Vocabulary pieces = learn_vocabulary(words, {.size = 17});
  EXPECT_EQ(pieces, (Vocabulary{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "b", "g", "h", "n",
                                "p", "s", "u", "##g", "##n", "##s", "##u", "##ug"}));
  const Vocabulary more = learn_vocabulary(words, {.size = 19});
  EXPECT_EQ(more[17], "##un");  // 16 times; (h ##ug) 15
  EXPECT_EQ(more[18], "hug");
}

TEST(VocabularyTrainer, StopsAtTheLeastFrequency) {
  const Vocabulary pieces = learn_vocabulary({{"ab", 1}, {"cd", 2}}, {.size = 100});
  EXPECT_EQ(pieces.back(), "cd");
  EXPECT_EQ(std::ranges::count(pieces, "ab"), 0);
}

TEST(VocabularyTrainer, RepeatedCharacters) {
  const Vocabulary pieces = learn_vocabulary({{"aaaaa", 3}}, {.size = 100});
  const Tokenizer tokenizer(pieces, NormalizerOptions());
  EXPECT_EQ(pieces.back(), "aaaaa");
  EXPECT_EQ(tokenizer.encode("aaaaa").size(), 1u);
}

TEST(VocabularyTrainer, RareCharactersAndTheirWordsAreLeftOut) {
  const Vocabulary pieces =
      learn_vocabulary({{"ab", 5}, {"aq", 2}}, {.size = 100, .max_alphabet = 2});
  EXPECT_EQ(pieces,
            (Vocabulary{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##b", "ab"}));
}

TEST(VocabularyTrainer, ThreadsChangeNothing) {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back("LVEF " + std::to_string(i % 71) + "% É\xFF.");
  const WordCounts one = count_words(texts, NormalizerOptions(), 1);
  EXPECT_EQ(one, count_words(texts, NormalizerOptions(), 3));
  EXPECT_EQ(one.at("lvef"), 5000);
  EXPECT_EQ(one.at("e"), 5000);
}

TEST(VocabularyTrainer, RefusesNothing) {
  EXPECT_EQ(test::error_code_of([] { (void)learn_vocabulary({}); }), ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([] {
              (void)learn_vocabulary({{"a", 1}}, {.size = 5});
            }),
            ErrorCode::kUsage);
}

}  // namespace
}  // namespace chordae
