#include "chordae/text/sentences.h"

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/text/lines.h"

namespace chordae {
namespace {

constexpr auto kNone = std::string_view::npos;
// Longer "words" are no abbreviations, and looking back further would cost quadratic time.
constexpr std::size_t kLongestWord = 40;
// A bracket that closes within this distance holds no sentence ends.
constexpr std::size_t kLongestBracket = 300;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) {
  return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool is_mark(char c) { return c == '.' || c == '!' || c == '?'; }
char at_or_blank(std::string_view line, std::size_t at) {
  return at < line.size() ? line[at] : ' ';
}

std::size_t skip_blanks(std::string_view line, std::size_t at) {
  while (at < line.size() && is_blank(line[at])) ++at;
  return at;
}

// The word before `end`: letters, figures and inner stops ("e.g", "mL/m2").
Span word_before(std::string_view line, std::size_t end, std::size_t begin) {
  std::size_t at = end;
  while (at > begin && end - at < kLongestWord &&
         (is_letter(line[at - 1]) || is_digit(line[at - 1]) || line[at - 1] == '.'))
    --at;
  while (at < end && line[at] == '.') ++at;
  return {at, end};
}
std::string_view view(std::string_view line, Span span) {
  return line.substr(span.begin, span.end - span.begin);
}

Span word_further_back(std::string_view line, std::size_t word, std::size_t begin) {
  std::size_t end = word;
  while (end > begin && (is_blank(line[end - 1]) || line[end - 1] == '.')) --end;
  return word_before(line, end, begin);
}

// "A.B", "U.S", "a.m": single letters between stops.
bool is_dotted(std::string_view word) {
  if (word.find('.') == kNone) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i % 2 == 0 ? !is_letter(word[i]) : word[i] != '.') return false;
  }
  return true;
}

// A capital that begins an ordinary word: "The", "A", but not "LVEF" nor "B".
bool begins_ordinary_word(std::string_view line, std::size_t at) {
  return is_upper(at_or_blank(line, at)) &&
         (is_lower(at_or_blank(line, at + 1)) || line.substr(at, 2) == "A ");
}

bool begins_address(std::string_view word, std::string_view next) {
  return word == "www" || next.starts_with("com") || next.starts_with("org") ||
         next.starts_with("net") || next.starts_with("edu");
}

// Behind the closing quotes and brackets that belong to the sentence.
std::size_t past_closers(std::string_view line, std::size_t at) {
  for (bool moved = true; moved;) {
    moved = false;
    for (const std::string_view closer : {")", "]", "\"", "'", "\u201D", "\u2019"}) {
      if (line.substr(at, closer.size()) != closer) continue;
      at += closer.size();
      moved = true;
    }
  }
  return at;
}

// Where the bracket that opens at `open` closes; `open` itself if it is left open.
std::size_t bracket_end(std::string_view line, std::size_t open) {
  int depth = 0;
  const std::size_t end = std::min(line.size(), open + kLongestBracket);
  for (std::size_t at = open; at < end; ++at) {
    depth += line[at] == '(';
    depth -= line[at] == ')';
    if (depth == 0) return at;
  }
  return open;
}

}  // namespace

SentenceSplitter::SentenceSplitter(const AbbreviationConfig& config)
    : never_ends_(config.never_ends.begin(), config.never_ends.end()),
      ends_before_capital_(config.ends_before_capital.begin(), config.ends_before_capital.end()),
      before_number_(config.before_number.begin(), config.before_number.end()),
      classifiers_(config.classifiers.begin(), config.classifiers.end()),
      before_initial_(config.before_initial.begin(), config.before_initial.end()) {}

// "by J. Smith", "J. F. Smith"; not "type B. The", nor "vitamin D. No".
bool SentenceSplitter::is_initial(std::string_view line, Span word, std::size_t begin) const {
  if (word.end - word.begin != 1 || !is_upper(line[word.begin])) return false;
  if (word.begin == begin) return true;
  const Span before = word_further_back(line, word.begin, begin);
  const std::string text(view(line, before));
  if (text.empty() || classifiers_.contains(lower(text))) return false;
  const bool after_initial =
      text.size() == 1 && is_upper(text[0]) && at_or_blank(line, before.end) == '.';
  return after_initial || before_initial_.contains(lower(text));
}

bool SentenceSplitter::is_end_at_stop(std::string_view line, std::size_t mark,
                                      std::size_t begin) const {
  const char before = mark > begin ? line[mark - 1] : ' ';
  const std::size_t after = past_closers(line, mark + 1);
  const std::size_t next = skip_blanks(line, after);
  if (next == line.size()) return true;
  const char follows = line[next];
  const bool spaced = next > after;
  if (is_digit(before) && !spaced && is_digit(follows)) return false;           // 3.5
  if (is_blank(before) && is_digit(at_or_blank(line, mark + 1))) return false;  // .5
  if (std::string_view(",;:/)-").find(follows) != kNone) return false;

  const Span span = word_before(line, mark, begin);
  const std::string word = lower(view(line, span));
  if (never_ends_.contains(word) || never_ends_.contains(view(line, span))) return false;
  if (is_digit(follows) && before_number_.contains(word)) return false;
  if (is_initial(line, span, begin)) return false;
  if (ends_before_capital_.contains(word)) return spaced && is_upper(follows);
  if (is_dotted(word)) return spaced && begins_ordinary_word(line, next);
  if (before_number_.contains(word) && word.size() <= 3 && is_lower(follows)) return false;
  if (spaced) return true;

  // No blank behind the stop: "normal.The", "mL/m2.No", "normal.no", but not "v1.A" or "site.org".
  const std::size_t letters = word.size();
  if (after > mark + 1) return is_upper(follows);
  if (is_upper(follows)) {
    const bool is_unit = span.begin > begin && line[span.begin - 1] == '/';  // "m/s.The"
    return (letters >= 2 || is_unit || !is_letter(before)) &&
           is_letter(at_or_blank(line, next + 1));
  }
  return letters >= 4 && is_lower(before) && is_lower(follows) && word.find('.') == kNone &&
         is_lower(at_or_blank(line, next + 1)) && !begins_address(word, line.substr(next));
}

bool SentenceSplitter::is_end(std::string_view line, std::size_t mark, std::size_t begin) const {
  const char next = at_or_blank(line, mark + 1);
  if (is_mark(next)) return false;  // the last of several decides
  const bool is_ellipsis = line[mark] == '.' && mark > begin + 1 && line[mark - 1] == '.';
  const std::size_t follows = skip_blanks(line, past_closers(line, mark + 1));
  if (follows >= line.size()) return true;
  if (is_ellipsis) {
    // "poor ... patient moved" goes on, "to be continued... The" does not.
    const std::size_t before = line.find_last_not_of('.', mark);
    return before != kNone && !is_blank(line[before]) && is_upper(line[follows]);
  }
  if (line[mark] == '.') return is_end_at_stop(line, mark, begin);
  // "?thrombus" and "? LVH" ask within a sentence.
  if (mark == begin || is_blank(line[mark - 1]) || line[mark - 1] == '(') return false;
  return follows > mark + 1 && !is_lower(line[follows]);
}

// Length of "3) " or "3. " at `at`, if it is item `number` of a list within the line.
std::size_t SentenceSplitter::next_item(std::string_view line, std::size_t at, int number) const {
  const std::string digits = std::to_string(number);
  if (line.substr(at, digits.size()) != digits) return 0;
  const std::size_t mark = at + digits.size();
  const char sign = at_or_blank(line, mark);
  if ((sign != ')' && sign != '.') || mark + 1 >= line.size() || !is_blank(line[mark + 1]))
    return 0;
  const std::size_t text = skip_blanks(line, mark + 1);
  if (sign == '.' && !begins_ordinary_word(line, text)) return 0;
  if (classifiers_.contains(lower(view(line, word_further_back(line, at, 0))))) return 0;
  return text - at;
}

std::vector<Span> SentenceSplitter::split_line(std::string_view line) const {
  std::vector<Span> sentences;
  std::size_t begin = 0;
  int item = 0;  // the number that the present item has
  const auto open = [&](std::size_t at) {
    begin = skip_blanks(line, at);
    const std::size_t mark = enumerator_length(line.substr(begin, 16));
    if (mark == 0) return;
    const std::size_t digit = begin + (line[begin] == '(');
    item = is_digit(line[digit])
               ? static_cast<int>(*try_parse_int(line.substr(digit, 1 + is_digit(line[digit + 1]))))
               : 0;
    begin += mark;
  };
  const auto close = [&](std::size_t end) {
    while (end > begin && is_blank(line[end - 1])) --end;
    const std::string_view words = line.substr(begin, end > begin ? end - begin : 0);
    const auto is_word = [](char c) { return is_letter(c) || is_digit(c); };
    if (std::ranges::any_of(words, is_word)) sentences.push_back({begin, end});
  };
  open(0);
  for (std::size_t at = begin; at < line.size(); ++at) {
    if (line[at] == '(') {
      at = bracket_end(line, at);
    } else if (is_mark(line[at]) && is_end(line, at, begin)) {
      const std::size_t end = past_closers(line, at + 1);
      close(end);
      open(end);
      at = std::max(begin, at + 1) - 1;
    } else if (item > 0 && is_digit(line[at]) && at > begin && is_blank(line[at - 1]) &&
               next_item(line, at, item + 1) > 0) {
      close(at);
      open(at);
      at = begin - 1;
    }
  }
  close(line.size());
  return sentences;
}

}  // namespace chordae
