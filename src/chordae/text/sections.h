#pragma once
// Sections of a report by an editable table of headings. A heading counts where a line begins (with
// a colon, alone, or in markdown). Inside a line it needs a colon and capitals, because exports
// lose line ends; findings, impression and addendum only need to begin a sentence. A report without
// headings is findings.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/report_rules.h"
#include "chordae/text/traced_text.h"

namespace chordae {

enum class Section {
  kIndication,
  kHistory,
  kTechnique,
  kComparison,
  kFindings,
  kImpression,
  kAddendum
};
std::string_view section_name(Section section);

struct SectionPart {
  Section section = Section::kFindings;
  bool in_addendum = false;  ///< an addendum has findings and an impression of its own
  Span text;                 ///< without the heading
};

class SectionTable {
 public:
  /// Errors   Error{kConfig} a heading is empty, or in two sections
  explicit SectionTable(const SectionConfig& config);
  ~SectionTable();

  /// In order; parts without text are left out.
  std::vector<SectionPart> split(std::string_view text) const;

  /// Whether the line begins with a heading.
  bool has_heading(std::string_view line) const;
  /// Whether it is nothing else.
  bool is_bare_heading(std::string_view line) const;

 private:
  enum class Meaning { kSection, kOriginal };
  struct Heading {
    Meaning meaning;
    Section section;
    Span span;
  };
  struct Engines;
  bool try_at_start(std::string_view line, Heading& out) const;
  bool try_inside(std::string_view line, std::size_t from, Heading& out) const;
  Heading lookup(std::string_view name, Span span) const;

  std::map<std::string, std::pair<Meaning, Section>, std::less<>> headings_;
  std::unique_ptr<Engines> engines_;
};

}  // namespace chordae
