#include <gtest/gtest.h>

#include <set>
#include <string>

#include "chordae/base/files.h"
#include "chordae/draw/font.h"
#include "chordae/draw/picture.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// Ink as text, one line a row.
std::string ink(const Canvas& canvas) {
  std::string out;
  for (std::int64_t h = 0; h < canvas.rows; ++h) {
    for (std::int64_t w = 0; w < canvas.columns; ++w) {
      out += canvas.pixels[static_cast<std::size_t>(3 * (h * canvas.columns + w))] > 0 ? '#' : '.';
    }
    out += '\n';
  }
  return out;
}

TEST(Canvas, Text) {
  Canvas canvas(9, 12, {});
  canvas.text(0, 0, "Ag", {255, 255, 255});
  EXPECT_EQ(ink(canvas),
            ".###........\n"
            "#...#.......\n"
            "#...#..####.\n"
            "#####.#...#.\n"
            "#...#.#...#.\n"
            "#...#.#...#.\n"
            "#...#..####.\n"
            "..........#.\n"
            ".......###..\n");
  Canvas large(18, 24, {});
  large.text(0, 0, "Ag", {255, 255, 255}, 2);
  for (std::int64_t h = 0; h < 18; ++h) {
    for (std::int64_t w = 0; w < 24; ++w) {
      EXPECT_EQ(large.pixels[static_cast<std::size_t>(3 * (24 * h + w))],
                canvas.pixels[static_cast<std::size_t>(3 * (12 * (h / 2) + w / 2))]);
    }
  }
}

TEST(Canvas, EveryCharacterLooksDifferent) {
  std::set<std::string> seen;
  for (int c = 32; c < 127; ++c) {
    Canvas canvas(9, 6, {});
    canvas.text(0, 0, std::string(1, static_cast<char>(c)), {9, 9, 9});
    EXPECT_TRUE(seen.insert(ink(canvas)).second) << static_cast<char>(c);
    EXPECT_EQ(ink(canvas).find('#') == std::string::npos, c == ' ');
  }
  Canvas box(9, 6, {}), other(9, 6, {});
  box.text(0, 0, "\x01", {9, 9, 9});
  other.text(0, 0, "\xe9", {9, 9, 9});
  EXPECT_EQ(ink(box), ink(other));
  EXPECT_TRUE(seen.insert(ink(box)).second);
}

TEST(Canvas, WhatIsOutsideIsCutOff) {
  Canvas canvas(3, 4, {1, 2, 3});
  canvas.set(-1, 0, {9, 9, 9});
  canvas.set(0, 4, {9, 9, 9});
  canvas.text(-20, -20, "far away", {9, 9, 9});
  canvas.text(2, 100, "far away", {9, 9, 9});
  EXPECT_EQ(canvas.pixels, Canvas(3, 4, {1, 2, 3}).pixels);
  Canvas stamp(2, 2, {7, 7, 7});
  stamp.set(1, 1, {8, 8, 8});
  canvas.paste(stamp, -1, -1);  // only its last pixel
  canvas.paste(stamp, 2, 3);    // only its first
  canvas.paste(stamp, 3, 0);
  canvas.paste(stamp, 0, -2);
  canvas.paste(stamp, 1, 400);
  std::string levels;
  for (std::size_t i = 0; i < canvas.pixels.size(); i += 3)
    levels += static_cast<char>('0' + canvas.pixels[i]);
  EXPECT_EQ(levels, "811111111117");
}

TEST(Canvas, ImpossibleSizes) {
  for (const auto& [rows, columns] : {std::pair<std::int64_t, std::int64_t>{0, 5},
                                      {5, -1},
                                      {65536, 1},
                                      {60000, 60000},
                                      {std::int64_t{1} << 62, 16}}) {
    EXPECT_EQ(test::error_code_of([&] { Canvas(rows, columns, {}); }), ErrorCode::kShape);
  }
  test::ScratchFolder scratch;
  Canvas wrong(2, 2, {});
  wrong.columns = 3;
  EXPECT_EQ(test::error_code_of([&] { write_png(scratch / "a.png", wrong); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { write_gif(scratch / "a.gif", {wrong}, 40); }),
            ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { write_png(scratch / "a.png", {}); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { write_gif(scratch / "a.gif", {}, 40); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] {
              write_gif(scratch / "a.gif", {Canvas(2, 2, {}), Canvas(2, 3, {})}, 40);
            }),
            ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { write_gif(scratch / "a.gif", {Canvas(2, 2, {})}, 0); }),
            ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([&] { write_png(scratch / "no" / "a.png", Canvas(2, 2, {})); }),
            ErrorCode::kIo);
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST(Pictures, SameInputSameBytes) {
  test::ScratchFolder scratch;
  Canvas canvas(40, 50, {10, 20, 30});
  canvas.text(3, 3, "chordae", {200, 200, 200});
  for (const char* name : {"a", "b"}) {
    write_png(scratch / (std::string(name) + ".png"), canvas);
    write_gif(scratch / (std::string(name) + ".gif"), {canvas, canvas}, 40);
  }
  EXPECT_EQ(read_text_file(scratch / "a.png"), read_text_file(scratch / "b.png"));
  EXPECT_EQ(read_text_file(scratch / "a.gif"), read_text_file(scratch / "b.gif"));
}

}  // namespace
}  // namespace chordae
