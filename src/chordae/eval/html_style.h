#pragma once
// The style sheet of the report page.

#include <string_view>

namespace chordae::html {

std::string_view page_style();

}  // namespace chordae::html
