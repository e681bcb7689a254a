#pragma once
// The shipped tables, and a report read with them.

#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/report_reader.h"
#include "support/test_support.h"

namespace chordae::test {

inline const ReportRules& shipped_rules() {
  static const ReportRules rules = load_report_rules(source_root() / "data/text");
  return rules;
}

inline Report read_report(std::string_view bytes) {
  static const ReportReader reader(shipped_rules());
  return reader.read(std::as_bytes(std::span(bytes)));
}

inline std::vector<std::string> texts(const Report& report) {
  std::vector<std::string> out;
  for (const Sentence& sentence : report.sentences) out.push_back(sentence.text);
  return out;
}
inline std::vector<std::string> sentences_of(std::string_view bytes) {
  return texts(read_report(bytes));
}

using Strings = std::vector<std::string>;

}  // namespace chordae::test
