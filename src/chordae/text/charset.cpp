#include "chordae/text/charset.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "chordae/text/utf8.h"

namespace chordae {
namespace {

// index-windows-1252 of the WHATWG Encoding Standard, 0x80 to 0x9F.
constexpr std::array<char32_t, 32> kHigh1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// UTF-16 without a mark: Western text has a zero in nearly every second byte.
std::optional<Encoding> try_utf16(std::string_view bytes) {
  if (bytes.size() < 4) return {};
  if (bytes.starts_with("\xFF\xFE")) return Encoding::kUtf16Le;
  if (bytes.starts_with("\xFE\xFF")) return Encoding::kUtf16Be;
  std::array<std::size_t, 2> zeros{};
  const std::size_t looked = std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1};
  for (std::size_t i = 0; i < looked; ++i) zeros[i % 2] += bytes[i] == '\0';
  const auto many = [&](std::size_t n) { return n * 10 > looked * 4; };
  const auto few = [&](std::size_t n) { return n * 40 < looked; };
  if (many(zeros[1]) && few(zeros[0])) return Encoding::kUtf16Le;
  if (many(zeros[0]) && few(zeros[1])) return Encoding::kUtf16Be;
  return {};
}

DecodedText decode_utf16(const TracedText& bytes, Encoding encoding) {
  DecodedText out{.text = {}, .encoding = encoding};
  const std::string_view from = bytes.text();
  const std::size_t low = encoding == Encoding::kUtf16Le ? 0 : 1;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(from[at + low]) |
                                 static_cast<unsigned char>(from[at + 1 - low]) << 8);
  };
  TextEdit edit(bytes);
  for (std::size_t at = 0; at + 1 < from.size();) {
    char32_t code = unit(at);
    at += 2;
    if (code >= 0xD800 && code < 0xDC00 && at + 1 < from.size() && (unit(at) >> 10) == 0x37) {
      code = 0x10000 + ((code & 0x3FF) << 10 | (unit(at) & 0x3FF));
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
      ++out.stray_bytes;
    }
    std::string utf8;
    append_utf8(utf8, code);
    edit.replace_to(at, utf8);
  }
  edit.replace_to(from.size());
  out.text = edit.finish();
  return out;
}

// Everything that is not UTF-8 is read as Windows-1252: of a whole text, or of strays in UTF-8.
DecodedText decode_bytes(TracedText bytes) {
  DecodedText out;
  const std::string_view from = bytes.text();
  std::size_t good_characters = 0;
  std::size_t strays = 0;
  bool has_1252 = false;
  TextEdit edit(bytes);
  while (edit.position() < from.size()) {
    const std::size_t at = edit.position();
    const std::size_t good = valid_utf8_prefix(from.substr(at));
    good_characters += static_cast<std::size_t>(std::ranges::count_if(
        from.substr(at, good), [](char c) { return static_cast<unsigned char>(c) >= 0xC0; }));
    edit.keep_to(at + good);
    if (at + good == from.size()) break;
    const auto byte = static_cast<unsigned char>(from[at + good]);
    has_1252 = has_1252 || byte < 0xA0;
    ++strays;
    std::string utf8;
    append_utf8(utf8, windows_1252(byte));
    edit.replace_to(at + good + 1, utf8);
  }
  if (strays == 0) {
    out.text = std::move(bytes);
    return out;
  }
  out.text = edit.finish();
  if (good_characters > strays) {
    out.stray_bytes = strays;
  } else {
    out.encoding = has_1252 ? Encoding::kWindows1252 : Encoding::kLatin1;
  }
  return out;
}

// The byte that Windows-1252 reads as this code point.
std::optional<char> try_1252_byte(char32_t code) {
  if (code >= 0x80 && code <= 0xFF) return static_cast<char>(code);
  const auto found = std::ranges::find(kHigh1252, code);
  if (found == kHigh1252.end()) return {};
  return static_cast<char>(0x80 + (found - kHigh1252.begin()));
}

// What Western reports hold beyond ASCII: Latin letters and signs, Greek, punctuation,
// superscripts, arrows and mathematical signs, the byte-order mark; and the 1252 characters, for
// text spoilt twice.
bool is_plausible(char32_t code) {
  return (code >= 0xA0 && code < 0x180) || (code >= 0x391 && code < 0x3CA) || code == 0xFEFF ||
         (code >= 0x2010 && code < 0x2300) || code == 0xFB01 || code == 0xFB02 ||
         std::ranges::find(kHigh1252, code) != kHigh1252.end();
}

struct Repair {
  std::size_t end;  ///< of the non-ASCII stretch
  std::optional<std::string> text;
};

Repair repair_stretch(std::string_view text, std::size_t at) {
  std::string bytes;
  bool possible = true;
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) {
    const auto byte = try_1252_byte(next_code_point(text, at));
    possible = possible && byte;
    if (byte) bytes += *byte;
  }
  if (!possible || !is_valid_utf8(bytes)) return {at, {}};
  for (std::size_t i = 0; i < bytes.size();) {
    if (!is_plausible(next_code_point(bytes, i))) return {at, {}};
  }
  return {at, std::move(bytes)};
}

std::optional<std::size_t> try_repair_once(TracedText& traced) {
  const std::string_view text = traced.text();
  TextEdit edit(traced);
  std::size_t repaired = 0;
  const auto is_high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  while (true) {
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(edit.position());
    const auto high = std::find_if(from, text.end(), is_high);
    if (high == text.end()) break;
    const auto at = static_cast<std::size_t>(high - text.begin());
    Repair repair = repair_stretch(text, at);
    if (!repair.text) return {};
    repaired += count_code_points(*repair.text);
    edit.keep_to(at);
    edit.replace_to(repair.end, *repair.text);
  }
  if (repaired == 0) return {};
  traced = edit.finish();
  return repaired;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return "UTF-8";
    case Encoding::kUtf16Le:
      return "UTF-16LE";
    case Encoding::kUtf16Be:
      return "UTF-16BE";
    case Encoding::kLatin1:
      return "ISO-8859-1";
    case Encoding::kWindows1252:
      return "Windows-1252";
  }
  return "unknown";
}

char32_t windows_1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kHigh1252[byte - 0x80u] : byte;
}

std::optional<std::string_view> try_name_binary(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  using namespace std::string_view_literals;
  if (text.starts_with("%PDF-")) return "a PDF file";
  if (text.starts_with("PK\x03\x04")) return "a zip archive or Office document";
  if (text.starts_with("\xD0\xCF\x11\xE0")) return "an old Office document";
  if (text.starts_with("\x1F\x8B")) return "a gzip file";
  if (text.size() > 132 && text.substr(128, 4) == "DICM") return "a DICOM file";
  if (try_utf16(text)) return {};
  // HL7 and old printers leave a few control characters; more than one in fifty is no prose.
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && "\t\n\v\f\r"sv.find(c) == std::string_view::npos;
  }));
  if (controls * 50 > text.size()) return "binary data";
  return {};
}

DecodedText decode_charset(std::span<const std::byte> bytes) {
  TracedText traced(as_text(bytes));
  const auto utf16 = try_utf16(traced.text());
  DecodedText out = utf16 ? decode_utf16(traced, *utf16) : decode_bytes(std::move(traced));
  if (out.text.text().starts_with("\xEF\xBB\xBF")) {
    const TracedText marked = std::move(out.text);
    TextEdit edit(marked);
    edit.replace_to(3);
    out.text = edit.finish();
  }
  return out;
}

std::size_t repair_mojibake(TracedText& text) {
  std::size_t repaired = 0;
  for (int times = 0; times < 3; ++times) {
    const auto once = try_repair_once(text);
    if (!once) break;
    repaired = std::max(repaired, *once);
  }
  return repaired;
}

}  // namespace chordae
