#pragma once
// What a code point is to BERT's tokenizer as Hugging Face `tokenizers` implements it. These are
// not the classes of any one Unicode edition: they are measured from that library's behaviour
// (tools/reference/wordpiece_classes.py), because identical ids need identical classes.

#include <array>
#include <cstddef>
#include <cstdint>

namespace chordae {

/// Bits of `character_flags`, in the order of the generated table.
enum CharacterFlag : std::uint16_t {
  kCleanDrop =
      1 << 0,  ///< removed by text cleaning: controls, format and private characters, U+FFFD
  kCleanSpace = 1 << 1,    ///< becomes a plain space by text cleaning
  kCjkIdeograph = 1 << 2,  ///< stands as a word of its own
  kMark =
      1 << 3,  ///< removed by accent stripping: nonspacing marks (Mn), not Indic vowel signs (Mc)
  kOrdered = 1 << 4,  ///< combining class other than zero: NFD may reorder it
  kDecomposes = 1 << 5,
  kLowers = 1 << 6,
  kSpace = 1 << 7,  ///< separates words; with U+000B, which cleaning drops
  kPunctuation = 1 << 8,
  kWordCharacter = 1 << 9,  ///< \w, for added tokens that must stand alone
};

std::uint16_t character_flags(char32_t code);

/// Up to four code points.
struct CharacterSequence {
  std::array<char32_t, 4> codes{};
  std::size_t size = 0;
  const char32_t* begin() const { return codes.data(); }
  const char32_t* end() const { return codes.data() + size; }
};

/// Full canonical decomposition; the character itself where it has none.
CharacterSequence decompose(char32_t code);

/// Lower case without context: a final sigma is an ordinary sigma; U+0130 becomes i and U+0307.
CharacterSequence lower_case(char32_t code);

/// Canonical combining class of a character that is `kOrdered` and not a `kMark`; else 0.
std::uint8_t combining_class(char32_t code);

}  // namespace chordae
