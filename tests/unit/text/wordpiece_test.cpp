#include "chordae/text/wordpiece.h"

#include <gtest/gtest.h>

#include "chordae/text/tokenizer.h"
#include "support/test_support.h"

namespace chordae {
namespace {

// The vocabulary of BERT's own tokenization_test.py.
const Vocabulary kPieces = {"[UNK]", "[CLS]", "[SEP]", "want",  "##want", "##ed",
                            "wa",    "un",    "runn",  "##ing", ",",      "心"};

std::vector<TokenId> ids_of(const WordPiece& model, std::string_view word) {
  std::vector<TokenId> ids;
  model.encode(word, ids);
  return ids;
}

using Ids = std::vector<TokenId>;

TEST(WordPiece, AsBertsOwnTests) {
  const WordPiece model(kPieces);
  EXPECT_EQ(ids_of(model, "unwanted"), (Ids{7, 4, 5}));
  EXPECT_EQ(ids_of(model, "running"), (Ids{8, 9}));
  EXPECT_EQ(ids_of(model, "unwantedX"), (Ids{0}));
  EXPECT_EQ(ids_of(model, ""), Ids{});
}

TEST(WordPiece, TheLongestPieceWinsEvenIfTheRestFails) {
  const WordPiece model({"[UNK]", "ab", "abc", "##cd"});
  EXPECT_EQ(ids_of(model, "abcd"), (Ids{0}));  // ab ##cd would do, but greedy takes abc
}

TEST(WordPiece, TheLimitCountsCodePoints) {
  const WordPiece model({"[UNK]", "心", "##心"}, {.max_word_characters = 3});
  EXPECT_EQ(ids_of(model, "心心心"), (Ids{1, 2, 2}));
  EXPECT_EQ(ids_of(model, "心心心心"), (Ids{0}));
}

TEST(WordPiece, TheLaterOfTwoEqualPiecesCounts) {
  EXPECT_EQ(ids_of(WordPiece({"[UNK]", "a", "a"}), "a"), (Ids{2}));
}

TEST(WordPiece, WithoutPrefixAndWithoutContinuingPieces) {
  EXPECT_EQ(ids_of(WordPiece({"[UNK]", "a", "b"}, {.continuing_prefix = ""}), "ab"), (Ids{1, 2}));
  EXPECT_EQ(ids_of(WordPiece({"[UNK]", "a", "b"}), "ab"), (Ids{0}));
}

TEST(WordPiece, RefusesAVocabularyWithoutUnknown) {
  EXPECT_EQ(test::error_code_of([] { WordPiece({"a"}); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([] { WordPiece({}); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([] {
              WordPiece({"[UNK]", std::string(kMaxPieceBytes + 1, 'a')});
            }),
            ErrorCode::kFormat);
}

TEST(Vocabulary, LinesAreIds) {
  EXPECT_EQ(parse_vocabulary("[UNK]\r\na \n\nb"), (Vocabulary{"[UNK]", "a", "", "b"}));
  EXPECT_EQ(test::error_code_of([] { parse_vocabulary(""); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([] { parse_vocabulary("a\xFF"); }), ErrorCode::kFormat);
  EXPECT_EQ(
      test::error_code_of([] { parse_vocabulary(std::string(kMaxVocabularyPieces + 1, '\n')); }),
      ErrorCode::kFormat);
}

TEST(Vocabulary, ThereAndBack) {
  const test::ScratchFolder scratch;
  write_vocabulary(scratch / "vocab.txt", kPieces);
  EXPECT_EQ(read_vocabulary(scratch / "vocab.txt"), kPieces);
  EXPECT_EQ(test::error_code_of([&] { write_vocabulary(scratch / "x", {"a\nb"}); }),
            ErrorCode::kFormat);
}

TEST(Tokenizer, ThreadsChangeNothing) {
  const Tokenizer tokenizer({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##b", "."},
                            NormalizerOptions());
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i)
    texts.push_back(std::string(static_cast<std::size_t>(i % 7), 'a') + "b.");
  EXPECT_EQ(tokenizer.encode_batch(texts, 1), tokenizer.encode_batch(texts, 3));
}

TEST(Tokenizer, NamesAndIds) {
  const Tokenizer tokenizer({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a"}, NormalizerOptions());
  EXPECT_EQ(tokenizer.size(), 5);
  EXPECT_EQ(tokenizer.token(4), "a");
  EXPECT_EQ(tokenizer.try_id("[SEP]"), 3);
  EXPECT_FALSE(tokenizer.try_id("b"));
  EXPECT_EQ(test::error_code_of([&] { (void)tokenizer.token(5); }), ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([] {
              Tokenizer({"[UNK]", "a"}, NormalizerOptions());
            }),
            ErrorCode::kFormat);
}

}  // namespace
}  // namespace chordae
