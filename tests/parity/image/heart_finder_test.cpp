// The heart finder against experts' contours of the left ventricle's cavity on real patients.

#include "chordae/image/heart_finder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <utility>

#include "support/cine_tools.h"
#include "support/stack_file.h"

namespace chordae {
namespace {

struct Tally {
  int slices = 0, inside = 0, within_20_mm = 0;
  double sum_mm = 0, worst_mm = 0;
};

Tally compare(const test::ExpertStack& stack, const std::vector<HeartLocation>& found) {
  Tally tally;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const CineSlice& slice = stack.cine.slices[i];
    const auto& mask = stack.masks[i];
    double row = 0, column = 0, count = 0;
    for (std::size_t p = 0; p < mask.size(); ++p) {
      if (mask[p] == 0) continue;
      row += static_cast<double>(p / static_cast<std::size_t>(slice.columns));
      column += static_cast<double>(p % static_cast<std::size_t>(slice.columns));
      ++count;
    }
    if (count == 0) continue;
    const double mm =
        std::hypot((found[i].row - row / count) * slice.geometry.row_spacing_mm,
                   (found[i].column - column / count) * slice.geometry.column_spacing_mm);
    const auto nearest = std::lround(found[i].row) * slice.columns + std::lround(found[i].column);
    ++tally.slices;
    tally.inside += mask[static_cast<std::size_t>(nearest)] != 0 ? 1 : 0;
    tally.within_20_mm += mm <= 20 ? 1 : 0;
    tally.sum_mm += mm;
    tally.worst_mm = std::max(tally.worst_mm, mm);
  }
  return tally;
}

void print(const char* kind, const std::string& name, const Tally& t) {
  std::printf(
      "  %-8s %-12s contoured slices %2d  inside cavity %2d  within 20 mm %2d  mean %5.1f mm  "
      "worst %5.1f mm\n",
      kind, name.c_str(), t.slices, t.inside, t.within_20_mm, t.sum_mm / t.slices, t.worst_mm);
}

TEST(HeartFinderOnPatients, StackFindsTheCavityInEverySlice) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  Tally alone_in_all;
  for (const auto& stack : test::read_sunnybrook(true, true)) {
    const auto found = try_find_heart(stack.cine);
    ASSERT_TRUE(found) << stack.name;
    const Tally t = compare(stack, *found);
    print("stack", stack.name, t);
    EXPECT_GE(t.slices, 5) << stack.name;
    EXPECT_EQ(t.inside, t.slices) << stack.name;
    EXPECT_EQ(t.within_20_mm, t.slices) << stack.name;

    std::vector<HeartLocation> alone;
    for (const auto& slice : stack.cine.slices)
      alone.push_back(try_find_heart(slice).value_or(HeartLocation{}));
    const Tally a = compare(stack, alone);
    print("alone", stack.name, a);
    alone_in_all.slices += a.slices;
    alone_in_all.within_20_mm += a.within_20_mm;
  }
  // A slice by itself, apex and base included, is a harder question.
  EXPECT_GE(alone_in_all.within_20_mm, 0.8 * alone_in_all.slices);
}

// Pictures whose centre is 37 mm from where the operator put it, along the four diagonals.
TEST(HeartFinderOnPatients, HeartAwayFromTheMiddle) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  for (const auto& stack : test::read_sunnybrook(true, false)) {
    for (const auto& [top, left] : {std::pair{0, 0}, {0, 40}, {40, 0}, {40, 40}}) {
      test::ExpertStack cut{stack.name, {}, {}};
      for (std::size_t i = 0; i < stack.masks.size(); ++i) {
        const CineSlice& slice = stack.cine.slices[i];
        cut.cine.slices.push_back(
            test::crop(slice, top, left, slice.rows - 40, slice.columns - 40));
        cut.masks.emplace_back();
        for (std::int64_t h = 0; h < slice.rows - 40; ++h) {
          const auto* row = stack.masks[i].data() + (h + top) * slice.columns + left;
          cut.masks.back().insert(cut.masks.back().end(), row, row + slice.columns - 40);
        }
      }
      const auto found = try_find_heart(cut.cine);
      ASSERT_TRUE(found);
      const Tally t = compare(cut, *found);
      print(cat(top, ",", left).c_str(), stack.name, t);
      EXPECT_EQ(t.within_20_mm, t.slices) << stack.name << " cut at " << top << ", " << left;
    }
  }
}

}  // namespace
}  // namespace chordae
