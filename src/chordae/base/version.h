#pragma once
// What this build is. Generated once at configure time into one .cpp file.

#include <string_view>

namespace chordae {

std::string_view version();       ///< "0.1.0"

}  // namespace chordae
