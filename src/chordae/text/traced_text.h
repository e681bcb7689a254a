#pragma once
// A text that remembers where each of its bytes came from. Every step from a file's bytes to a
// sentence is an edit of such a text, so a sentence can always be shown in the report as written.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

/// Bytes [begin, end).
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

class TracedText {
 public:
  TracedText() = default;
  /// A text that is its own source.
  explicit TracedText(std::string text);

  const std::string& text() const { return text_; }
  std::string_view view(Span span) const {
    return std::string_view(text_).substr(span.begin, span.end - span.begin);
  }

  /// Where `span` of this text stands in the source; from its first byte to its last, whatever was
  /// taken out between them. An empty span is an empty span.
  Span source(Span span) const;

 private:
  friend class TextEdit;
  // A stretch that stands for one of the source: byte for byte if `verbatim`, else as a whole.
  struct Run {
    std::size_t text;
    std::size_t source;
    std::size_t source_length;
    bool verbatim;
  };
  const Run& run_at(std::size_t at) const;
  void append(std::string_view piece, std::size_t source, std::size_t source_length, bool verbatim);

  std::string text_;
  std::vector<Run> runs_;  ///< by position, none of empty text
};

/// One pass over a text from left to right that keeps or replaces what it passes.
class TextEdit {
 public:
  /// `before` must outlive the edit.
  explicit TextEdit(const TracedText& before) : before_(before) {}
  explicit TextEdit(TracedText&&) = delete;

  /// What lies between the last position and `end` stays.
  void keep_to(std::size_t end);
  /// What lies between the last position and `end` becomes `with`; dropped if that is empty.
  void replace_to(std::size_t end, std::string_view with = {});

  std::size_t position() const { return at_; }
  /// The rest stays.
  TracedText finish();

 private:
  const TracedText& before_;
  TracedText after_;
  std::size_t at_ = 0;
};

}  // namespace chordae
