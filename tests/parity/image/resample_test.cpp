// Resampling against PyTorch: grid_sample for plain bilinear, interpolate for antialiased.

#include "chordae/image/resample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstring>

#include "chordae/base/files.h"
#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

struct Case {
  std::string kind;  ///< "zeros", "border", "antialias"
  Resampler::Source source;
  ResampleGrid grid;
};

TEST(Resample, MatchesTorch) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const std::vector<Case> cases = {{"zeros", {40, 50, 1.4, 1.4}, {32, 24, 2.0, 18.3, 27.9}},
                                   {"zeros", {40, 50, 1.4, 0.7}, {60, 60, 0.9, 2, 48}},
                                   {"border", {64, 64, 1.5, 1.5}, {96, 80, 1.5, 31.5, 10.25}},
                                   {"border", {3, 90, 2, 1}, {17, 33, 0.6, 1, 44.5}},
                                   {"antialias", {64, 48, 1, 1}, {32, 24, 2, 31.5, 23.5}},
                                   {"antialias", {90, 60, 1, 1}, {30, 20, 3, 44.5, 29.5}},
                                   {"antialias", {50, 70, 1, 1}, {20, 28, 2.5, 24.5, 34.5}},
                                   {"antialias", {20, 24, 1, 1}, {40, 48, 0.5, 9.5, 11.5}}};
  test::ScratchFolder scratch;
  Rng rng(9);
  std::string arguments;
  std::vector<std::vector<float>> pictures;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    auto& picture =
        pictures.emplace_back(static_cast<std::size_t>(c.source.rows * c.source.columns));
    for (float& x : picture) x = static_cast<float>(rng.uniform());
    write_file(scratch / cat(i, ".in"), std::as_bytes(std::span(picture)));
    write_file(scratch / cat(i, ".txt"),
               cat(c.kind, " ", c.source.rows, " ", c.source.columns, " ", c.source.row_spacing_mm,
                   " ", c.source.column_spacing_mm, " ", c.grid.rows, " ", c.grid.columns, " ",
                   c.grid.mm_per_pixel, " ", c.grid.center_row, " ", c.grid.center_column));
  }
  const auto run = test::run_command(
      cat(test::python(), " ", (test::source_root() / "tools/reference/resample.py").string(), " ",
          scratch.path().string()));
  ASSERT_EQ(run.status, 0) << run.err;
  double worst = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    const bool antialias = c.kind == "antialias";
    const auto bytes = read_file(scratch / cat(i, ".out"));
    std::vector<float> theirs(bytes.size() / 4),
        mine(static_cast<std::size_t>(c.grid.rows * c.grid.columns));
    std::memcpy(theirs.data(), bytes.data(), bytes.size());
    const Edge edge = c.kind == "border" ? Edge::kReplicate : Edge::kZero;
    Resampler(c.source, c.grid, edge, antialias).apply(pictures[i], mine);
    ASSERT_EQ(mine.size(), theirs.size());
    double here = 0;
    for (std::int64_t h = 0; h < c.grid.rows; ++h) {
      for (std::int64_t w = 0; w < c.grid.columns; ++w) {
        // At the picture's edge torch narrows the antialiasing tent instead of going on beyond it.
        const double reach = antialias ? std::ceil(std::max(1.0, c.grid.mm_per_pixel)) : 0;
        const auto margin =
            static_cast<std::int64_t>(antialias ? std::ceil(reach / c.grid.mm_per_pixel) : 0);
        if (h < margin || h >= c.grid.rows - margin || w < margin || w >= c.grid.columns - margin)
          continue;
        const auto at = static_cast<std::size_t>(h * c.grid.columns + w);
        here = std::max(here, static_cast<double>(std::abs(mine[at] - theirs[at])));
      }
    }
    EXPECT_LE(here, 1e-6) << c.kind << " " << i;
    worst = std::max(worst, here);
    // The comparer sees a shift of a twentieth of a pixel.
    auto moved = c.grid;
    moved.center_row += 0.05;
    Resampler(c.source, moved, edge, antialias).apply(pictures[i], mine);
    double shifted = 0;
    for (std::size_t k = mine.size() / 4; k < mine.size() / 2; ++k)
      shifted = std::max<double>(shifted, std::abs(mine[k] - theirs[k]));
    EXPECT_GT(shifted, 1e-3);
  }
  std::printf("  resampling: largest difference %.2g of values 0 to 1, limit 1e-06\n", worst);
}

}  // namespace
}  // namespace chordae
