#include "chordae/cli/series_table.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"

namespace chordae {

std::string short_key(const std::string& key) { return key.substr(0, 8); }

std::string cine_size_text(const Cine& cine) {
  if (cine.slices.empty()) return "";
  const auto [low, high] = std::ranges::minmax(cine.slices, {}, &CineSlice::frames);
  std::string frames = std::to_string(low.frames);
  if (low.frames != high.frames) frames += cat("-", high.frames);
  const auto& first = cine.slices.front();
  return cat(cine.slices.size(), cine.slices.size() == 1 ? " slice x " : " slices x ", frames, " frames, ", first.rows,
             " x ", first.columns);
}

Table make_series_table() {
  return Table({"study", "series", "view", "size", ">mm/pixel", ">gap mm", ">cycle ms", "description", "rule", "why"});
}

void add_series(Table& table, const std::string& study_key, const StudySeries& series) {
  const Cine& cine = series.cine;
  std::string pixel, gap, cycle;
  if (!cine.slices.empty()) {
    const CineSlice& first = cine.slices.front();
    const Geometry& g = first.geometry;
    pixel = g.row_spacing_mm > 0 ? fixed(g.row_spacing_mm, 2) : "?";
    if (cine.slices.size() > 1 && g.has_position) {
      const double extent = cine.slices.back().geometry.position_along_normal_mm() - g.position_along_normal_mm();
      gap = fixed(std::abs(extent) / static_cast<double>(cine.slices.size() - 1), 1);
    }
    cycle = first.cycle_ms > 0 ? fixed(first.cycle_ms, 0) : "?";
  }
  table.add({short_key(study_key), series.id,
             series.verdict.accepted ? std::string(view_name(series.verdict.view)) : "refused", cine_size_text(cine),
             pixel, gap, cycle, printable(series.acquisition.series_description, 40), series.verdict.rule,
             series.verdict.reason});
}

}  // namespace chordae
