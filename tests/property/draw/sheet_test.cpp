#include <gtest/gtest.h>

#include <cmath>

#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/draw/picture.h"
#include "chordae/draw/tiles.h"
#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

CineSlice noise_slice(Rng& rng, std::int64_t frames, std::int64_t rows, std::int64_t columns) {
  return test::make_slice(frames, rows, columns,
                          [&](auto, auto, auto) { return rng.integer(0, 4000); });
}

bool is_grey(const Canvas& canvas) {
  for (std::size_t i = 0; i < canvas.pixels.size(); i += 3) {
    if (canvas.pixels[i] != canvas.pixels[i + 1] || canvas.pixels[i] != canvas.pixels[i + 2])
      return false;
  }
  return true;
}

TEST(Sheets, AnySizeIsDrawn) {
  Rng rng(4);
  for (const auto& [frames, rows, columns] : {std::tuple{1, 1, 1},
                                              {1, 1, 3000},
                                              {2, 3000, 1},
                                              {3, 7, 9},
                                              {40, 64, 50},
                                              {1, 2, 200},
                                              {5, 300, 200}}) {
    Cine cine{.slices = {noise_slice(rng, frames, rows, columns), noise_slice(rng, 2, 5, 5)}};
    cine.slices[1].geometry = {};
    const std::vector<SheetSeries> series = {{"a series", &cine}};
    const Canvas contact = contact_sheet(series);
    check_canvas(contact);
    EXPECT_TRUE(is_grey(contact));
    const auto beating = beating_sheet(series, 5);
    EXPECT_EQ(beating.size(), 5u);
    for (const auto& page : beating) {
      check_canvas(page);
      EXPECT_EQ(page.rows, beating[0].rows);
      EXPECT_EQ(page.columns, beating[0].columns);
    }
  }
}

TEST(Sheets, HostileHeadersAreDrawn) {
  Rng rng(8);
  const double bad[] = {0, 1e-300, 1e300, 1e-3, 1e3, 1};
  for (int round = 0; round < 60; ++round) {
    Cine cine;
    for (int i = 0; i < 3; ++i) {
      auto slice = noise_slice(rng, 2, rng.integer(1, 20), rng.integer(1, 20));
      slice.geometry.row_spacing_mm = bad[rng.integer(0, 5)];
      slice.geometry.column_spacing_mm = bad[rng.integer(0, 5)];
      slice.geometry.has_position = true;
      slice.geometry.origin_mm = {bad[rng.integer(0, 5)], NAN, -bad[rng.integer(0, 5)]};
      slice.geometry.row_direction = {bad[rng.integer(0, 5)], 0, 0};
      slice.rescale_slope = bad[rng.integer(0, 5)];
      slice.rescale_intercept = -bad[rng.integer(0, 5)];
      cine.slices.push_back(std::move(slice));
    }
    check_canvas(contact_sheet({{std::string(100000, '\n'), &cine}}));
    check_canvas(beating_sheet({{"", &cine}}, 2).at(1));
  }
}

TEST(Sheets, EmptySeriesShowTheirTitle) {
  const Cine none;
  const Canvas with = contact_sheet({{"s01  refused", nullptr}, {"s02  empty", &none}});
  const Canvas without = contact_sheet({});
  EXPECT_GT(with.rows, without.rows + 30);
  EXPECT_EQ(beating_sheet({{"s01", nullptr}}).size(), 1u);
  EXPECT_EQ(beating_sheet({}).size(), 1u);
  EXPECT_EQ(test::error_code_of([] { contact_sheet({}, 0); }), ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([] { beating_sheet({}, 65); }), ErrorCode::kUsage);
  Cine broken{.slices = {CineSlice{}}};
  EXPECT_EQ(test::error_code_of([&] { contact_sheet({{"s", &broken}}); }), ErrorCode::kShape);
}

TEST(Sheets, PagesStayReadableForManySlices) {
  Rng rng(6);
  Cine cine;
  for (int i = 0; i < 300; ++i) cine.slices.push_back(noise_slice(rng, 3, 20, 20));
  const Canvas contact = contact_sheet({{"300 slices", &cine}}, 8);
  EXPECT_LE(contact.columns, 1700);
  EXPECT_LE(contact.rows, 4000);
  const auto beating = beating_sheet({{"300 slices", &cine}}, 3);
  EXPECT_LE(beating[0].columns, 1700);
  EXPECT_LE(beating[0].rows, 4000);
  const SeriesTiles tiles(cine, 64);
  EXPECT_EQ(tiles.slice_count(), 60u);
  EXPECT_EQ(tiles.number(0), "1");
  EXPECT_EQ(tiles.number(59), "300");
}

TEST(Tiles, AspectRatioAndGreysAreTrue) {
  // 40 x 20 pixels of 1 x 3 mm: 40 mm high, 60 mm wide. Left half dark, right half bright.
  auto slice =
      test::make_slice(4, 40, 20, [](auto t, auto, auto w) { return w < 10 ? 100 : 500 + t; });
  slice.geometry.row_spacing_mm = 1;
  slice.geometry.column_spacing_mm = 3;
  slice.geometry.has_position = true;
  Cine cine{.slices = {slice, slice}};
  cine.slices[1].geometry.origin_mm = {0, 0, 8.5};
  const SeriesTiles tiles(cine, 120);
  EXPECT_EQ(tiles.rows(), 80);
  EXPECT_EQ(tiles.columns(), 120);
  EXPECT_EQ(tiles.distance(0), "0.0 mm");
  EXPECT_EQ(tiles.distance(1), "+8.5 mm");
  const Canvas tile = tiles.tile(0, 0.75);  // the brightest frame
  const auto level = [&](std::int64_t row, std::int64_t column) {
    return tile.pixels[static_cast<std::size_t>(3 * (row * tile.columns + column))];
  };
  EXPECT_EQ(level(0, 0), 0);
  EXPECT_EQ(level(79, 119), 255);
  EXPECT_EQ(level(40, 57 - 10), 0);
  EXPECT_EQ(level(40, 62 + 10), 255);
  EXPECT_LT(tiles.tile(0, 0).pixels.back(), 255);  // a darker frame in the same window
  EXPECT_EQ(tiles.tile(0, 0.99).pixels, tiles.tile(0, 0).pixels);  // nearest: the cycle closes
}

}  // namespace
}  // namespace chordae
