#pragma once
// Text of foreign origin as every reader of a store can take it.

#include <string>
#include <string_view>

namespace chordae {

/// The same text where it is valid UTF-8 without NUL; each offending byte becomes U+FFFD.
std::string as_utf8(std::string_view text);

}  // namespace chordae
