#pragma once
// Where sentences end. Own rules in place of Unicode's (UAX 29, as in ICU): those know no
// abbreviation, list or missing blank, and every one of their breaks would need a second look.
// A line end always ends a sentence (report_cleaning.h joins what was wrapped).

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/report_rules.h"
#include "chordae/text/traced_text.h"

namespace chordae {

class SentenceSplitter {
 public:
  explicit SentenceSplitter(const AbbreviationConfig& config);

  /// Spans of the sentences of one line, trimmed; list marks ("1.", "-") belong to none. Time is
  /// linear in the line.
  std::vector<Span> split_line(std::string_view line) const;

 private:
  using Words = std::set<std::string, std::less<>>;
  bool is_end(std::string_view line, std::size_t mark, std::size_t begin) const;
  bool is_end_at_stop(std::string_view line, std::size_t mark, std::size_t begin) const;
  bool is_initial(std::string_view line, Span word, std::size_t begin) const;
  std::size_t next_item(std::string_view line, std::size_t at, int number) const;

  Words never_ends_, ends_before_capital_, before_number_, classifiers_, before_initial_;
};

}  // namespace chordae
