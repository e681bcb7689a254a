#pragma once
// What the lines of a report are: prose that may be wrapped, or what a line end belongs to.

#include <cstddef>
#include <string_view>
#include <vector>

#include "chordae/text/traced_text.h"

namespace chordae {

enum class LineKind { kBlank, kProse, kItem, kLabel, kTable };

/// Spans of the lines, without their '\n' and the blanks around them.
std::vector<Span> list_lines(std::string_view text);

/// kItem   begins with a bullet, "1." or "(a)"
/// kLabel  begins with a heading or sub-heading and a colon: "Aortic valve: normal"
/// kTable  columns: a tab, three blanks in a row or two bars
LineKind line_kind(std::string_view line);

/// Length of the bullet or number that `line` begins with, the blanks behind it included; 0 if
/// none.
std::size_t enumerator_length(std::string_view line);

/// Length of the label that `text` begins with, up to the colon: a capital, at most five words and
/// 48 bytes of letters, figures and simple signs, a blank or the end behind the colon; 0 if none.
std::size_t label_length(std::string_view text);

}  // namespace chordae
