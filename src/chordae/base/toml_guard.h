#pragma once
// A guard before the TOML library, version 3.3: it bounds how deep values nest, but not how many
// tables a key "a.b.c" opens, which it frees by recursion; and what it does about some characters
// beyond ASCII is undefined where they stand outside texts and comments, where TOML has none.
// Private to this room.

#include <string_view>

namespace chordae {

/// Errors kConfig: either of these. Says nothing of any other mistake.
void check_toml(std::string_view text, std::string_view origin);

}  // namespace chordae
