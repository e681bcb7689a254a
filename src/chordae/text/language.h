#pragma once
// Whether a report is English, by its small words. The labelling rules know no other language, and
// would find nothing in a German report but its "Hinweis" on the left ventricle.

#include <string>
#include <string_view>
#include <unordered_map>

#include "chordae/text/report_rules.h"

namespace chordae {

class LanguageGuess {
 public:
  explicit LanguageGuess(const LanguageConfig& config);

  /// "english", another of the table's languages, or "other" for a script that is not Latin.
  /// Fewer than ten known words decide nothing: "english".
  std::string guess(std::string_view text) const;

 private:
  std::unordered_map<std::string, unsigned> languages_of_word_;  ///< a bit each
};

}  // namespace chordae
