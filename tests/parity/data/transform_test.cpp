// The `paper` transform against pytorchvideo's functions.

#include "chordae/data/transform.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdio>
#include <cstring>
#include <sstream>

#include "chordae/base/files.h"
#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "support/cine_tools.h"
#include "support/test_support.h"

namespace chordae {
namespace {

struct Case {
  std::int64_t frames, rows, columns, short_side = 264, crop = 224, n = 16;
  std::int64_t stored_side = 480, stored_crop = 360;
};

/// Largest difference, relative to the reference's largest value.
double difference(const at::Tensor& a, const at::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

TEST(PaperTransform, MatchesPytorchvideo) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const std::vector<Case> cases = {{20, 256, 256},
                                   {25, 208, 174},
                                   {30, 174, 208},
                                   {50, 265, 263},
                                   {5, 100, 133},
                                   {1, 64, 48},
                                   {16, 300, 300},
                                   {3, 1, 1},
                                   {17, 7, 100},
                                   {40, 512, 511},
                                   {12, 480, 640},
                                   {12, 641, 480},
                                   {9, 719, 1023},
                                   {4, 1201, 483},
                                   {18, 192, 156},
                                   {21, 213, 320},
                                   // Here OpenCV's index is not everywhere i * source / result.
                                   {8, 432, 432},
                                   {8, 216, 340},
                                   {20, 90, 91, 100, 113, 9},
                                   {20, 91, 90, 101, 224, 16},
                                   {20, 90, 131, 100, 90, 9, 333, 222},
                                   {6, 181, 181, 150, 128, 8, 100, 99},
                                   {7, 97, 150, 64, 64, 8, 133, 133},
                                   // Without a stored frame.
                                   {20, 256, 256, 264, 224, 16, 0},
                                   {25, 208, 174, 264, 224, 16, 0},
                                   {50, 265, 263, 264, 224, 16, 0},
                                   {12, 480, 640, 264, 224, 16, 0},
                                   {3, 1, 1, 264, 224, 16, 0},
                                   {17, 7, 100, 264, 224, 16, 0},
                                   {20, 91, 90, 101, 224, 16, 0}};
  test::ScratchFolder scratch;
  std::vector<CineSlice> slices;
  Rng rng(20);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    const std::int64_t largest = i % 2 == 0 ? 65535 : 1200;
    slices.push_back(test::make_slice(c.frames, c.rows, c.columns,
                                      [&](auto, auto, auto) { return rng.integer(0, largest); }));
    slices.back().rescale_slope = 3;  // the reference reads stored values
    slices.back().rescale_intercept = -7;
    const std::string name = cat("case", i < 10 ? "0" : "", i);
    write_file(scratch / (name + ".u16"), slices.back().pixels);
    write_file(scratch / (name + ".txt"),
               cat(c.frames, " ", c.rows, " ", c.columns, " ", c.stored_side, " ", c.stored_crop,
                   " ", c.short_side, " ", c.crop, " ", c.n));
  }
  const auto run = test::run_command(cat(
      test::python(), " ", (test::source_root() / "tools/reference/transform_paper.py").string(),
      " ", scratch.path().string()));
  ASSERT_EQ(run.status, 0) << run.err;
  double worst = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    const std::string name = cat("case", i < 10 ? "0" : "", i);
    TransformConfig config;
    config.frames = c.n;
    config.stored_side = c.stored_side;
    config.stored_crop = c.stored_crop;
    config.short_side = c.short_side;
    config.crop_size = c.crop;
    std::istringstream frames(read_text_file(scratch / (name + ".frames")));
    for (const auto frame : uniform_frames(c.frames, c.n)) {
      std::int64_t expected = -1;
      frames >> expected;
      EXPECT_EQ(frame, expected) << name;
    }
    const auto mine = transform_clip(slices[i], config);
    const auto bytes = read_file(scratch / (name + ".f32"));
    const auto theirs = at::empty({3, c.n, c.crop, c.crop}, at::kFloat);
    ASSERT_EQ(bytes.size(), theirs.nbytes()) << name;
    ASSERT_EQ(mine.sizes(), theirs.sizes()) << name;
    std::memcpy(theirs.data_ptr(), bytes.data(), bytes.size());
    worst = std::max(worst, difference(mine, theirs));
    EXPECT_LE(difference(mine, theirs), 1e-6) << name;
    // The comparer sees one frame too late, one pixel aside, the other order of the last two steps.
    if (c.rows > 2 && c.frames > 2) {
      EXPECT_GT(difference(mine.roll(1, 1), theirs), 1e-2) << name;
      EXPECT_GT(difference(mine.roll(1, 3), theirs), 1e-2) << name;
    }
    config.scale = 254;
    EXPECT_GT(difference(transform_clip(slices[i], config), theirs), 1e-3) << name;
  }
  std::printf("  paper transform (%s): largest relative difference %.2g, limit 1e-06, %zu clips\n",
              run.out.substr(0, run.out.find('\n')).c_str(), worst, cases.size());
}

TEST(PaperTransform, FramesMatchForEveryLength) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const auto run = test::run_command(
      test::python() +
      " -c \"import torch\nfor n in (1, 8, 12, 16, 32):\n for t in range(1, 130):\n"
      "  print(*torch.clamp(torch.linspace(0, t - 1, n), 0, t - 1).long().tolist())\"");
  ASSERT_EQ(run.status, 0) << run.err;
  std::istringstream expected(run.out);
  for (const std::int64_t n : {1, 8, 12, 16, 32}) {
    for (std::int64_t t = 1; t < 130; ++t) {
      for (const auto frame : uniform_frames(t, n)) {
        std::int64_t value = -1;
        expected >> value;
        ASSERT_EQ(frame, value) << t << " frames to " << n;
      }
    }
  }
}

}  // namespace
}  // namespace chordae
