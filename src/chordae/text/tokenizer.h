#pragma once
// Text to BERT's token ids: added tokens, then the basic tokenizer, then WordPiece. Immutable once
// made, so that threads share one. What a model needs around the ids ([CLS], truncation, padding)
// is in token_rows.h.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/added_tokens.h"
#include "chordae/text/basic_tokenizer.h"
#include "chordae/text/wordpiece.h"

namespace chordae {

/// Ids of the tokens around and behind the text. [CLS] text [SEP] (text [SEP]) [PAD] ...
struct SpecialIds {
  TokenId pad = 0, cls = 0, sep = 0;
};

class Tokenizer {
 public:
  /// `added` holds all added tokens; an id is that of the same piece, or one that no piece has.
  ///
  /// Errors   Error{kFormat}: an added token's id belongs to another piece or token, or [CLS],
  /// [SEP] or
  ///          [PAD] is neither a piece nor an added token; kUnsupported as AddedTokenMatcher
  Tokenizer(WordPiece model, NormalizerOptions normalizer, std::vector<AddedToken> added);

  /// From the pieces of a vocab.txt: [PAD] [UNK] [CLS] [SEP] [MASK] are special, where they are
  /// pieces.
  Tokenizer(Vocabulary pieces, NormalizerOptions normalizer);

  /// The ids of one text, without [CLS] and [SEP]. Ill-formed UTF-8 counts as U+FFFD.
  std::vector<TokenId> encode(std::string_view text) const;

  /// The same for many texts; `threads` as `thread_count` has it. The number of threads changes
  /// nothing.
  std::vector<std::vector<TokenId>> encode_batch(std::span<const std::string> texts,
                                                 int threads = 1) const;

  const WordPiece& model() const { return model_; }
  const NormalizerOptions& normalizer() const { return normalizer_; }
  const SpecialIds& special_ids() const { return special_ids_; }
  /// Ids run from 0 to below this: the rows of the embedding.
  TokenId size() const { return size_; }
  /// The piece or added token of an id. Errors kUsage if there is none.
  std::string_view token(TokenId id) const;
  std::optional<TokenId> try_id(std::string_view token) const;

 private:
  Tokenizer(WordPiece model, NormalizerOptions normalizer);
  void encode_segment(std::string_view text, std::vector<TokenId>& ids) const;
  void encode_words(std::string_view normalized, std::vector<TokenId>& ids) const;
  void check_added_ids() const;

  WordPiece model_;
  NormalizerOptions normalizer_;
  std::vector<AddedToken> added_;
  AddedTokenMatcher as_written_, normalized_;
  SpecialIds special_ids_;
  TokenId size_ = 0;
};

}  // namespace chordae
