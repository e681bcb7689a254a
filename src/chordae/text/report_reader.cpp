#include "chordae/text/report_reader.h"

#include "chordae/base/strings.h"
#include "chordae/text/lines.h"

namespace chordae {

ReportReader::ReportReader(const ReportRules& rules, ReportLimits limits)
    : limits_(limits),
      sections_(rules.sections),
      cleaner_(rules.cleaning, sections_),
      splitter_(rules.abbreviations),
      language_(rules.languages) {}

// A label on a line of its own holds until the next label, an empty line or the next section; one
// with text behind it holds to the end of the line.
void ReportReader::split(Report& report) const {
  const TracedText& cleaned = report.plain.text;
  for (const SectionPart& part : sections_.split(cleaned.text())) {
    const std::string_view text = cleaned.view(part.text);
    std::string standing;
    for (const Span line : list_lines(text)) {
      std::string_view words = text.substr(line.begin, line.end - line.begin);
      std::size_t at = part.text.begin + line.begin;
      std::string label = standing;
      const std::size_t mark = enumerator_length(words);
      if (const std::size_t length = label_length(words.substr(mark)); length > 0) {
        label = words.substr(mark, length);
        const std::size_t end = mark + length + 1;
        standing = end == words.size() ? label : "";
        words.remove_prefix(end);
        at += end;
      }
      if (line.begin == line.end) standing.clear();
      for (const Span found : splitter_.split_line(words)) {
        const Span place{at + found.begin, at + found.end};
        report.sentences.push_back({.text = std::string(cleaned.view(place)),
                                    .source = cleaned.source(place),
                                    .section = part.section,
                                    .in_addendum = part.in_addendum,
                                    .label = label});
      }
    }
  }
}

Report ReportReader::read(std::span<const std::byte> bytes) const {
  Report report;
  const auto refuse = [&](ReportVerdict verdict, std::string reason) {
    report.verdict = verdict;
    report.reason = std::move(reason);
  };
  if (bytes.size() > limits_.bytes) {
    refuse(ReportVerdict::kTooLarge,
           cat(human_bytes(static_cast<double>(bytes.size())), "; a report has at most ",
               human_bytes(static_cast<double>(limits_.bytes)), ": is it an export of many?"));
    return report;
  }
  if (const auto kind = try_name_binary(bytes)) {
    refuse(ReportVerdict::kBinary, cat(*kind, "; export the report as text"));
    return report;
  }
  report.plain = to_plain_text(bytes);
  report.cleaning = cleaner_.clean(report.plain.text);
  split(report);
  if (report.sentences.empty()) {
    refuse(ReportVerdict::kEmpty, "no sentence is left without headers and signatures");
    return report;
  }
  const std::string language = language_.guess(report.plain.text.text());
  if (language != "english") {
    refuse(ReportVerdict::kOtherLanguage, cat("the text seems to be ", language, ", not English"));
  }
  return report;
}

std::string_view verdict_name(ReportVerdict verdict) {
  switch (verdict) {
    case ReportVerdict::kGood:
      return "good";
    case ReportVerdict::kEmpty:
      return "empty";
    case ReportVerdict::kTooLarge:
      return "too large";
    case ReportVerdict::kBinary:
      return "binary";
    case ReportVerdict::kOtherLanguage:
      return "other language";
  }
  return "unknown";
}

}  // namespace chordae
