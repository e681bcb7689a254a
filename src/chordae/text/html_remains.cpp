#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "chordae/base/strings.h"
#include "chordae/text/charset.h"
#include "chordae/text/markup.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

struct Entity {
  std::string_view name;
  char32_t code;
};
constexpr Entity kEntities[] = {
#include "chordae/text/html_entities.inc"
};

// Longest: "thetasym".
constexpr std::size_t kLongestName = 8;
constexpr std::size_t kLongestTag = 512;

constexpr std::array<std::string_view, 18> kBlockTags = {
    "br", "p",  "div", "li",  "tr", "ul",    "ol",   "h1",   "h2",
    "h3", "h4", "h5",  "pre", "hr", "table", "body", "html", "title"};
constexpr std::array<std::string_view, 16> kInlineTags = {
    "b",   "i",     "u", "em",    "strong", "span", "font", "sup",
    "sub", "small", "a", "tbody", "thead",  "head", "meta", "code"};

std::optional<char32_t> try_named(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kEntities, name, {}, &Entity::name);
  if (found == std::end(kEntities) || found->name != name) return {};
  return found->code;
}

// "#233" and "#xE9"; 128 to 159 are Windows-1252 (WHATWG HTML, 13.2.5.80).
std::optional<char32_t> try_numeric(std::string_view body) {
  const bool hex = body.size() > 1 && (body[1] == 'x' || body[1] == 'X');
  const std::string_view digits = body.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 7) return {};
  char32_t code = 0;
  for (const char c : lower(digits)) {
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                    : -1;
    if (digit < 0) return {};
    code = code * (hex ? 16 : 10) + static_cast<char32_t>(digit);
  }
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return code < 0x100 ? windows_1252(static_cast<unsigned char>(code)) : code;
}

struct Markup {
  std::size_t end;
  std::string text;
};

std::optional<Markup> try_reference(std::string_view text, std::size_t at) {
  const std::size_t length = text.substr(at + 1, kLongestName + 1).find(';');
  if (length == std::string_view::npos || length < 2) return {};
  const std::string_view body = text.substr(at + 1, length);
  const auto code = body[0] == '#' ? try_numeric(body) : try_named(body);
  if (!code) return {};
  Markup out{at + length + 2, {}};
  append_utf8(out.text, *code);
  return out;
}

// A tag, with all that it holds if that is no text (comments, styles, scripts).
std::optional<Markup> try_tag(std::string_view text, std::size_t at) {
  const auto through = [&](std::string_view mark, std::size_t from) -> std::optional<Markup> {
    const std::size_t found = text.find(mark, from);
    if (found == std::string_view::npos) return {};
    return Markup{found + mark.size(), {}};
  };
  if (text.substr(at).starts_with("<!--")) return through("-->", at + 4);
  const std::size_t length = text.substr(at + 1, kLongestTag).find_first_of("<>");
  if (length == std::string_view::npos || text[at + 1 + length] != '>') return {};
  std::string_view body = text.substr(at + 1, length);
  const std::size_t end = at + length + 2;
  if (body.starts_with("!DOCTYPE") || body.starts_with("!doctype")) return Markup{end, {}};
  const bool closes = body.starts_with('/');
  if (closes) body.remove_prefix(1);
  const std::string name = lower(body.substr(0, body.find_first_of(" \t\r\n/")));
  if (!closes && (name == "style" || name == "script")) {
    const auto lower_end = through("</" + name + ">", end);
    return lower_end ? lower_end : through("</" + upper(name) + ">", end);
  }
  if (std::ranges::find(kBlockTags, name) != kBlockTags.end()) return Markup{end, "\n"};
  if (name == "td" || name == "th") return Markup{end, closes ? "\t" : ""};
  if (std::ranges::find(kInlineTags, name) != kInlineTags.end()) return Markup{end, {}};
  return {};
}

}  // namespace

std::size_t undo_html(TracedText& traced) {
  const std::string_view text = traced.text();
  TextEdit edit(traced);
  std::size_t undone = 0;
  for (std::size_t at = text.find_first_of("&<"); at != std::string_view::npos;) {
    const auto markup = text[at] == '&' ? try_reference(text, at) : try_tag(text, at);
    if (markup) {
      edit.keep_to(at);
      edit.replace_to(markup->end, markup->text);
      ++undone;
    }
    at = text.find_first_of("&<", markup ? markup->end : at + 1);
  }
  if (undone > 0) traced = edit.finish();
  return undone;
}

}  // namespace chordae
