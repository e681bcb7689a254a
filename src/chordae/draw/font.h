#pragma once
// A small fixed font for labels: ASCII, 5 x 7 pixels and two rows for descenders.

#include <string_view>

namespace chordae {

inline constexpr int kGlyphColumns = 5, kGlyphRows = 9;
inline constexpr int kGlyphAdvance = 6, kLineHeight = 11;

/// Whether pixel (row, column) of the glyph is ink. What is not printable ASCII shows as a box.
bool is_ink(char character, int row, int column);

/// Width of a line of text at scale 1, pixels.
inline int text_columns(std::string_view text) {
  return static_cast<int>(text.size()) * kGlyphAdvance;
}

}  // namespace chordae
