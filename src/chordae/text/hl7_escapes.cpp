#include <algorithm>
#include <optional>
#include <string>

#include "chordae/base/strings.h"
#include "chordae/text/charset.h"
#include "chordae/text/markup.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

constexpr std::size_t kLongestEscape = 512;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> try_hex_text(std::string_view digits) {
  if (digits.empty() || digits.size() % 2 != 0) return {};
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  if (is_valid_utf8(bytes)) return bytes;
  std::string text;
  for (const char byte : bytes) append_utf8(text, windows_1252(static_cast<unsigned char>(byte)));
  return text;
}

// ".br", ".sp3", ".in+4", ".ti-2", ".sk 5", ".fi", ".nf", ".ce" (2.7.6).
std::optional<std::string> try_formatting(std::string_view command) {
  if (command.size() < 3 || command.size() > 7) return {};
  const std::string name = lower(command.substr(0, 3));
  if (command.substr(3).find_first_not_of(" +-0123456789") != std::string_view::npos) return {};
  if (name == ".br" || name == ".sp" || name == ".ce") return "\n";
  if (name == ".sk" || name == ".ti" || name == ".in") return " ";
  if (name == ".fi" || name == ".nf") return "";
  return {};
}

// What stands between two backslashes.
std::optional<std::string> try_escape(std::string_view body) {
  if (body == "F") return "|";
  if (body == "S") return "^";
  if (body == "T") return "&";
  if (body == "R") return "~";
  if (body == "E") return "\\";
  if (body == "P") return "#";
  if (body == "H" || body == "N") return "";
  if (body.empty()) return {};
  if (body[0] == '.') return try_formatting(body);
  if (body[0] == 'X') return try_hex_text(body.substr(1));
  const bool is_switch = (body[0] == 'C' && body.size() == 5) ||
                         (body[0] == 'M' && (body.size() == 5 || body.size() == 7));
  if (is_switch && try_hex_text(body.substr(1))) return "";
  return {};
}

}  // namespace

std::size_t undo_hl7_escapes(TracedText& traced) {
  const std::string_view text = traced.text();
  if (text.find('\\') == std::string_view::npos) return 0;
  TextEdit edit(traced);
  std::size_t undone = 0;
  for (std::size_t at = text.find('\\'); at != std::string_view::npos;) {
    const std::size_t length = text.substr(at + 1, kLongestEscape).find_first_of("\\\r\n");
    if (length == std::string_view::npos || text[at + 1 + length] != '\\') {
      at = text.find('\\', at + 1);
      continue;
    }
    const auto escape = try_escape(text.substr(at + 1, length));
    const std::size_t end = at + length + 2;
    if (escape) {
      edit.keep_to(at);
      edit.replace_to(end, *escape);
      ++undone;
      at = text.find('\\', end);
    } else {
      at = end - 1;  // the closing mark may open the next
    }
  }
  if (undone > 0) traced = edit.finish();
  return undone;
}

}  // namespace chordae
