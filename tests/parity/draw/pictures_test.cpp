// PNG and GIF as Pillow reads them, pixel by pixel; sheets of real studies.

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

#include "chordae/base/files.h"
#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/draw/picture.h"
#include "support/stack_file.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// All frames as Pillow decodes them, RGB bytes one after the other; and "columns rows frames ms…".
struct Decoded {
  std::string pixels, summary;
};

Decoded decode(const std::filesystem::path& path) {
  test::ScratchFolder scratch;
  const auto out = scratch / "out";
  const auto run = test::run_command(
      cat(test::python(), " ", (test::source_root() / "tools/reference/decode_picture.py").string(),
          " ", path.string(), " ", out.string()));
  EXPECT_EQ(run.status, 0) << run.err;
  return {read_text_file(out), std::string(trim(run.out))};
}

std::string bytes_of(const std::vector<Canvas>& frames) {
  std::string out;
  for (const auto& frame : frames)
    out.append(reinterpret_cast<const char*>(frame.pixels.data()), frame.pixels.size());
  return out;
}

/// Noise of a given number of colours, or of all.
Canvas noise(Rng& rng, std::int64_t rows, std::int64_t columns, std::int64_t colors) {
  Canvas out(rows, columns, {});
  for (std::int64_t h = 0; h < rows; ++h) {
    for (std::int64_t w = 0; w < columns; ++w) {
      const auto c =
          static_cast<std::uint8_t>(rng.integer(0, std::min<std::int64_t>(colors, 256) - 1));
      const auto other = static_cast<std::uint8_t>(colors > 256 ? rng.integer(0, 255) : 255 - c);
      out.set(h, w, {c, other, static_cast<std::uint8_t>(c / 2)});
    }
  }
  return out;
}

TEST(Png, PillowReadsTheSamePixels) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  test::ScratchFolder scratch;
  Rng rng(1);
  for (const auto& [rows, columns] : {std::pair{1, 1}, {1, 300}, {257, 3}, {123, 456}}) {
    const Canvas canvas = noise(rng, rows, columns, 1000);
    write_png(scratch / "a.png", canvas);
    const auto decoded = decode(scratch / "a.png");
    EXPECT_EQ(decoded.summary, cat("PNG ", columns, " ", rows, " 1"));
    EXPECT_TRUE(decoded.pixels == bytes_of({canvas})) << rows << " x " << columns;
  }
}

TEST(Gif, PillowReadsTheSamePixelsOfEveryFrame) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  test::ScratchFolder scratch;
  Rng rng(2);
  // Few colours make long strings; many fill the code table again and again.
  for (const auto& [rows, columns, colors, count] : {std::tuple{1, 1, 2, 1},
                                                     {1, 1, 256, 5},
                                                     {3, 5, 2, 3},
                                                     {64, 64, 1, 2},
                                                     {97, 101, 2, 4},
                                                     {200, 300, 7, 2},
                                                     {300, 211, 256, 3},
                                                     {16, 16, 256, 2},
                                                     {15, 17, 200, 40}}) {
    std::vector<Canvas> frames;
    for (int i = 0; i < count; ++i) frames.push_back(noise(rng, rows, columns, colors));
    write_gif(scratch / "a.gif", frames, 33);
    const auto decoded = decode(scratch / "a.gif");
    EXPECT_TRUE(decoded.summary.starts_with(cat("GIF ", columns, " ", rows, " ", count)))
        << decoded.summary;
    EXPECT_TRUE(decoded.pixels == bytes_of(frames))
        << rows << " x " << columns << ", " << colors << " colours";
  }
}

// Every length up to some thousands of symbols: the code width must grow, and the table be cleared,
// at the right code also where the picture ends there.
TEST(Gif, EveryLengthDecodes) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  test::ScratchFolder scratch;
  Rng rng(3);
  std::string names, expected;
  const auto try_length = [&](std::int64_t length) {
    const Canvas canvas = noise(rng, 1, length, 256);
    const auto path = scratch / cat(length, ".gif");
    write_gif(path, {canvas}, 40);
    names += cat(" ", path.string());
    expected += bytes_of({canvas});
  };
  for (std::int64_t length = 1; length < 24; ++length) try_length(length);
  for (const std::int64_t around : {255, 511, 767, 1023, 1791, 2047, 3839, 4095, 7680}) {
    for (std::int64_t length = around - 10; length <= around + 10; ++length) try_length(length);
  }
  const auto run = test::run_command(
      cat(test::python(), " ", (test::source_root() / "tools/reference/decode_picture.py").string(),
          names, " ", (scratch / "out").string()));
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(read_text_file(scratch / "out") == expected);
}

TEST(Gif, TimesAddUpToTheCycle) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  test::ScratchFolder scratch;
  std::vector<Canvas> frames;
  for (std::uint8_t i = 0; i < 20; ++i) frames.emplace_back(4, 4, Color{i, i, i});
  write_gif(scratch / "a.gif", frames, 43.7);  // 20 frames of a 874 ms cycle
  const auto parts = split(decode(scratch / "a.gif").summary, ' ');
  ASSERT_EQ(parts.size(), 4u + 20u);
  double sum = 0;
  for (std::size_t i = 4; i < parts.size(); ++i) sum += try_parse_double(parts[i]).value_or(-1e9);
  EXPECT_EQ(sum, 870);
}

TEST(Gif, TooManyColoursAreCoarsenedALittle) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  test::ScratchFolder scratch;
  Canvas ramp(20, 300, {});
  for (std::int64_t h = 0; h < 20; ++h) {
    for (std::int64_t w = 0; w < 300; ++w) {
      const auto v = static_cast<std::uint8_t>(w * 255 / 299);
      ramp.set(h, w, {v, static_cast<std::uint8_t>(h < 10 ? v : 255 - v), v});
    }
  }
  write_gif(scratch / "a.gif", {ramp}, 40);
  const auto decoded = decode(scratch / "a.gif").pixels;
  ASSERT_EQ(decoded.size(), ramp.pixels.size());
  int worst = 0;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    worst = std::max(worst, std::abs(ramp.pixels[i] - static_cast<std::uint8_t>(decoded[i])));
  }
  EXPECT_GT(worst, 0);
  EXPECT_LE(worst, 7);
}

TEST(Sheets, OfRealStudies) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const auto stacks = test::read_sunnybrook(true, false);
  std::vector<SheetSeries> series;
  for (const auto& stack : stacks) {
    series.push_back({cat("SAX  ", stack.cine.slices.size(), " slices x ",
                          stack.cine.slices[0].frames, " frames"),
                      &stack.cine});
  }
  series.push_back({"scout: refused", nullptr});
  const char* keep = std::getenv("CHORDAE_KEEP_PICTURES");  // a folder, to look at them
  test::ScratchFolder scratch;
  const std::filesystem::path folder =
      keep != nullptr ? std::filesystem::path(keep) : scratch.path();
  const Canvas contact = contact_sheet(series);
  write_png(folder / "contact.png", contact);
  EXPECT_LE(contact.columns, 1600);
  EXPECT_TRUE(decode(folder / "contact.png").pixels == bytes_of({contact}));
  const auto beating = beating_sheet({series[1]});
  EXPECT_EQ(beating.size(), 20u);
  write_gif(folder / "beating.gif", beating, 40);
  write_png(folder / "beating.png", beating[0]);
  EXPECT_TRUE(decode(folder / "beating.gif").pixels == bytes_of(beating));
  std::printf("  contact sheet %lld x %lld, %ju bytes; beating sheet %lld x %lld, %ju bytes\n",
              static_cast<long long>(contact.columns), static_cast<long long>(contact.rows),
              std::filesystem::file_size(folder / "contact.png"),
              static_cast<long long>(beating[0].columns), static_cast<long long>(beating[0].rows),
              std::filesystem::file_size(folder / "beating.gif"));
}

}  // namespace
}  // namespace chordae
