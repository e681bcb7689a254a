// Words and ids beside Hugging Face `tokenizers` (tools/reference/wordpiece_lines.py): committed
// lines, and where the library is installed, 100,000 lines that hold every scalar value, with
// BERT's vocabulary.
#include "chordae/text/wordpiece.h"

#include <gtest/gtest.h>

#include "chordae/base/strings.h"
#include "chordae/text/tokenizer_json.h"
#include "chordae/text/utf8.h"
#include "reference_lines.h"
#include "support/test_support.h"

namespace chordae {
namespace {

constexpr const char* kSets[] = {"uncased", "cased",  "accents", "cased_stripped",
                                 "unclean", "no_cjk", "added"};

struct Comparison {
  std::size_t lines = 0, words_differ = 0, ids_differ = 0;
};

Comparison compare_set(const std::filesystem::path& folder, const std::string& name,
                       const std::vector<std::string>& lines) {
  const Tokenizer tokenizer = read_tokenizer(folder / (name + ".json"), {});
  const std::string hashes = read_text_file(folder / (name + ".hashes"));
  Comparison result{hashes.size() / 8};
  const std::size_t first = lines.size() - result.lines;
  for (std::size_t i = 0; i < result.lines; ++i) {
    const std::string repaired = repair_utf8(lines[first + i]);
    const bool words =
        test::hash_of_words(repaired, tokenizer.normalizer()) == hashes.substr(8 * i, 4);
    const bool ids =
        test::hash_of_ids(tokenizer.encode(lines[first + i])) == hashes.substr(8 * i + 4, 4);
    result.words_differ += words ? 0 : 1;
    result.ids_differ += ids ? 0 : 1;
    if (!words || !ids)
      ADD_FAILURE() << name << ": line " << first + i << (words ? ", ids" : ", words");
    if (result.words_differ + result.ids_differ > 20) break;
  }
  return result;
}

void compare_folder(const std::filesystem::path& folder, std::size_t least_lines) {
  const auto lines = test::read_lines(folder / "lines");
  ASSERT_GE(lines.size(), least_lines);
  for (const char* name : kSets) {
    const Comparison result = compare_set(folder, name, lines);
    EXPECT_GE(result.lines, least_lines / 8);
    std::printf("%-15s %6zu lines, %zu differ\n", name, result.lines,
                std::max(result.words_differ, result.ids_differ));
  }
}

TEST(WordPieceParity, CommittedLines) {
  compare_folder(test::source_root() / "tests/data/text", 2000);
}

TEST(WordPieceParity, HundredThousandLines) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(),
                       "Python with tokenizers (requirements-reference.txt)");
  CHORDAE_SKIP_WITHOUT(test::run_command(test::python() + " -c 'import tokenizers'").status == 0,
                       "Python with tokenizers (requirements-reference.txt)");
  const test::ScratchFolder scratch;
  const auto vocabulary = test::shared_data() / "text/bert-base-uncased-vocab.txt";
  const auto run = test::run_command(cat(
      test::python(), " ", (test::source_root() / "tools/reference/wordpiece_lines.py").string(),
      " ", scratch.path().string(), " 100000 ",
      std::filesystem::exists(vocabulary) ? vocabulary.string() : ""));
  ASSERT_EQ(run.status, 0) << run.err;
  std::printf("%s", run.out.c_str());
  compare_folder(scratch.path(), 100000);
  test::compare_pairs(scratch.path());
}

// The comparison must be able to fail: one option changed shows in many lines.
TEST(WordPieceParity, ComparerSeesAWrongOption) {
  const auto folder = test::source_root() / "tests/data/text";
  const auto lines = test::read_lines(folder / "lines");
  const std::string hashes = read_text_file(folder / "uncased.hashes");
  NormalizerOptions wrong;
  wrong.strip_accents = false;
  std::size_t differ = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    differ += test::hash_of_words(repair_utf8(lines[i]), wrong) != hashes.substr(8 * i, 4) ? 1 : 0;
  }
  EXPECT_GT(differ, lines.size() / 10);
}

}  // namespace
}  // namespace chordae
