#include "chordae/text/plain_text.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "chordae/text/markup.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

// What a character becomes; absent if it stays. Blanks: Unicode's Zs; line ends: Unicode 5.8,
// "Newline guidelines"; invisible: C0 and C1 controls, soft hyphen, zero-width and direction marks.
std::optional<std::string_view> try_normalised(char32_t code) {
  if (code == '\n' || code == '\t') return {};
  if (code == '\r' || code == '\v' || code == '\f' || code == 0x85 || code == 0x2028 ||
      code == 0x2029)
    return "\n";
  if (code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0xFEFF ||
      (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
      (code >= 0x2060 && code <= 0x2064))
    return "";
  if (code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
      code == 0x205F || code == 0x3000)
    return " ";
  return {};
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x7F) || c == '\n' || c == '\t';
}

}  // namespace

std::size_t normalise_characters(TracedText& traced) {
  const std::string_view text = traced.text();
  TextEdit edit(traced);
  std::size_t dropped = 0;
  std::size_t at = 0;
  while (true) {
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
    at = static_cast<std::size_t>(std::find_if_not(from, text.end(), is_plain) - text.begin());
    if (at == text.size()) break;
    const std::size_t begin = at;
    const auto normalised = try_normalised(next_code_point(text, at));
    if (!normalised) continue;
    if (text[begin] == '\r' && at < text.size() && text[at] == '\n') ++at;
    edit.keep_to(begin);
    edit.replace_to(at, *normalised);
    dropped += normalised->empty();
  }
  traced = edit.finish();
  return dropped;
}

PlainText to_plain_text(std::span<const std::byte> bytes) {
  DecodedText decoded = decode_charset(bytes);
  PlainText out{.text = std::move(decoded.text),
                .encoding = decoded.encoding,
                .stray_bytes = decoded.stray_bytes};
  out.mojibake = repair_mojibake(out.text);
  // RTF before HL7: both begin with a backslash, and RTF's words are known ones.
  out.rtf_words = undo_rtf(out.text);
  out.hl7_escapes = undo_hl7_escapes(out.text);
  out.html_pieces = undo_html(out.text);
  out.control_characters = normalise_characters(out.text);
  return out;
}

}  // namespace chordae
