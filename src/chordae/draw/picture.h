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
  Canvas(std::int64_t rows, std::int64_t columns, Color fill);
  void set(std::int64_t row, std::int64_t column, Color color);  ///< ignored outside
  void text(std::int64_t row, std::int64_t column, std::string_view text, Color color, int scale = 1);
  void paste(const Canvas& other, std::int64_t row, std::int64_t column);
};

void write_png(const std::filesystem::path& path, const Canvas& canvas);
/// Loops forever; `frame_ms` a frame. All canvases have one size.
void write_gif(const std::filesystem::path& path, const std::vector<Canvas>& frames, double frame_ms);

/// One series with a title line ("s03  SAX  12 slices x 25 frames  1.4 mm") for the sheets below.
struct SheetSeries {
  std::string title;
  const Cine* cine = nullptr;
};
/// Every series as a grid: slices down, `phases` frames across, grey levels by percentiles of the
/// series, aspect ratio true to the pixel spacing.
Canvas contact_sheet(const std::vector<SheetSeries>& series, int phases = 8);
/// All slices side by side, beating: one canvas a phase (nearest phase where slices differ in frames).
std::vector<Canvas> beating_sheet(const std::vector<SheetSeries>& series, int phases = 20);

}  // namespace chordae
