#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "chordae/text/lines.h"
#include "chordae/text/report_cleaning.h"

namespace chordae {
namespace {

// A typewriter's line is 60 to 132 columns; a longer one is a paragraph that nobody wrapped.
constexpr std::size_t kWidestWrap = 140;
constexpr std::size_t kNarrowestWrap = 50;
// A line broken inside a sentence is at least this long, and this part of the longest.
constexpr std::size_t kShortestBroken = 20;
constexpr double kShortestBrokenPart = 0.6;

constexpr auto kConnectors = std::to_array<std::string_view>(
    {"of",     "the",  "a",     "an",     "and",        "or",      "with", "to",   "in",
     "by",     "for",  "is",    "are",    "was",        "at",      "on",   "from", "no",
     "than",   "as",   "that",  "which",  "without",    "has",     "be",   "mild", "moderate",
     "severe", "left", "right", "mildly", "moderately", "severely"});

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string_view first_word(std::string_view line) { return line.substr(0, line.find(' ')); }
std::string_view last_word(std::string_view line) { return line.substr(line.rfind(' ') + 1); }

bool ends_inside_sentence(std::string_view line) {
  return std::string_view(",-(/").find(line.back()) != std::string_view::npos ||
         std::ranges::find(kConnectors, last_word(line)) != kConnectors.end();
}
bool ends_sentence(std::string_view line) {
  return std::string_view(".!?:;").find(line.back()) != std::string_view::npos;
}

class LineJoiner {
 public:
  LineJoiner(const TracedText& text, const SectionTable& sections)
      : text_(text), sections_(sections), lines_(list_lines(text.text())) {
    for (const Span line : lines_) {
      const std::string_view words = text_.view(line);
      if (line_kind(words) != LineKind::kTable) width_ = std::max(width_, words.size());
    }
    const auto first =
        std::ranges::find_if(lines_, [](Span line) { return line.end > line.begin; });
    // Somebody who never uses capitals begins his lines with small letters too.
    all_lower_ = first != lines_.end() && is_lower(text_.text()[first->begin]);
    for (std::size_t i = 0; i + 1 < lines_.size() && !wraps_; ++i) wraps_ = is_broken(i);
  }

  std::size_t join(TextEdit& edit) const {
    std::size_t joined = 0;
    for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
      if (!is_broken(i) && !is_full(i)) continue;
      edit.keep_to(lines_[i].end);
      const bool hyphen =
          text_.view(lines_[i]).ends_with('-') && !text_.view(lines_[i]).ends_with(" -");
      edit.replace_to(lines_[i + 1].begin, hyphen ? "" : " ");
      ++joined;
    }
    return joined;
  }

 private:
  bool can_join(std::size_t i) const {
    const std::string_view line = text_.view(lines_[i]);
    const std::string_view next = text_.view(lines_[i + 1]);
    const LineKind kind = line_kind(line);
    if (kind == LineKind::kBlank || kind == LineKind::kTable) return false;
    if (line_kind(next) != LineKind::kProse) return false;
    return !sections_.has_heading(next) && !sections_.is_bare_heading(line) && line.back() != ':';
  }
  /// The line ends, and the next begins, inside a sentence.
  bool is_broken(std::size_t i) const {
    if (!can_join(i)) return false;
    const std::string_view line = text_.view(lines_[i]);
    const char next = text_.view(lines_[i + 1]).front();
    if (ends_inside_sentence(line)) return true;
    const bool long_enough =
        line.size() >= kShortestBroken &&
        static_cast<double>(line.size()) >= kShortestBrokenPart * static_cast<double>(width_);
    return long_enough && !all_lower_ && !ends_sentence(line) &&
           (is_lower(next) || next == ')' || next == ',');
  }
  /// The next word would not have fitted.
  bool is_full(std::size_t i) const {
    if (!wraps_ || width_ > kWidestWrap || width_ < kNarrowestWrap || !can_join(i)) return false;
    const std::string_view line = text_.view(lines_[i]);
    return line.size() + 1 + first_word(text_.view(lines_[i + 1])).size() > width_;
  }

  const TracedText& text_;
  const SectionTable& sections_;
  std::vector<Span> lines_;
  std::size_t width_ = 0;
  bool all_lower_ = false;
  bool wraps_ = false;
};

}  // namespace

std::size_t join_wrapped_lines(TracedText& text, const SectionTable& sections) {
  TextEdit edit(text);
  const std::size_t joined = LineJoiner(text, sections).join(edit);
  if (joined > 0) text = edit.finish();
  return joined;
}

}  // namespace chordae
