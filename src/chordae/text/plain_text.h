#pragma once
// From a report's bytes to plain text: UTF-8, one kind of line end, no control characters, no
// markup. What had to be done is counted, for the ledger.

#include <cstddef>
#include <span>

#include "chordae/text/charset.h"
#include "chordae/text/traced_text.h"

namespace chordae {

struct PlainText {
  TracedText text;  ///< its source is the bytes
  Encoding encoding = Encoding::kUtf8;
  std::size_t stray_bytes = 0;  ///< of another encoding
  std::size_t mojibake = 0;     ///< characters repaired
  std::size_t hl7_escapes = 0;
  std::size_t rtf_words = 0;
  std::size_t html_pieces = 0;
  std::size_t control_characters = 0;  ///< dropped, with invisible ones such as soft hyphens
};

PlainText to_plain_text(std::span<const std::byte> bytes);

/// Line ends become '\n', Unicode's blanks ' ', characters that print nothing vanish; tabs stay.
/// Returns the number of characters dropped.
std::size_t normalise_characters(TracedText& text);

}  // namespace chordae
