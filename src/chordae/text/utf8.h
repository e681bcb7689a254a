#pragma once
// UTF-8 as bytes: checking, repairing, decoding. Text that comes from outside is repaired once at
// the door; everything behind it may assume valid UTF-8.

#include <cstddef>
#include <string>
#include <string_view>

namespace chordae {

/// Bytes of the valid UTF-8 that `text` starts with; `text.size()` if all of it is.
std::size_t valid_utf8_prefix(std::string_view text);

inline bool is_valid_utf8(std::string_view text) { return valid_utf8_prefix(text) == text.size(); }

/// Each maximal ill-formed part becomes one U+FFFD (Unicode, section 3.9, "U+FFFD Substitution of
/// Maximal Subparts"), as Rust's `from_utf8_lossy` and Python's `errors="replace"` do.
std::string repair_utf8(std::string_view text);

/// The code point at `at`, which moves behind it. `text` is valid UTF-8 and `at` is inside it.
char32_t next_code_point(std::string_view text, std::size_t& at);

void append_utf8(std::string& text, char32_t code);

/// Code points of valid UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace chordae
