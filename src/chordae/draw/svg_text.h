#pragma once
// How much room a text takes, before anybody draws it: the advance widths of Helvetica (Adobe's
// AFM; Arial and Liberation Sans share them). Other letters are taken as wide, never as narrow.

#include <string>
#include <string_view>
#include <vector>

namespace chordae::svg {

double text_width(std::string_view text, double font_size);
/// `text` if it fits, else as many whole letters as do, with an ellipsis.
std::string fit_text(std::string_view text, double font_size, double width);
/// Lines broken at spaces; a word that is too long is broken anywhere.
std::vector<std::string> wrap_text(std::string_view text, double font_size, double width);

}  // namespace chordae::svg
