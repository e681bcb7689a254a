// Layout of the two sheets. Both are built from blocks, one a series, stacked on a page.

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/font.h"
#include "chordae/draw/picture.h"
#include "chordae/draw/tiles.h"

namespace chordae {
namespace {

constexpr Color kPaper{24, 24, 24}, kTitle{235, 235, 235}, kLabel{150, 150, 150};
constexpr std::int64_t kPageColumns = 1500;  // fits a screen
constexpr std::int64_t kMargin = 12, kGap = 2, kGutter = 60;
constexpr std::int64_t kTitleScale = 2, kTitleRows = kTitleScale * kLineHeight + 8;
constexpr std::int64_t kMostRowsDown = 20;  // of tiles, before a contact sheet wraps
constexpr std::int64_t kContactSide = 112, kBeatingSide = 176;
constexpr std::size_t kMostTitle = 110;  // characters

void check_phases(int phases) {
  if (phases < 1 || phases > 64) throw Error(ErrorCode::kUsage, "a sheet shows 1 to 64 phases");
}

Canvas with_title(const std::string& title, std::int64_t rows, std::int64_t columns) {
  const auto text = printable(title, kMostTitle);
  const std::int64_t needed = kTitleScale * text_columns(text);
  Canvas out(kTitleRows + rows, std::max({columns, needed, std::int64_t{1}}), kPaper);
  out.text(0, 0, text, kTitle, static_cast<int>(kTitleScale));
  return out;
}

Canvas stack_blocks(const std::vector<Canvas>& blocks) {
  std::int64_t rows = kMargin, columns = 1;
  for (const auto& block : blocks) {
    rows += block.rows + kMargin;
    columns = std::max(columns, block.columns);
  }
  Canvas page(rows, columns + 2 * kMargin, kPaper);
  std::int64_t row = kMargin;
  for (const auto& block : blocks) {
    page.paste(block, row, kMargin);
    row += block.rows + kMargin;
  }
  return page;
}

/// Slices down, phases across; a tall stack goes on in further columns of the page.
Canvas contact_block(const SheetSeries& series, int phases) {
  if (series.cine == nullptr || series.cine->slices.empty()) return with_title(series.title, 0, 0);
  const SeriesTiles tiles(*series.cine, kContactSide);
  const auto across = std::min<std::int64_t>(phases, tiles.most_frames());
  const auto count = static_cast<std::int64_t>(tiles.slice_count());
  const auto band_columns = kGutter + across * (tiles.columns() + kGap) + kMargin;
  const auto fitting = std::max<std::int64_t>(1, kPageColumns / band_columns);
  const auto bands =
      std::clamp<std::int64_t>((count + kMostRowsDown - 1) / kMostRowsDown, 1, fitting);
  const auto down = (count + bands - 1) / bands;
  const auto tile_rows = std::max<std::int64_t>(tiles.rows(), 2 * kLineHeight) + kGap;
  Canvas out = with_title(series.title, kLineHeight + down * tile_rows, bands * band_columns);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto left = i / down * band_columns,
               top = kTitleRows + kLineHeight + i % down * tile_rows;
    const auto slice = static_cast<std::size_t>(i);
    out.text(top + 2, left, tiles.number(slice), kTitle);
    out.text(top + 2 + kLineHeight, left, tiles.distance(slice), kLabel);
    for (std::int64_t p = 0; p < across; ++p) {
      const double phase = static_cast<double>(p) / static_cast<double>(across);
      const auto column = left + kGutter + p * (tiles.columns() + kGap);
      out.paste(tiles.tile(slice, phase), top, column);
      if (i % down == 0) out.text(kTitleRows, column, cat(std::lround(100 * phase), "%"), kLabel);
    }
  }
  return out;
}

/// Where a series' slices stand on every frame of a beating sheet.
class BeatingBlock {
 public:
  BeatingBlock(const SheetSeries& series, std::int64_t side) : title_(series.title) {
    if (series.cine == nullptr || series.cine->slices.empty()) return;
    tiles_.emplace_back(*series.cine, side);
  }
  std::int64_t most_frames() const { return tiles_.empty() ? 1 : tiles_[0].most_frames(); }
  Canvas draw(double phase) const {
    if (tiles_.empty()) return with_title(title_, 0, 0);
    const SeriesTiles& tiles = tiles_[0];
    const auto count = static_cast<std::int64_t>(tiles.slice_count());
    const auto cell_columns = tiles.columns() + kGap, cell_rows = tiles.rows() + kGap + kLineHeight;
    const auto fitting = std::clamp<std::int64_t>(kPageColumns / cell_columns, 1, count);
    const auto down = (count + fitting - 1) / fitting, across = (count + down - 1) / down;
    Canvas out = with_title(title_, down * cell_rows, across * cell_columns);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto slice = static_cast<std::size_t>(i);
      const auto top = kTitleRows + i / across * cell_rows, left = i % across * cell_columns;
      out.text(top, left, cat(tiles.number(slice), "  ", tiles.distance(slice)), kLabel);
      out.paste(tiles.tile(slice, phase), top + kLineHeight, left);
    }
    return out;
  }

 private:
  std::string title_;
  std::vector<SeriesTiles> tiles_;
};

}  // namespace

Canvas contact_sheet(const std::vector<SheetSeries>& series, int phases) {
  check_phases(phases);
  std::vector<Canvas> blocks;
  for (const auto& one : series) blocks.push_back(contact_block(one, phases));
  return stack_blocks(blocks);
}

std::vector<Canvas> beating_sheet(const std::vector<SheetSeries>& series, int phases) {
  check_phases(phases);
  std::vector<BeatingBlock> blocks;
  std::int64_t frames = 1;
  for (const auto& one : series) {
    blocks.emplace_back(one, kBeatingSide);
    frames = std::max(frames, blocks.back().most_frames());
  }
  const auto shown = frames > 1 ? phases : 1;
  std::vector<Canvas> pages;
  for (int p = 0; p < shown; ++p) {
    std::vector<Canvas> drawn;
    for (const auto& block : blocks) drawn.push_back(block.draw(static_cast<double>(p) / shown));
    pages.push_back(stack_blocks(drawn));
  }
  return pages;
}

}  // namespace chordae
