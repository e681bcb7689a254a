#include "chordae/text/traced_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chordae {

TracedText::TracedText(std::string text) : text_(std::move(text)) {
  if (!text_.empty()) runs_.push_back({0, 0, text_.size(), true});
}

const TracedText::Run& TracedText::run_at(std::size_t at) const {
  return *std::prev(std::ranges::upper_bound(runs_, at, {}, &Run::text));
}

Span TracedText::source(Span span) const {
  if (runs_.empty()) return {};
  const auto begin_of = [](const Run& run, std::size_t at) {
    return run.verbatim ? run.source + (at - run.text) : run.source;
  };
  const auto end_of = [&](std::size_t last) {
    const Run& run = run_at(last);
    return run.verbatim ? begin_of(run, last) + 1 : run.source + run.source_length;
  };
  if (span.begin >= text_.size()) return {end_of(text_.size() - 1), end_of(text_.size() - 1)};
  const std::size_t begin = begin_of(run_at(span.begin), span.begin);
  return {begin, span.end > span.begin ? end_of(span.end - 1) : begin};
}

void TracedText::append(std::string_view piece, std::size_t source, std::size_t source_length,
                        bool verbatim) {
  if (piece.empty()) return;
  const bool extends = verbatim && !runs_.empty() && runs_.back().verbatim &&
                       runs_.back().source + runs_.back().source_length == source;
  if (extends) {
    runs_.back().source_length += source_length;
  } else {
    runs_.push_back({text_.size(), source, source_length, verbatim});
  }
  text_.append(piece);
}

void TextEdit::keep_to(std::size_t end) {
  const std::string_view text = before_.text_;
  while (at_ < end) {
    const auto& run = before_.run_at(at_);
    const auto next = static_cast<std::size_t>(&run - before_.runs_.data()) + 1;
    const std::size_t run_end =
        next < before_.runs_.size() ? before_.runs_[next].text : text.size();
    const std::size_t stop = std::min(end, run_end);
    const std::string_view piece = text.substr(at_, stop - at_);
    if (run.verbatim) {
      after_.append(piece, run.source + (at_ - run.text), piece.size(), true);
    } else {
      after_.append(piece, run.source, run.source_length, false);
    }
    at_ = stop;
  }
}

void TextEdit::replace_to(std::size_t end, std::string_view with) {
  if (!with.empty()) {
    const Span source = before_.source({at_, end});
    after_.append(with, source.begin, source.end - source.begin, false);
  }
  at_ = end;
}

TracedText TextEdit::finish() {
  keep_to(before_.text_.size());
  return std::move(after_);
}

}  // namespace chordae
