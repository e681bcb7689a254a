#pragma once
// Added tokens: strings such as [CLS] that are found in a text before its words are, and keep one
// id. A special one is matched in the text as written, others may be matched after normalisation.
// As `AddedVocabulary` of Hugging Face `tokenizers`.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/vocabulary.h"

namespace chordae {

struct AddedToken {
  TokenId id = 0;
  std::string content;
  bool normalized = false;   ///< searched in normalised text, its own content normalised too
  bool single_word = false;  ///< only where no word character touches it
  bool lstrip = false;       ///< takes the blanks before it
  bool rstrip = false;       ///< and behind it
};

/// A stretch of a text: an added token's, or text between them.
struct TextSegment {
  std::string_view text;
  std::optional<TokenId> added;
};

/// Finds leftmost, then longest. Time is linear in the text, whatever the tokens: none is longer
/// than kMaxPieceBytes.
class AddedTokenMatcher {
 public:
  /// Errors   Error{kUnsupported} if a token is empty; kFormat if one is longer than kMaxPieceBytes
  explicit AddedTokenMatcher(std::vector<AddedToken> tokens);

  bool empty() const { return tokens_.empty(); }

  /// The whole of `text`, valid UTF-8, in order; no segment of plain text is empty.
  std::vector<TextSegment> split(std::string_view text) const;

 private:
  const AddedToken* longest_at(std::string_view text) const;

  std::vector<AddedToken> tokens_;  ///< by content
  std::vector<bool> first_bytes_;
};

}  // namespace chordae
