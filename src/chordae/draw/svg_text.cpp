#include "chordae/draw/svg_text.h"

#include <array>
#include <cstdint>

namespace chordae::svg {
namespace {

// Helvetica, thousandths of the font size, letters 32 to 126 (Adobe Core 14 AFM, Helvetica.afm).
constexpr std::array<std::uint16_t, 95> kWidths = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278,
    278,  //  !"#$%&'()*+,-./
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584,
    556,  // 0-9:;<=>?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722,
    778,  // @A-O
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556,  // P-Z[\]^_
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556,
    556,                                                                          // `a-o
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};  // p-z{|}~
constexpr double kLatinWidth = 0.65, kWideWidth = 1.0;

std::size_t letter_bytes(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

double letter_width(std::string_view letter) {
  const auto first = static_cast<std::uint8_t>(letter[0]);
  if (first >= 32 && first < 127) return kWidths[first - 32u] / 1000.0;
  if (letter == "\xC2\xA0") return kWidths[0] / 1000.0;  // no-break space
  return first >= 0xE3 ? kWideWidth : kLatinWidth;       // from U+3000: ideographs, emoji
}

/// Bytes of the whole letters that fit.
std::size_t bytes_that_fit(std::string_view text, double font_size, double width) {
  double used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t size = letter_bytes(text, end);
    used += letter_width(text.substr(end, size)) * font_size;
    if (used > width) break;
    end += size;
  }
  return end;
}

}  // namespace

double text_width(std::string_view text, double font_size) {
  double width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = letter_bytes(text, i);
    width += letter_width(text.substr(i, size));
    i += size;
  }
  return width * font_size;
}

std::string fit_text(std::string_view text, double font_size, double width) {
  if (bytes_that_fit(text, font_size, width) == text.size()) return std::string(text);
  const std::size_t end = bytes_that_fit(text, font_size, width - font_size);
  return std::string(text.substr(0, end)) + "\xE2\x80\xA6";  // an ellipsis is as wide as the font
}

std::vector<std::string> wrap_text(std::string_view text, double font_size, double width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t end = bytes_that_fit(text, font_size, width);
    if (end < text.size() && text[end] != ' ') {
      const auto space = text.substr(0, end).rfind(' ');
      if (space != std::string_view::npos && space > 0) end = space;
    }
    if (end == 0) end = letter_bytes(text, 0);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return lines;
}

}  // namespace chordae::svg
