#pragma once
// From bytes of unknown encoding to UTF-8. What reports come in: UTF-8, UTF-16 from Windows
// exports, Windows-1252 and Latin-1 from older systems, and UTF-8 that somebody once read as
// Windows-1252 ("mojibake"). Detection as the WHATWG Encoding Standard labels them: ISO-8859-1 with
// bytes 0x80-0x9F is Windows-1252.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "chordae/text/traced_text.h"

namespace chordae {

enum class Encoding { kUtf8, kUtf16Le, kUtf16Be, kLatin1, kWindows1252 };
std::string_view encoding_name(Encoding encoding);

struct DecodedText {
  TracedText text;  ///< valid UTF-8; its source is the bytes
  Encoding encoding = Encoding::kUtf8;
  std::size_t stray_bytes = 0;  ///< that were not of the encoding, read as Windows-1252
};

/// Why bytes are no text at all ("a PDF file", "binary data"); absent if they may be.
std::optional<std::string_view> try_name_binary(std::span<const std::byte> bytes);

DecodedText decode_charset(std::span<const std::byte> bytes);

/// The code point of a Windows-1252 byte; the five that have none are the C1 controls (WHATWG).
char32_t windows_1252(unsigned char byte);

/// Undoes UTF-8 read as Windows-1252, as often as it was done (three times at most), where that is
/// certain: every stretch of non-ASCII in the text must turn into letters, punctuation or signs.
/// Returns the number of characters repaired.
std::size_t repair_mojibake(TracedText& text);

}  // namespace chordae
