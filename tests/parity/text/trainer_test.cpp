// The learnt pieces beside WordPieceTrainer of Hugging Face `tokenizers`, in the order of their
// merges (tools/reference/wordpiece_trainer.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/text/vocabulary_trainer.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(TrainerParity, AlphabetAndMergesInOrder) {
  const auto reference =
      nlohmann::json::parse(read_text_file(test::source_root() / "tests/data/text/trainer.json"));
  const auto words = reference["words"].get<WordCounts>();
  const auto alphabet = reference["alphabet"].get<std::vector<std::string>>();
  const auto merges = reference["merges"].get<std::vector<std::string>>();
  ASSERT_GT(merges.size(), 50u);
  const std::size_t first = 5 + alphabet.size();
  const Vocabulary pieces = learn_vocabulary(words, {.size = first + merges.size()});
  ASSERT_EQ(pieces.size(), first + merges.size());
  std::vector<std::string> ours(pieces.begin() + 5,
                                pieces.begin() + static_cast<std::ptrdiff_t>(first));
  std::ranges::sort(ours);
  EXPECT_EQ(ours, alphabet);
  for (std::size_t i = 0; i < merges.size(); ++i) EXPECT_EQ(pieces[first + i], merges[i]) << i;
}

}  // namespace
}  // namespace chordae
