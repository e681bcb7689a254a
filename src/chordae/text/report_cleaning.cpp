#include "chordae/text/report_cleaning.h"

#include "chordae/text/lines.h"

namespace chordae {

ReportCleaner::ReportCleaner(const CleaningConfig& rules, const SectionTable& sections)
    : sections_(sections),
      lines_(rules.remove_lines, "remove_lines"),
      blocks_(rules.remove_blocks, "remove_blocks"),
      phrases_(rules.remove_phrases, "remove_phrases") {}

void ReportCleaner::remove_lines(TracedText& traced, CleaningCounts& counts) const {
  const std::string_view text = traced.text();
  TextEdit edit(traced);
  bool in_block = false;
  for (const Span line : list_lines(text)) {
    const std::string_view words = traced.view(line);
    const bool is_heading = sections_.has_heading(words);
    if (words.empty() || is_heading) in_block = false;
    if (words.empty() || is_heading) continue;
    in_block = in_block || blocks_.matches(words);
    if (!in_block && !lines_.matches(words)) continue;
    edit.keep_to(line.begin);
    // With its line end, so that prose joins over a page's footer.
    const std::size_t end = text.find('\n', line.end);
    edit.replace_to(end == std::string_view::npos ? text.size() : end + 1);
    ++counts.removed_lines;
  }
  if (counts.removed_lines > 0) traced = edit.finish();
}

void ReportCleaner::remove_phrases(TracedText& traced, CleaningCounts& counts) const {
  const std::string_view text = traced.text();
  TextEdit edit(traced);
  while (const auto found = phrases_.try_find(text, edit.position())) {
    edit.keep_to(found->begin);
    edit.replace_to(found->end);
    ++counts.removed_phrases;
  }
  if (counts.removed_phrases > 0) traced = edit.finish();
}

CleaningCounts ReportCleaner::clean(TracedText& text) const {
  CleaningCounts counts;
  remove_phrases(text, counts);
  remove_lines(text, counts);
  counts.joined_lines = join_wrapped_lines(text, sections_);
  return counts;
}

}  // namespace chordae
