#pragma once
// What is not the radiologist's prose goes (headers, signatures, boilerplate, by an editable list),
// and prose that was wrapped to a width becomes whole again. Afterwards a line end always ends a
// sentence.

#include <cstddef>

#include "chordae/text/patterns.h"
#include "chordae/text/report_rules.h"
#include "chordae/text/sections.h"
#include "chordae/text/traced_text.h"

namespace chordae {

struct CleaningCounts {
  std::size_t removed_lines = 0;
  std::size_t removed_phrases = 0;
  std::size_t joined_lines = 0;
};

class ReportCleaner {
 public:
  /// `sections` must outlive the cleaner. Errors   Error{kConfig} as PatternSet
  ReportCleaner(const CleaningConfig& rules, const SectionTable& sections);

  /// `text` as from to_plain_text.
  CleaningCounts clean(TracedText& text) const;

 private:
  void remove_lines(TracedText& text, CleaningCounts& counts) const;
  void remove_phrases(TracedText& text, CleaningCounts& counts) const;

  const SectionTable& sections_;
  PatternSet lines_, blocks_, phrases_;
};

/// Joins wrapped prose; lists, tables and headings keep their lines. A line is taken for wrapped if
/// it ends inside a sentence, or if the next word would not have fitted in a report that wraps.
/// A hyphen at a line's end stays ("T1-" + "weighted"): only a dictionary could tell it from one
/// that splits a word. Returns the number of line ends removed.
std::size_t join_wrapped_lines(TracedText& text, const SectionTable& sections);

}  // namespace chordae
