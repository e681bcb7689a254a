#include "chordae/text/sections.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/text/lines.h"

namespace chordae {
namespace {

// Lower case, one blank between words.
std::string normal_heading(std::string_view name) {
  std::string out;
  for (const char c : lower(trim(name))) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) out += c;
    if (blank && out.back() != ' ') out += ' ';
  }
  return out;
}

bool has_lower(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
}
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

Span span_of(const re2::StringPiece& found, std::string_view text) {
  const auto begin = static_cast<std::size_t>(found.data() - text.data());
  return {begin, begin + found.size()};
}

}  // namespace

struct SectionTable::Engines {
  // What may stand around a heading that begins a line: markdown's signs, a note in brackets.
  explicit Engines(const std::string& names)
      : colon("^(?:#{1,6} *|[*_=-]{1,6} *)?(" + names +
              ")[ \\t]*[*_]{0,3}[ \\t]*(?:\\([^()]{0,40}\\))?[ "
              "\\t]*(?::[*_]{0,3}|[-\u2013\u2014]+[ \\t])[ \\t]*"),
        alone("^(#{1,6} *|[*_=-]{1,6} *)?(" + names + ")[ \\t]*[*_=#-]{0,6}$"),
        inside("(" + names + ")[ \\t]*:[*_]{0,3}[ \\t]*") {}

  static RE2::Options any_case() {
    RE2::Options out;
    out.set_case_sensitive(false);
    out.set_log_errors(false);
    return out;
  }
  struct Pattern : RE2 {
    explicit Pattern(const std::string& text) : RE2(text, any_case()) {}
  };
  Pattern colon, alone, inside;
};

SectionTable::SectionTable(const SectionConfig& config) {
  std::vector<std::string> names;
  const auto add = [&](const WordList& list, Meaning meaning, Section section) {
    for (const std::string& given : list) {
      const std::string name = normal_heading(given);
      if (name.empty()) throw Error(ErrorCode::kConfig, "sections: a heading is empty");
      if (!headings_.emplace(name, std::pair(meaning, section)).second) {
        throw Error(ErrorCode::kConfig, cat("sections: the heading \"", name, "\" is given twice"));
      }
      names.push_back(name);
    }
  };
  add(config.indication, Meaning::kSection, Section::kIndication);
  add(config.history, Meaning::kSection, Section::kHistory);
  add(config.technique, Meaning::kSection, Section::kTechnique);
  add(config.comparison, Meaning::kSection, Section::kComparison);
  add(config.findings, Meaning::kSection, Section::kFindings);
  add(config.impression, Meaning::kSection, Section::kImpression);
  add(config.addendum, Meaning::kSection, Section::kAddendum);
  add(config.original, Meaning::kOriginal, Section::kFindings);
  if (names.empty()) throw Error(ErrorCode::kConfig, "sections: the table has no headings");

  // RE2 prefers what is listed first: the longest.
  std::ranges::sort(names, std::greater{}, &std::string::size);
  std::string all;
  for (const std::string& name : names) {
    if (!all.empty()) all += '|';
    for (const std::string& word : chordae::split(name, ' ')) {
      if (!all.empty() && all.back() != '|') all += "[ \\t]+";
      all += RE2::QuoteMeta(word);
    }
  }
  engines_ = std::make_unique<Engines>(all);
  for (const RE2* pattern : {&engines_->colon, &engines_->alone, &engines_->inside}) {
    if (!pattern->ok()) throw Error(ErrorCode::kConfig, cat("sections: ", pattern->error()));
  }
}

SectionTable::~SectionTable() = default;

SectionTable::Heading SectionTable::lookup(std::string_view name, Span span) const {
  const auto& [meaning, section] = headings_.find(normal_heading(name))->second;
  return {meaning, section, span};
}

bool SectionTable::try_at_start(std::string_view line, Heading& out) const {
  re2::StringPiece found[3];
  if (engines_->colon.Match(piece(line), 0, line.size(), RE2::ANCHOR_START, found, 2)) {
    const Span name = span_of(found[1], line);
    // "findings: ..." in small letters is prose.
    if (!is_upper(line[name.begin])) return false;
    out = lookup(line.substr(name.begin, name.end - name.begin), span_of(found[0], line));
    return true;
  }
  if (engines_->alone.Match(piece(line), 0, line.size(), RE2::ANCHOR_START, found, 3)) {
    const Span name = span_of(found[2], line);
    if (!is_upper(line[name.begin])) return false;
    out = lookup(line.substr(name.begin, name.end - name.begin), {0, line.size()});
    return true;
  }
  return false;
}

bool SectionTable::try_inside(std::string_view line, std::size_t from, Heading& out) const {
  re2::StringPiece found[2];
  while (from < line.size() && line.find(':', from) != std::string_view::npos &&
         engines_->inside.Match(piece(line), from, line.size(), RE2::UNANCHORED, found, 2)) {
    const Span whole = span_of(found[0], line);
    const Span name = span_of(found[1], line);
    const std::string_view before = line.substr(0, name.begin);
    const std::string_view words = line.substr(name.begin, name.end - name.begin);
    const bool behind_blank = before.ends_with(' ') || before.ends_with('\t');
    const std::string_view last = trim(before);
    const bool behind_sentence =
        !last.empty() && std::string_view(".!?;)").find(last.back()) != std::string_view::npos;
    out = lookup(words, whole);
    // "Contrast: 12 mL." in the middle of prose is no section, "Impression: normal." is one.
    const bool speaks_out = out.section == Section::kFindings ||
                            out.section == Section::kImpression ||
                            out.section == Section::kAddendum;
    if (behind_blank && !has_lower(words)) return true;
    if (behind_sentence && is_upper(words[0]) && speaks_out) return true;
    from = name.begin + 1;
  }
  return false;
}

bool SectionTable::has_heading(std::string_view line) const {
  Heading ignored;
  return try_at_start(line, ignored);
}

bool SectionTable::is_bare_heading(std::string_view line) const {
  Heading heading;
  return try_at_start(line, heading) && heading.span.end == line.size();
}

std::vector<SectionPart> SectionTable::split(std::string_view text) const {
  std::vector<SectionPart> parts;
  SectionPart part;
  const auto close = [&](std::size_t end) {
    part.text.end = end;
    if (!trim(text.substr(part.text.begin, end - part.text.begin)).empty()) parts.push_back(part);
  };
  const auto open = [&](const Heading& heading, std::size_t line_begin) {
    close(line_begin + heading.span.begin);
    part.section = heading.section;
    if (heading.meaning == Meaning::kOriginal) part.in_addendum = false;
    if (heading.section == Section::kAddendum) part.in_addendum = true;
    part.text.begin = line_begin + heading.span.end;
  };
  for (const Span line : list_lines(text)) {
    const std::string_view words = text.substr(line.begin, line.end - line.begin);
    Heading heading;
    std::size_t from = 0;
    if (try_at_start(words, heading)) {
      open(heading, line.begin);
      from = heading.span.end;
    }
    while (try_inside(words, from, heading)) {
      open(heading, line.begin);
      from = heading.span.end;
    }
  }
  close(text.size());
  return parts;
}

std::string_view section_name(Section section) {
  switch (section) {
    case Section::kIndication:
      return "indication";
    case Section::kHistory:
      return "history";
    case Section::kTechnique:
      return "technique";
    case Section::kComparison:
      return "comparison";
    case Section::kFindings:
      return "findings";
    case Section::kImpression:
      return "impression";
    case Section::kAddendum:
      return "addendum";
  }
  return "unknown";
}

}  // namespace chordae
