#include "chordae/io/dicom/scrub.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::size_t kShortestName = 2;
constexpr std::size_t kLongestNumber = 5;

bool is_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) != 0 || u >= 0x80;  // letters of other alphabets are part of a word
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::set<std::string> words_of(std::span<const std::string> texts) {
  std::set<std::string> words;
  for (const auto& text : texts) {
    std::string word;
    for (const char c : text + " ") {
      if (is_word(c)) {
        word += c;
        continue;
      }
      if (word.size() >= kShortestName) words.insert(lower(word));
      word.clear();
    }
  }
  return words;
}

/// 2012-03-04, 4.3.2012, 03/04/12: three numbers with the same separator. Its length, or 0.
std::size_t date_length(std::string_view text) {
  std::size_t at = 0;
  char separator = 0;
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = 0;
    while (at < text.size() && is_digit(text[at])) ++at, ++digits;
    if (digits == 0 || digits == 3 || digits > 4) return 0;
    if (part == 2) break;
    if (at == text.size() || (text[at] != '-' && text[at] != '.' && text[at] != '/')) return 0;
    if (part == 1 && text[at] != separator) return 0;
    separator = text[at++];
  }
  return at;
}

}  // namespace

std::string scrub(std::string_view text, std::span<const std::string> identifiers) {
  const auto forbidden = words_of(identifiers);
  const std::string clean = printable(text);
  std::string out;
  std::size_t at = 0;
  while (at < clean.size()) {
    if (!is_word(clean[at])) {
      out += clean[at++];
      continue;
    }
    std::size_t length = date_length(std::string_view(clean).substr(at));
    bool remove = length > 0;
    if (!remove) {
      while (at + length < clean.size() && is_word(clean[at + length])) ++length;
      const std::string word = clean.substr(at, length);
      std::size_t run = 0, longest = 0;
      for (const char c : word) longest = std::max(longest, run = is_digit(c) ? run + 1 : 0);
      remove = longest > kLongestNumber || forbidden.contains(lower(word));
    }
    out += remove ? "[removed]" : clean.substr(at, length);
    at += length;
  }
  return out;
}

}  // namespace chordae
