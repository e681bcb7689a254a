#include "chordae/text/lines.h"

#include <algorithm>

namespace chordae {
namespace {

constexpr std::size_t kLongestLabel = 48;
constexpr std::size_t kMostLabelWords = 5;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t bullet_length(std::string_view line) {
  for (const std::string_view bullet : {"-", "*", "+", ">", "\u2022", "\u00B7", "\u2013", "\u2014",
                                        "\u25CF", "\u25AA", "\u25E6", "\u2023"}) {
    if (line.starts_with(bullet)) return bullet.size();
  }
  return 0;
}

}  // namespace

std::vector<Span> list_lines(std::string_view text) {
  std::vector<Span> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    Span line{at, end};
    while (line.begin < line.end && is_blank(text[line.begin])) ++line.begin;
    while (line.end > line.begin && is_blank(text[line.end - 1])) --line.end;
    lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

std::size_t enumerator_length(std::string_view line) {
  std::size_t at = bullet_length(line);
  if (at == 0) {
    const bool opened = line.starts_with('(');
    if (opened) ++at;
    const std::size_t first = at;
    while (at < line.size() && at - first < 2 && is_digit(line[at])) ++at;
    if (at == first && at < line.size() && is_letter(line[at])) {
      // "a.", "a)", "A)" and "(a)"; "A." would be an initial.
      if (is_upper(line[at]) && line.substr(at + 1, 1) != ")") return 0;
      ++at;
    }
    if (at == first || at >= line.size()) return 0;
    if (line[at] != ')' && (opened || line[at] != '.')) return 0;
    ++at;
  }
  const std::size_t mark = at;
  while (at < line.size() && is_blank(line[at])) ++at;
  return at > mark ? at : 0;
}

std::size_t label_length(std::string_view text) {
  if (text.empty() || !is_upper(text[0])) return 0;
  std::size_t words = 1;
  for (std::size_t at = 1; at < text.size() && at <= kLongestLabel; ++at) {
    const char c = text[at];
    if (c == ':')
      return at + 1 == text.size() || is_blank(text[at + 1]) || text[at + 1] == '\n' ? at : 0;
    words += is_blank(c) && !is_blank(text[at - 1]);
    const bool simple = is_letter(c) || is_digit(c) ||
                        std::string_view(" \t,/&()'-").find(c) != std::string_view::npos;
    if (!simple || words > kMostLabelWords) return 0;
  }
  return 0;
}

LineKind line_kind(std::string_view line) {
  if (line.empty()) return LineKind::kBlank;
  if (enumerator_length(line) > 0) return LineKind::kItem;
  if (line.find('\t') != std::string_view::npos || line.find("   ") != std::string_view::npos ||
      std::ranges::count(line, '|') >= 2)
    return LineKind::kTable;
  return label_length(line) > 0 ? LineKind::kLabel : LineKind::kProse;
}

}  // namespace chordae
