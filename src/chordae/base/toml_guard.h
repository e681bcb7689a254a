#pragma once
// A guard before the TOML library (3.3): it bounds how deep values nest, but not how many tables a
// key "a.b.c" opens, and frees those by recursion. Private to this room.

#include <string_view>

namespace chordae {

/// Errors kConfig: a key of more than 16 parts. Says nothing of any other mistake.
void check_toml(std::string_view text, std::string_view origin);

}  // namespace chordae
