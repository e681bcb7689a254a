#include "chordae/pipeline/volumetry_picture.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/contours.h"
#include "chordae/draw/font.h"
#include "chordae/image/percentile.h"
#include "chordae/image/resample.h"

namespace chordae {
namespace {

// Okabe and Ito's palette (Color Universal Design, 2008).
constexpr Color kCavity{230, 159, 0}, kMuscle{86, 180, 233}, kRight{0, 158, 115};
constexpr Color kPaper{24, 24, 24}, kText{235, 235, 235}, kFaint{120, 120, 120};
constexpr std::int64_t kSide = 168, kGap = 3, kMargin = 12, kCurveRows = 130;
constexpr std::int64_t kColumns = 6;  // slices side by side
constexpr double kTileMm = 126;       // shown of each slice, about the axis
constexpr int kPhases = 24;
constexpr float kLevel = 0.5f;
constexpr double kBeatMs = 1000;  // where the file does not say how long it is

class Page {
 public:
  Page(const Volumetry& result, const VolumetryDetail& detail) : result_(result), detail_(detail) {}

  Canvas draw(double phase) const {
    const auto count = static_cast<std::int64_t>(detail_.stack.slices.size());
    const std::int64_t across = std::min(kColumns, count), down = (count + across - 1) / across;
    const std::int64_t width = 2 * kMargin + std::max<std::int64_t>(across * (kSide + kGap), 620);
    const std::int64_t top = kMargin + 3 * kLineHeight * 2;
    const std::int64_t tiles = down * (kSide + kGap);
    Canvas page(top + tiles + kMargin + kCurveRows + kMargin, width, kPaper);
    page.text(kMargin, kMargin, headline(result_), kText, 2);
    page.text(kMargin + 2 * kLineHeight, kMargin,
              cat("grade ", result_.grade, "   research use; trained on synthetic hearts"), kFaint);
    std::int64_t column = kMargin;
    for (const auto& [name, color] : {std::pair{"cavity", kCavity},
                                      {"wall", kMuscle},
                                      {"right ventricle", kRight},
                                      {"not counted", kFaint}}) {
      page.text(kMargin + 3 * kLineHeight + 4, column, name, color);
      column += text_columns(name) + 3 * kGlyphAdvance;
    }
    for (std::int64_t i = 0; i < count; ++i) {
      page.paste(tile(from_base(static_cast<std::size_t>(i)), phase),
                 top + i / across * (kSide + kGap), kMargin + i % across * (kSide + kGap));
    }
    draw_curve(page, top + tiles + kMargin, phase);
    return page;
  }

 private:
  /// The i-th slice from the base: the ventricle tapers towards the apex.
  std::size_t from_base(std::size_t i) const {
    const auto& areas = detail_.volumes.cavity_mm2;
    const auto ed = static_cast<std::size_t>(detail_.volumes.ed);
    double front = 0, back = 0;
    for (std::size_t s = 0; s < areas.size() / 2; ++s) {
      front += areas[s][ed];
      back += areas[areas.size() - 1 - s][ed];
    }
    return front >= back ? i : areas.size() - 1 - i;
  }

  /// Of the slice's own axis: the picture follows the ventricle, not the table.
  ResampleGrid grid_of(const SliceMaps& maps) const {
    return {kSide, kSide, kTileMm / static_cast<double>(kSide), maps.grid.row, maps.grid.column};
  }

  Canvas tile(std::size_t s, double phase) const {
    const StackSlice& slice = detail_.stack.slices[s];
    const SliceMaps& maps = detail_.maps.maps[s];
    const CineSlice& cine = *slice.cine;
    const auto frame = std::llround(phase * static_cast<double>(cine.frames)) % cine.frames;
    std::vector<float> native(static_cast<std::size_t>(cine.frame_pixels()));
    std::vector<float> values(static_cast<std::size_t>(kSide * kSide));
    cine.frame_to_float(frame, native);
    Resampler({cine.rows, cine.columns, slice.row_mm, slice.column_mm}, grid_of(maps), Edge::kZero,
              true)
        .apply(native, values);
    const PercentileRange window = compute_percentile_range(values, 1, 99);
    const bool used = !detail_.volumes.regions[s].is_empty;
    const float scale = (used ? 255.0f : 150.0f) / std::max(1e-6f, window.high - window.low);
    Canvas out(kSide, kSide, {});
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float grey = std::clamp((values[i] - window.low) * scale, 0.0f, 255.0f);
      std::fill_n(out.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3,
                  static_cast<std::uint8_t>(grey));
    }
    const VentricleRegion& region = detail_.volumes.regions[s];
    std::vector<float> counted(maps.cavity), wall(maps.cavity);
    for (std::size_t i = 0; i < counted.size(); ++i) {
      counted[i] *= region.gate[i];
      wall[i] += maps.myocardium[i];
    }
    outline(out, maps, maps.right_ventricle, phase, kRight, 1.0);
    outline(out, maps, wall, phase, kMuscle, 1.0);
    outline(out, maps, maps.cavity, phase, kFaint, 1.0);  // what is not counted stays faint
    outline(out, maps, counted, phase, kCavity, 1.6);
    out.text(3, 4, cat(slice.index + 1), used ? kText : kFaint);
    return out;
  }

  void outline(Canvas& canvas, const SliceMaps& maps, const std::vector<float>& map, double phase,
               Color color, double width) const {
    const double place = phase * static_cast<double>(maps.frames);
    const auto before = static_cast<std::int64_t>(place) % maps.frames;
    const auto share = static_cast<float>(place - std::floor(place));
    const auto a = maps.frame(map, before), b = maps.frame(map, (before + 1) % maps.frames);
    std::vector<float> field(a.begin(), a.end());
    for (std::size_t i = 0; i < field.size(); ++i) field[i] += share * (b[i] - a[i]);
    const double step = maps.grid.pixel_mm / (kTileMm / static_cast<double>(kSide));
    const double middle = 0.5 * static_cast<double>(maps.grid.size - 1);
    for (Polyline& line : trace_contours(field, maps.grid.size, maps.grid.size, kLevel)) {
      for (PixelPoint& p : line) {
        p = {(p.row - middle) * step + 0.5 * static_cast<double>(kSide - 1),
             (p.column - middle) * step + 0.5 * static_cast<double>(kSide - 1)};
      }
      draw_polyline(canvas, line, color, width);
    }
  }

  void draw_curve(Canvas& page, std::int64_t top, double phase) const {
    const auto& curve = detail_.volumes.curve_ml;
    if (curve.empty()) return;
    const double left = kMargin + 60, right = left + 420;
    const double bottom = static_cast<double>(top + kCurveRows - 2 * kLineHeight);
    const double most = *std::max_element(curve.begin(), curve.end());
    const auto n = static_cast<double>(curve.size());
    const auto at = [&](double t) {
      const auto i = static_cast<std::size_t>(t) % curve.size(), j = (i + 1) % curve.size();
      const double v = curve[i] + (t - std::floor(t)) * (curve[j] - curve[i]);
      return PixelPoint{bottom - (bottom - static_cast<double>(top)) * v / std::max(1.0, most),
                        left + (right - left) * t / n};
    };
    draw_line(page, {bottom, left}, {bottom, right}, kFaint, 1);
    draw_line(page, {static_cast<double>(top), left}, {bottom, left}, kFaint, 1);
    Polyline line;
    for (std::size_t t = 0; t <= curve.size(); ++t) line.push_back(at(static_cast<double>(t)));
    line.back().column = right;
    draw_polyline(page, line, kCavity, 2);
    for (const auto& [name, t] :
         {std::pair{"ED", detail_.volumes.ed}, {"ES", detail_.volumes.es}}) {
      const PixelPoint p = at(static_cast<double>(t));
      draw_line(page, p, {bottom, p.column}, kFaint, 1);
      page.text(std::llround(bottom) + 4, std::llround(p.column) - kGlyphAdvance, name, kText);
    }
    const PixelPoint now = at(phase * n);
    draw_line(page, now, now, kText, 7);
    const bool known = result_.volumes_withheld.empty();
    page.text(top, kMargin, known ? cat(fixed(most, 0), " mL") : std::string("most"), kFaint);
    page.text(std::llround(bottom) - kLineHeight, kMargin, "0", kFaint);
  }

  const Volumetry& result_;
  const VolumetryDetail& detail_;
};

double beat_ms(const SaxStack& stack) {
  const CineSlice& slice = *stack.slices.front().cine;
  return slice.cycle_ms > 200 && slice.cycle_ms < 3000 ? slice.cycle_ms : kBeatMs;
}

}  // namespace

Canvas draw_volumetry(const Volumetry& result, const VolumetryDetail& detail, double phase) {
  return Page(result, detail).draw(phase);
}

void write_volumetry_picture(const std::filesystem::path& path, const Volumetry& result,
                             const VolumetryDetail& detail) {
  const std::string ending = lower(path.extension().string());
  if (ending != ".png" && ending != ".gif") {
    throw Error(ErrorCode::kUsage, cat("--picture writes .png or .gif, not ", path.string()));
  }
  if (detail.maps.maps.empty()) {
    throw Error(ErrorCode::kUsage, cat("there is nothing to draw: ", result.withheld));
  }
  const Page page(result, detail);
  if (ending == ".gif") {
    std::vector<Canvas> frames;
    for (int i = 0; i < kPhases; ++i) frames.push_back(page.draw(static_cast<double>(i) / kPhases));
    write_gif(path, frames, beat_ms(detail.stack) / kPhases);
    return;
  }
  const double frames = static_cast<double>(detail.maps.maps.front().frames);
  const Canvas ed = page.draw(static_cast<double>(detail.volumes.ed) / frames);
  const Canvas es = page.draw(static_cast<double>(detail.volumes.es) / frames);
  Canvas both(ed.rows + es.rows, ed.columns, kPaper);
  both.paste(ed, 0, 0);
  both.paste(es, ed.rows, 0);
  write_png(path, both);
}

}  // namespace chordae
