#include "chordae/text/token_rows.h"

#include <gtest/gtest.h>

#include "support/test_support.h"

namespace chordae {
namespace {

using Ids = std::vector<TokenId>;

const SpecialIds kSpecials = {.pad = 0, .cls = 101, .sep = 102};

TokenRow row_of(const Ids& first, const Ids& second, const RowOptions& options) {
  return make_row(first, std::span<const TokenId>(second), kSpecials, options);
}

TEST(TokenRows, OneTextAndAPair) {
  const TokenRow one = make_row(Ids{7, 8}, std::nullopt, kSpecials);
  EXPECT_EQ(one.ids, (Ids{101, 7, 8, 102}));
  EXPECT_EQ(one.type_ids, (Ids{0, 0, 0, 0}));
  const TokenRow pair = row_of({7}, {8, 9}, {});
  EXPECT_EQ(pair.ids, (Ids{101, 7, 102, 8, 9, 102}));
  EXPECT_EQ(pair.type_ids, (Ids{0, 0, 0, 1, 1, 1}));
}

TEST(TokenRows, CutsTheLongerFirst) {
  EXPECT_EQ(row_of({1, 2}, {3, 4, 5, 6, 7}, {.max_length = 8}).ids,
            (Ids{101, 1, 2, 102, 3, 4, 5, 102}));
  EXPECT_EQ(row_of({1, 2, 3, 4}, {5, 6, 7, 8}, {.max_length = 8}).ids,
            (Ids{101, 1, 2, 102, 5, 6, 7, 102}));
}

TEST(TokenRows, CutsOnlyOne) {
  EXPECT_EQ(row_of({1, 2, 3}, {4, 5}, {.max_length = 7, .truncation = Truncation::kOnlyFirst}).ids,
            (Ids{101, 1, 2, 102, 4, 5, 102}));
  const RowOptions tight = {.max_length = 5, .truncation = Truncation::kOnlyFirst};
  EXPECT_EQ(test::error_code_of([&] { row_of({1}, {4, 5}, tight); }), ErrorCode::kUsage);
  const RowOptions second = {.max_length = 3, .truncation = Truncation::kOnlySecond};
  EXPECT_EQ(test::error_code_of([&] {
              make_row(Ids{1, 2}, std::nullopt, kSpecials, second);
            }),
            ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([&] { row_of({}, {}, {.max_length = 2}); }), ErrorCode::kUsage);
  EXPECT_EQ(row_of({1, 2}, {3}, {.max_length = 3, .truncation = Truncation::kOnlySecond}).ids,
            (Ids{101, 102, 102}));
}

TEST(TokenRows, PadsToARectangle) {
  const TokenRow rows[] = {make_row(Ids{7}, std::nullopt, kSpecials),
                           make_row(Ids{7, 8, 9}, std::nullopt, kSpecials)};
  const TokenBatch batch = pad_rows(rows, 0);
  EXPECT_EQ(batch.rows, 2u);
  EXPECT_EQ(batch.columns, 5u);
  EXPECT_EQ(batch.ids, (Ids{101, 7, 102, 0, 0, 101, 7, 8, 9, 102}));
  EXPECT_EQ(batch.attention_mask, (std::vector<std::uint8_t>{1, 1, 1, 0, 0, 1, 1, 1, 1, 1}));
  EXPECT_EQ(pad_rows(rows, 0, {.multiple_of = 8}).columns, 8u);
  EXPECT_EQ(pad_rows(rows, 0, {.length = 12}).columns, 12u);
  EXPECT_EQ(pad_rows({}, 0).ids.size(), 0u);
}

}  // namespace
}  // namespace chordae
