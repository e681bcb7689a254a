#pragma once
// BERT's "basic" tokenizer: cleans and normalises text, then cuts it into words and single
// punctuation marks. Devlin et al. 2019, in the form of `BertNormalizer` and `BertPreTokenizer` of
// Hugging Face `tokenizers`. Input is valid UTF-8 (utf8.h).

#include <concepts>
#include <string>
#include <string_view>

#include "chordae/text/unicode_classes.h"
#include "chordae/text/utf8.h"

namespace chordae {

/// The four steps, in the order in which they are done.
struct NormalizerOptions {
  bool clean_text = true;            ///< drop controls, any blank to a space
  bool handle_chinese_chars = true;  ///< spaces around CJK ideographs
  bool strip_accents = true;         ///< NFD, then nonspacing marks removed
  bool lowercase = true;

  static NormalizerOptions uncased() { return {}; }
  static NormalizerOptions cased() { return {.strip_accents = false, .lowercase = false}; }
};

/// `text` as the vocabulary knows it; words are still together.
std::string normalize(std::string_view text, const NormalizerOptions& options);

namespace detail {
enum class WordClass : unsigned char { kWord, kSpace, kPunctuation };
WordClass ascii_word_class(unsigned char byte);
}  // namespace detail

/// Calls `on_word(std::string_view)` for each word of normalised text, in order: what lies between
/// spaces, each punctuation mark by itself. The views point into `text`.
template <std::invocable<std::string_view> OnWord>
void split_words(std::string_view text, OnWord&& on_word) {
  using detail::WordClass;
  std::size_t start = 0, at = 0;
  while (at < text.size()) {
    const std::size_t here = at;
    WordClass kind;
    if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
      kind = detail::ascii_word_class(byte);
      ++at;
    } else {
      const std::uint16_t flags = character_flags(next_code_point(text, at));
      kind = flags & kSpace         ? WordClass::kSpace
             : flags & kPunctuation ? WordClass::kPunctuation
                                    : WordClass::kWord;
    }
    if (kind == WordClass::kWord) continue;
    if (here > start) on_word(text.substr(start, here - start));
    if (kind == WordClass::kPunctuation) on_word(text.substr(here, at - here));
    start = at;
  }
  if (at > start) on_word(text.substr(start));
}

}  // namespace chordae
