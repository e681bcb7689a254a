#pragma once
// A report from bytes to sentences: plain text, cleaning, sections, sentences, each sentence with
// its place in the file as it was given.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chordae/text/language.h"
#include "chordae/text/plain_text.h"
#include "chordae/text/report_cleaning.h"
#include "chordae/text/report_rules.h"
#include "chordae/text/sections.h"
#include "chordae/text/sentences.h"

namespace chordae {

enum class ReportVerdict {
  kGood,
  kEmpty,          ///< nothing is left once boilerplate is gone
  kTooLarge,       ///< more bytes than any report has
  kBinary,         ///< no text
  kOtherLanguage,  ///< read, but not English: rules for English must not be used on it
};
std::string_view verdict_name(ReportVerdict verdict);

struct Sentence {
  std::string text;
  Span source;  ///< bytes of the file
  Section section = Section::kFindings;
  bool in_addendum = false;
  std::string label;  ///< sub-heading in force: "Aortic valve"; else empty
};

struct Report {
  ReportVerdict verdict = ReportVerdict::kGood;
  std::string reason;  ///< of a verdict that is not good; holds no report text
  PlainText plain;     ///< what the bytes needed; `plain.text` is the cleaned text
  CleaningCounts cleaning;
  std::vector<Sentence> sentences;
};

struct ReportLimits {
  std::size_t bytes = 1 << 20;  ///< the longest reports of a clinic are some 50 kB
};

class ReportReader {
 public:
  /// Errors   Error{kConfig} as PatternSet and SectionTable
  explicit ReportReader(const ReportRules& rules, ReportLimits limits = {});

  /// Any bytes get a verdict; nothing is thrown for them. Safe to call from several threads.
  Report read(std::span<const std::byte> bytes) const;

 private:
  void split(Report& report) const;

  ReportLimits limits_;
  SectionTable sections_;
  ReportCleaner cleaner_;
  SentenceSplitter splitter_;
  LanguageGuess language_;
};

}  // namespace chordae
