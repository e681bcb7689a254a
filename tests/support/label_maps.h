#pragma once
// A known heart's labels as if the segmenter had seen them: maps of every slice of a stack.

#include <algorithm>
#include <cmath>
#include <vector>

#include "chordae/image/resample.h"
#include "chordae/phantom/known_heart.h"
#include "chordae/phantom/tissue.h"
#include "chordae/pipeline/sax_stack.h"
#include "chordae/pipeline/slice_maps.h"

namespace chordae::test {

/// Share of each clip pixel that has `label`, (T, size, size).
inline std::vector<float> label_share(const std::vector<std::uint8_t>& labels,
                                      const CineSlice& slice, const ClipGrid& grid, Label label) {
  const auto pixels = static_cast<std::size_t>(slice.frame_pixels());
  const auto size = static_cast<std::size_t>(grid.size * grid.size);
  const Resampler resampler({slice.rows, slice.columns, grid.row_mm, grid.column_mm},
                            {grid.size, grid.size, grid.pixel_mm, grid.row, grid.column},
                            Edge::kZero, true);
  std::vector<float> indicator(pixels), out(static_cast<std::size_t>(slice.frames) * size);
  for (std::size_t t = 0; t < static_cast<std::size_t>(slice.frames); ++t) {
    for (std::size_t i = 0; i < pixels; ++i) {
      indicator[i] = labels[t * pixels + i] == static_cast<std::uint8_t>(label) ? 1.0f : 0.0f;
    }
    resampler.apply(indicator, std::span(out).subspan(t * size, size));
  }
  return out;
}

/// `labels` one a slice of the series that the stack was arranged from; clips about the middle of
/// the pictures.
inline std::vector<SliceMaps> maps_of_labels(const SaxStack& stack,
                                             const std::vector<std::vector<std::uint8_t>>& labels) {
  std::vector<SliceMaps> maps;
  for (const StackSlice& place : stack.slices) {
    const CineSlice& slice = *place.cine;
    const auto& own = labels[place.index];
    SliceMaps m;
    m.grid = {64,
              2,
              0.5 * static_cast<double>(slice.rows - 1),
              0.5 * static_cast<double>(slice.columns - 1),
              place.row_mm,
              place.column_mm};
    m.frames = slice.frames;
    m.cavity = label_share(own, slice, m.grid, Label::kLvCavity);
    m.myocardium = label_share(own, slice, m.grid, Label::kLvMyocardium);
    m.right_ventricle = label_share(own, slice, m.grid, Label::kRvCavity);
    m.presence.assign(static_cast<std::size_t>(slice.frames), 1.0f);
    m.lvef_percent = 60;
    maps.push_back(std::move(m));
  }
  return maps;
}

/// Adds a disc of certainty to a map, every frame: (row, column, radius) in pixels of the clip.
inline void plant_disc(std::vector<float>& map, const SliceMaps& m, double row, double column,
                       double radius) {
  for (std::size_t i = 0; i < map.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i % m.pixels());
    const double off = std::hypot(static_cast<double>(at / m.grid.size) - row,
                                  static_cast<double>(at % m.grid.size) - column);
    map[i] = std::max(map[i], static_cast<float>(std::clamp(radius + 0.5 - off, 0.0, 1.0)));
  }
}

}  // namespace chordae::test
