#pragma once
// Regular expressions of the tables, in linear time (RE2), whatever the pattern and the text.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/traced_text.h"

namespace chordae {

/// Several patterns tried at once, case-insensitively.
class PatternSet {
 public:
  /// Errors   Error{kConfig} a pattern is wrong; `name` and its number are said
  PatternSet(const std::vector<std::string>& patterns, std::string_view name);
  ~PatternSet();
  PatternSet(PatternSet&&) noexcept;
  PatternSet& operator=(PatternSet&&) noexcept;

  /// Whether one of them is the whole of `text`.
  bool matches(std::string_view text) const;
  /// The leftmost stretch from `from` on that is one of them and not empty.
  std::optional<Span> try_find(std::string_view text, std::size_t from) const;

 private:
  struct Engines;
  std::unique_ptr<Engines> engines_;
};

}  // namespace chordae
