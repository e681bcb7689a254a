#include "chordae/pipeline/volumetry_masks.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"

namespace chordae {
namespace {

/// A map at fractional clip coordinates; 0 outside.
float look_up(std::span<const float> map, std::int64_t size, double h, double w) {
  const auto h0 = static_cast<std::int64_t>(std::floor(h)), w0 = static_cast<std::int64_t>(std::floor(w));
  const double dh = h - static_cast<double>(h0), dw = w - static_cast<double>(w0);
  const auto at = [&](std::int64_t i, std::int64_t j) {
    return i < 0 || j < 0 || i >= size || j >= size ? 0.0F : map[static_cast<std::size_t>(i * size + j)];
  };
  return static_cast<float>((1 - dh) * ((1 - dw) * at(h0, w0) + dw * at(h0, w0 + 1)) +
                            dh * ((1 - dw) * at(h0 + 1, w0) + dw * at(h0 + 1, w0 + 1)));
}

/// Between two moments of the beat.
std::vector<float> blend(std::span<const float> map, std::size_t pixels, std::int64_t frames, double phase) {
  const double place = phase * static_cast<double>(frames);
  const auto before = static_cast<std::size_t>(static_cast<std::int64_t>(place) % frames);
  const auto share = static_cast<float>(place - std::floor(place));
  const std::size_t after = (before + 1) % static_cast<std::size_t>(frames);
  std::vector<float> out(pixels);
  for (std::size_t i = 0; i < pixels; ++i) out[i] = (1 - share) * map[before * pixels + i] + share * map[after * pixels + i];
  return out;
}

}  // namespace

NiftiImage make_masks(const Study& study, const Volumetry& result, const VolumetryDetail& detail) {
  const auto series = std::find_if(study.series.begin(), study.series.end(),
                                   [&](const StudySeries& s) { return s.id == result.series_id; });
  if (series == study.series.end()) throw Error(ErrorCode::kInternal, "masks of a study that was not measured");
  const std::vector<CineSlice>& slices = series->cine.slices;
  NiftiImage out;
  out.type = NiftiType::kU8;
  out.size = {slices.front().columns, slices.front().rows, static_cast<std::int64_t>(slices.size()), 1};
  for (const CineSlice& s : slices) {
    if (s.columns != out.size[0] || s.rows != out.size[1]) {
      throw Error(ErrorCode::kUnsupported, "masks of a stack whose slices have different sizes: NIfTI has one size for all");
    }
    out.size[3] = std::max(out.size[3], s.frames);
  }
  const Geometry &first = slices.front().geometry, &last = slices.back().geometry;
  const double gap = detail.stack.gap_mm;
  out.spacing = {first.column_spacing_mm, first.row_spacing_mm, gap, 0};
  if (first.has_position) {
    out.has_position = true;
    const double steps = std::max(1.0, static_cast<double>(slices.size() - 1));
    const Vec3 step = slices.size() > 1 ? (1 / steps) * (last.origin_mm - first.origin_mm) : gap * first.normal();
    out.affine = {first.column_spacing_mm * first.row_direction, first.row_spacing_mm * first.column_direction, step,
                  first.origin_mm};
  }
  out.voxels.assign(static_cast<std::size_t>(out.count()), std::byte{0});
  const std::int64_t picture = out.size[0] * out.size[1];
  for (std::size_t s = 0; s < detail.maps.maps.size(); ++s) {
    const SliceMaps& maps = detail.maps.maps[s];
    const StackSlice& slice = detail.stack.slices[s];
    std::vector<float> counted(maps.cavity);
    for (std::size_t i = 0; i < counted.size(); ++i) counted[i] *= detail.volumes.regions[s].gate[i];
    for (std::int64_t f = 0; f < out.size[3]; ++f) {
      const double phase = static_cast<double>(f) / static_cast<double>(out.size[3]);
      const auto of = [&](const std::vector<float>& map) { return blend(map, maps.pixels(), maps.frames, phase); };
      const std::vector<float> cavity = of(counted), muscle = of(maps.myocardium), right = of(maps.right_ventricle);
      std::byte* to = out.voxels.data() + (f * out.size[2] + static_cast<std::int64_t>(slice.index)) * picture;
      const auto step_h = slice.row_mm / maps.grid.pixel_mm, step_w = slice.column_mm / maps.grid.pixel_mm;
      const double middle = 0.5 * static_cast<double>(maps.grid.size - 1);
      for (std::int64_t row = 0; row < out.size[1]; ++row) {
        const double h = (static_cast<double>(row) - maps.grid.row) * step_h + middle;
        if (h < -1 || h > static_cast<double>(maps.grid.size)) continue;
        for (std::int64_t column = 0; column < out.size[0]; ++column) {
          const double w = (static_cast<double>(column) - maps.grid.column) * step_w + middle;
          if (w < -1 || w > static_cast<double>(maps.grid.size)) continue;
          const auto at = [&](const std::vector<float>& map) { return look_up(map, maps.grid.size, h, w); };
          const float c = at(cavity), m = at(muscle);
          const int label = c > 0.5F ? 1 : c + m > 0.5F ? 2 : at(right) > 0.5F ? 3 : 0;
          to[row * out.size[0] + column] = static_cast<std::byte>(label);
        }
      }
    }
  }
  return out;
}

}  // namespace chordae
