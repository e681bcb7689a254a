#include "chordae/draw/svg.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::svg {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Letter {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The letter that starts at `text[at]` (RFC 3629: shortest form, no surrogates).
Letter read_letter(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + size > text.size()) return {};
  std::uint32_t code = first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size, true};
}

bool is_allowed(std::uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code >= 0x7F && code <= 0x9F) return false;
  if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return false;
  if (code >= 0xFDD0 && code <= 0xFDEF) return false;
  return (code & 0xFFFE) != 0xFFFE;
}

}  // namespace

std::string number(double value) {
  if (!std::isfinite(value) || std::abs(value) >= 1e9) {
    throw Error(ErrorCode::kNumeric, "a drawing cannot hold a number that is not finite or 1e9");
  }
  char buffer[32];
  const auto result =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, 2);
  std::string_view text(buffer, static_cast<std::size_t>(result.ptr - buffer));
  while (text.back() == '0') text.remove_suffix(1);
  if (text.back() == '.') text.remove_suffix(1);
  return text == "-0" ? "0" : std::string(text);
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Letter letter = read_letter(text, i);
    if (!letter.valid || !is_allowed(letter.code)) {
      out += kReplacement;
    } else if (letter.code == '&') {
      out += "&amp;";
    } else if (letter.code == '<') {
      out += "&lt;";
    } else if (letter.code == '>') {
      out += "&gt;";
    } else if (letter.code == '"') {
      out += "&quot;";
    } else if (letter.code == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(i, letter.bytes);
    }
    i += letter.bytes;
  }
  return out;
}

void Writer::begin(std::string_view tag, Attributes attributes) {
  out_ += '<';
  out_ += tag;
  for (const Attribute& a : attributes) {
    if (a.value.empty()) continue;
    out_ += ' ';
    out_ += a.name;
    out_ += "=\"";
    out_ += a.value;
    out_ += '"';
  }
}

void Writer::open(std::string_view tag, Attributes attributes) {
  begin(tag, attributes);
  out_ += '>';
}

void Writer::close(std::string_view tag) {
  out_ += "</";
  out_ += tag;
  out_ += ">\n";
}

void Writer::leaf(std::string_view tag, Attributes attributes) {
  begin(tag, attributes);
  out_ += "/>\n";
}

void Writer::text(std::string_view tag, Attributes attributes, std::string_view content) {
  begin(tag, attributes);
  out_ += '>';
  out_ += escape(content);
  close(tag);
}

void Writer::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  leaf("line", {{"class", css_class}, {"x1", x1}, {"y1", y1}, {"x2", x2}, {"y2", y2}});
}

void Writer::rectangle(double x, double y, double width, double height,
                       std::string_view css_class) {
  leaf("rect", {{"class", css_class}, {"x", x}, {"y", y}, {"width", width}, {"height", height}});
}

void Writer::path(std::string_view d, std::string_view css_class) {
  if (!d.empty()) leaf("path", {{"class", css_class}, {"d", d}});
}

void Writer::label(double x, double y, std::string_view content, std::string_view css_class,
                   std::string_view anchor) {
  const std::string_view set = anchor == "start" ? "" : anchor;  // start is the default
  text("text", {{"class", css_class}, {"x", x}, {"y", y}, {"text-anchor", set}}, content);
}

}  // namespace chordae::svg
