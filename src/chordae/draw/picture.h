#pragma once
// Pictures for people: PNG, animated GIF, contact sheets of studies. 8-bit RGB canvases, a small
// built-in font; no Torch, nothing from the network.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

struct Color {
  std::uint8_t r = 0, g = 0, b = 0;
};

/// (H, W) RGB, row-major.
struct Canvas {
  std::int64_t rows = 0, columns = 0;
  std::vector<std::uint8_t> pixels;
  Canvas() = default;
  /// Errors kShape for a side under 1 or over 65535, or more than 2^27 pixels.
  Canvas(std::int64_t rows, std::int64_t columns, Color fill);
  void set(std::int64_t row, std::int64_t column, Color color);  ///< ignored outside
  /// ASCII; anything else shows as a box. (row, column): the first letter's upper left corner.
  void text(std::int64_t row, std::int64_t column, std::string_view text, Color color,
            int scale = 1);
  void paste(const Canvas& other, std::int64_t row,
             std::int64_t column);  ///< what lies outside is cut off
};
/// Errors kShape for an empty or too large canvas, or one whose pixels do not fit its size.
void check_canvas(const Canvas& canvas);

/// Errors kShape as check_canvas, kIo. Written under a temporary name and renamed, as write_gif.
void write_png(const std::filesystem::path& path, const Canvas& canvas);
/// Loops forever; `frame_ms` a frame, rounded to hundredths of a second so that the cycle keeps its
/// length, at least two. Up to 256 colours in all frames together are kept exactly (the sheets
/// below are grey, so theirs are); more are coarsened until they fit. Errors kShape if the canvases
/// differ in size or there is none; kNumeric for an impossible time; kIo
void write_gif(const std::filesystem::path& path, const std::vector<Canvas>& frames,
               double frame_ms);

/// One series with a title line ("s03  SAX  12 slices x 25 frames  1.4 mm") for the sheets below. A
/// series without pictures (null, or no slices) shows its title only.
struct SheetSeries {
  std::string title;
  const Cine* cine = nullptr;
};
/// Every series as a grid: slices down (labelled with number and distance from the first slice),
/// up to `phases` frames across (labelled in percent of the cycle), grey levels by percentiles of
/// the series, aspect ratio true to the pixel spacing. Long stacks wrap into further columns; of
/// more than 60 slices an even choice is shown. Greys only. Errors  as check_slice; kUsage unless
/// phases is 1 to 64
Canvas contact_sheet(const std::vector<SheetSeries>& series, int phases = 8);
/// All slices side by side, beating: one canvas a phase (nearest phase where slices differ in
/// frames); a single canvas if nothing has more than one frame. Errors as contact_sheet
std::vector<Canvas> beating_sheet(const std::vector<SheetSeries>& series, int phases = 20);

}  // namespace chordae
