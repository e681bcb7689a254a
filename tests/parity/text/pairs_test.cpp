// Truncation, pairs and padding beside Hugging Face `tokenizers`
// (tools/reference/wordpiece_lines.py).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/text/token_rows.h"
#include "chordae/text/tokenizer_json.h"
#include "reference_lines.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Json = nlohmann::json;

TokenBatch make_batch(const Tokenizer& tokenizer, const Json& c) {
  RowOptions options{.max_length = c["max_length"], .special_tokens = c["special"]};
  if (c["strategy"] == "only_first") options.truncation = Truncation::kOnlyFirst;
  if (c["strategy"] == "only_second") options.truncation = Truncation::kOnlySecond;
  const auto first = tokenizer.encode(c["first"].get<std::string>());
  const auto second = tokenizer.encode(c["second"].is_null() ? "" : c["second"].get<std::string>());
  std::optional<std::span<const TokenId>> pair;
  if (!c["second"].is_null()) pair = second;
  const TokenRow row = make_row(first, pair, tokenizer.special_ids(), options);
  return pad_rows(std::span(&row, 1), tokenizer.special_ids().pad,
                  {.length = c["pad"], .multiple_of = c["multiple_of"]});
}

}  // namespace

void test::compare_pairs(const std::filesystem::path& folder) {
  const Tokenizer tokenizer = read_tokenizer(folder / "uncased.json", {});
  const Json cases = Json::parse(read_text_file(folder / "pairs.json"))["cases"];
  std::size_t index = 0, refused = 0;
  for (const Json& c : cases) {
    SCOPED_TRACE(index++);
    if (c.contains("refused")) {
      ++refused;
      EXPECT_EQ(test::error_code_of([&] { make_batch(tokenizer, c); }), ErrorCode::kUsage);
      continue;
    }
    const TokenBatch batch = make_batch(tokenizer, c);
    EXPECT_EQ(batch.ids, c["ids"].get<std::vector<TokenId>>());
    EXPECT_EQ(batch.type_ids, c["type_ids"].get<std::vector<TokenId>>());
    EXPECT_EQ(batch.attention_mask, c["mask"].get<std::vector<std::uint8_t>>());
  }
  EXPECT_GT(index, 50u);
  EXPECT_GT(refused, 0u);
  std::printf("%zu pairs and single texts, %zu of them refused by both\n", index, refused);
}

TEST(PairsParity, CommittedCases) { test::compare_pairs(test::source_root() / "tests/data/text"); }

}  // namespace chordae
