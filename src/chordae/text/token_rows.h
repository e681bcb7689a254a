#pragma once
// From the ids of one text, or a pair, to what BERT takes: [CLS] A [SEP] or [CLS] A [SEP] B [SEP],
// cut to a length, padded to a rectangle. Rules as `truncate_encodings`, the BERT post-processor
// and `pad_encodings` of Hugging Face `tokenizers`, cutting and padding at the right.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "chordae/text/tokenizer.h"

namespace chordae {

enum class Truncation {
  kLongestFirst,  ///< of a pair, the longer one until both are equal, then both
  kOnlyFirst,
  kOnlySecond,
};

struct RowOptions {
  std::size_t max_length = 512;  ///< with the special tokens; positions that BERT has learnt
  Truncation truncation = Truncation::kLongestFirst;
  bool special_tokens = true;
};

struct TokenRow {
  std::vector<TokenId> ids, type_ids;  ///< type 0 is the first text with its specials, 1 the second
};

/// Errors   Error{kUsage}: max_length has no room for the special tokens, or the text that
///          may be cut is absent or would vanish, unless nothing but the specials fits
TokenRow make_row(std::span<const TokenId> first, std::optional<std::span<const TokenId>> second,
                  const SpecialIds& specials, const RowOptions& options = {});

struct PaddingOptions {
  std::size_t length = 0;       ///< 0: the longest row; a longer row stays as it is and widens all
  std::size_t multiple_of = 0;  ///< 0: any width
};

/// B rows of L tokens, row-major; attention_mask is 1 for tokens, 0 for padding.
struct TokenBatch {
  std::size_t rows = 0, columns = 0;
  std::vector<TokenId> ids, type_ids;
  std::vector<std::uint8_t> attention_mask;
};

TokenBatch pad_rows(std::span<const TokenRow> rows, TokenId pad,
                    const PaddingOptions& options = {});

}  // namespace chordae
