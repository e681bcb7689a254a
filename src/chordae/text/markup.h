#pragma once
// What transports leave in report text: HL7 v2 escapes, RTF, HTML. Each function edits the text and
// returns how many pieces of markup it undid; text without any passes unchanged.

#include <cstddef>

#include "chordae/text/traced_text.h"

namespace chordae {

/// HL7 v2 escape sequences (v2.5.1, 2.7 "Use of escape sequences in text fields"): separators,
/// \Xhh..\ bytes, \.br\ and other formatting; highlighting and character-set switches vanish.
std::size_t undo_hl7_escapes(TracedText& text);

/// RTF 1.9: a whole document ("{\rtf"), or control words left behind by a system that took only the
/// braces off. Fonts, colours, styles and pictures vanish.
std::size_t undo_rtf(TracedText& text);

/// Character references and the tags that exports use. "LVEF <35%" is no tag.
std::size_t undo_html(TracedText& text);

}  // namespace chordae
