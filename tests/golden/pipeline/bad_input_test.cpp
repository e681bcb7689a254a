// Bad input through the network that is shipped: withheld, or answered with an interval that holds
// the truth, never confidently wrong (docs/withholding.md).

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>

#include "chordae/base/strings.h"
#include "chordae/phantom/stream.h"
#include "chordae/phantom/views.h"
#include "chordae/pipeline/default_model.h"
#include "support/planted_studies.h"
#include "support/stack_file.h"
#include "support/test_support.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;
using test::slices_of;

/// Weights of the tree, or those that $CHORDAE_WEIGHTS names.
fs::path weights() {
  const char* named = std::getenv("CHORDAE_WEIGHTS");
  const fs::path path = named != nullptr && *named != '\0'
                            ? fs::path(named)
                            : test::source_root() / "data/weights/heart_segmenter.safetensors";
  return fs::is_regular_file(path) ? path : fs::path();
}

const HeartModel& model() {
  static const HeartModel loaded = HeartModel::load(weights());
  return loaded;
}

StreamConfig life_like() {
  StreamConfig config;
  config.rows = config.columns = 144;
  config.pixel_mm = 1.8;
  config.frames = 20;
  config.realism = 1;
  config.offset_mm = 10;
  return config;
}

/// A good study, its truth and what is answered for it.
struct Heart {
  StreamStudy made;
  Study study;
  Volumetry found;
};

const Heart& heart(std::uint64_t index) {
  static std::map<std::uint64_t, Heart> known;
  const auto [at, fresh] = known.try_emplace(index);
  if (fresh) {
    at->second.made = HeartStream(life_like(), 20).study(index);
    at->second.study = synthetic_study(at->second.made);
    at->second.found = measure_study(at->second.study, model(), {});
  }
  return at->second;
}

constexpr std::uint64_t kNormal = 0, kFailing = 1;

/// Another stack of the same person: across the right ventricle, or axial.
Study other_stack(const Heart& of, SeriesKind kind) {
  ViewSettings settings;
  settings.rows = settings.columns = 144;
  settings.scout = false;
  settings.extra = {kind};
  const Person& person = of.made.person;
  const CineScan scan(person, Protocol{}, 20);
  Study study = of.study;
  slices_of(study).clear();
  const auto plans = plan_views(person, settings, Rng(3));
  for (const Geometry& g : plans.back().planes) {
    const auto picture = scan.take(g, 144, 144, Rng(4).split("slice", slices_of(study).size()));
    slices_of(study).push_back(
        quantise(picture, Protocol{}, person.rhythm.cycle_ms, scan.times_ms()));
  }
  return study;
}

/// From the slice with the largest cavity, as the truth has it, the part towards base or apex.
std::size_t widest_slice(const Heart& of) {
  std::size_t best = 0, most = 0;
  for (std::size_t s = 0; s < of.made.slices.size(); ++s) {
    const auto& labels = of.made.slices[s].picture.labels;
    const auto count = static_cast<std::size_t>(
        std::count(labels.begin(), labels.end(), static_cast<std::uint8_t>(Label::kLvCavity)));
    if (count > most) {
      most = count;
      best = s;
    }
  }
  return best;
}

void report(const std::string& name, const Volumetry& v, double truth) {
  std::cout << std::left << std::setw(34) << name << headline(v);
  if (v.answered()) {
    std::cout << "  [" << v.grade << "] true " << fixed(truth, 0) << "  " << join(v.concerns, "; ");
  }
  std::cout << "\n";
}

/// Wrong by more than twice the interval's half-width at a grade that people trust.
bool is_confidently_wrong(const Volumetry& v, double truth) {
  if (!v.answered() || v.grade > 'B') return false;
  if (!v.lvef_interval) return true;
  const double half = 0.5 * ((*v.lvef_interval)[1] - (*v.lvef_interval)[0]);
  return std::abs(v.lvef_percent - truth) > 2 * half;
}

class BadInput : public testing::Test {
 protected:
  void SetUp() override {
    CHORDAE_SKIP_WITHOUT(!weights().empty(), "weights of the heart segmenter");
  }

  static Volumetry measure(const std::string& name, const Study& study, double truth) {
    Volumetry v = measure_study(study, model(), {});
    report(name, v, truth);
    return v;
  }

  static void expect_withheld(const std::string& name, const Study& study,
                              const std::string& why = "") {
    const Volumetry v = measure(name, study, std::numeric_limits<double>::quiet_NaN());
    EXPECT_FALSE(v.answered()) << name << ": " << headline(v);
    EXPECT_NE(v.withheld.find(why), std::string::npos) << name << ": " << v.withheld;
  }

  /// Answered, and about what the good study was answered.
  static void expect_like(const Heart& h, const std::string& name, const Study& study,
                          double points) {
    const Volumetry v = measure(name, study, h.made.truth.lvef_percent);
    ASSERT_TRUE(v.answered()) << name << ": " << v.withheld;
    EXPECT_NEAR(v.lvef_percent, h.found.lvef_percent, points) << name;
  }

  static void expect_careful(const Heart& h, const std::string& name, const Study& study) {
    const Volumetry v = measure(name, study, h.made.truth.lvef_percent);
    EXPECT_FALSE(is_confidently_wrong(v, h.made.truth.lvef_percent)) << name << ": " << headline(v);
  }
};

TEST_F(BadInput, WhatDoesNotMatterDoesNotMatter) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    const Heart& h = heart(index);
    report("good", h.found, h.made.truth.lvef_percent);
    ASSERT_TRUE(h.found.answered()) << h.found.withheld;
    EXPECT_FALSE(is_confidently_wrong(h.found, h.made.truth.lvef_percent));
    Study upside_down = h.study;
    std::reverse(slices_of(upside_down).begin(), slices_of(upside_down).end());
    expect_like(h, "upside down", upside_down, 0.5);
    for (CineSlice& slice : slices_of(upside_down)) slice.geometry.has_position = false;
    expect_like(h, "upside down, no positions", upside_down, 2);
    expect_like(h, "mirrored", test::mirrored(h.study), 5);
    expect_like(h, "50 frames", test::with_frames(h.study, 50), 5);
    Study mixed = h.study;
    const Study fewer = test::with_frames(h.study, 14);
    for (std::size_t s = 0; s < slices_of(mixed).size(); s += 2) {
      slices_of(mixed)[s] = slices_of(fewer)[s];
    }
    expect_like(h, "14 and 20 frames", mixed, 5);
    Study doubled = h.study;
    for (const CineSlice& slice : slices_of(h.study)) slices_of(doubled).push_back(slice);
    expect_like(h, "every position twice", doubled, 2);
    Study shifted = test::shifted_slice(h.study, widest_slice(h) + 1, 30);
    expect_like(h, "one slice shifted by 30 mm", shifted, 8);
  }
}

TEST_F(BadInput, WhatIsMissingIsSaidOrBridged) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    const Heart& h = heart(index);
    const std::size_t widest = widest_slice(h);
    const auto ed_es = test::reorder_frames(h.study, [&](std::size_t, std::int64_t) {
      return std::vector<std::int64_t>{h.found.ed_frame, h.found.es_frame};
    });
    expect_careful(h, "2 frames", ed_es);
    expect_careful(h, "every other slice black",
                   test::blackened(h.study, [](std::size_t s) { return s % 2 == 1; }));
    expect_careful(h, "half of the stack black",
                   test::blackened(h.study, [&](std::size_t s) { return s > widest + 1; }));
    expect_careful(h, "4 slices of the apex", test::keep_slices(h.study, widest + 3, 5));
    expect_careful(h, "5 slices of the base", test::keep_slices(h.study, 0, widest + 2));
    expect_careful(h, "5 middle slices", test::keep_slices(h.study, widest, 5));
    expect_withheld("one frame", test::with_frames(h.study, 1), "one frame");
    expect_withheld("3 slices", test::keep_slices(h.study, widest, 3), "3 slice positions");
    Study nothing = test::blackened(h.study, [](std::size_t) { return true; });
    expect_withheld("all black", nothing, "blank");
    Study no_spacing = test::scaled_pixels(h.study, 0);
    const Volumetry v = measure("no pixel spacing", no_spacing, h.made.truth.lvef_percent);
    EXPECT_FALSE(is_confidently_wrong(v, h.made.truth.lvef_percent));
    EXPECT_TRUE(!v.answered() || !v.volumes_withheld.empty());
  }
}

TEST_F(BadInput, WhatIsNotFiniteIsLeftOut) {
  const Heart& h = heart(kNormal);
  const double bad[] = {std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::infinity()};
  for (const double x : bad) {
    Study one = h.study;
    slices_of(one)[5].rescale_slope = x;
    slices_of(one)[7].geometry.row_spacing_mm = x;
    expect_like(h, cat("two slices with ", x), one, 8);
    for (CineSlice& slice : slices_of(one)) slice.rescale_intercept = x;
    expect_withheld(cat("every slice with ", x), one, "finite");
    Study nowhere = h.study;
    for (CineSlice& slice : slices_of(nowhere)) slice.geometry.origin_mm[2] = x;
    expect_like(h, cat("positions of ", x), nowhere, 2);
  }
}

TEST_F(BadInput, WrongSpacingIsNotBelieved) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    for (const double factor : {0.1, 10.0}) {
      const Heart& h = heart(index);
      expect_withheld(cat("pixels x ", factor), test::scaled_pixels(h.study, factor));
      expect_withheld(cat("gap x ", factor), test::scaled_gap(h.study, factor));
      expect_withheld(cat("pixels and gap x ", factor),
                      test::scaled_gap(test::scaled_pixels(h.study, factor), factor));
    }
  }
}

TEST_F(BadInput, SpoiltPictures) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    const Heart& h = heart(index);
    expect_careful(h, "saturated at the 60th percentile", test::saturated(h.study, 0.6));
    expect_careful(h, "saturated at the 90th percentile", test::saturated(h.study, 0.9));
    expect_careful(h, "inverted", test::inverted(h.study));
    expect_careful(h, "frames shuffled", test::shuffled_frames(h.study, false));
    expect_careful(h, "frames shuffled, each slice", test::shuffled_frames(h.study, true));
    expect_withheld("no beat", test::stopped(h.study, 0), "not found");
    expect_withheld("no beat, noise", test::stopped(h.study, 30));
  }
}

TEST_F(BadInput, WhatIsNoHeartIsNotMeasured) {
  const Heart& h = heart(kNormal);
  expect_withheld("melon", test::melon(h.study, 0));
  expect_withheld("melon with rind", test::melon(h.study, 9));
  expect_withheld("fruit bowl", test::fruit_bowl(h.study));
  expect_withheld("breathing abdomen", test::breathing_abdomen(h.study));
  expect_withheld("noise", test::noise(h.study));
}

/// Share of the true cavity's pixels in a slice that the last pass's clip holds.
double share_in_clip(const ScenePicture& truth, const SliceMaps& maps) {
  const ClipGrid& g = maps.grid;
  const double reach = 0.5 * g.pixel_mm * static_cast<double>(g.size);
  std::int64_t inside = 0, all = 0;
  for (std::size_t i = 0; i < truth.labels.size(); ++i) {
    if (truth.labels[i] != static_cast<std::uint8_t>(Label::kLvCavity)) continue;
    const auto at = static_cast<std::int64_t>(i) % (truth.rows * truth.columns);
    const double down = g.row_mm * (static_cast<double>(at / truth.columns) - g.row);
    const double right = g.column_mm * (static_cast<double>(at % truth.columns) - g.column);
    ++all;
    inside += std::abs(down) < reach && std::abs(right) < reach ? 1 : 0;
  }
  return all > 0 ? static_cast<double>(inside) / static_cast<double>(all) : 1;
}

TEST_F(BadInput, TheClipHoldsTheVentricle) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    const Heart& h = heart(index);
    VolumetryDetail detail;
    measure_study(h.study, model(), {}, &detail);
    for (std::size_t s = 0; s < detail.maps.maps.size(); ++s) {
      const auto& truth = h.made.slices[detail.stack.slices[s].index].picture;
      EXPECT_GT(share_in_clip(truth, detail.maps.maps[s]), 0.99) << "slice " << s;
    }
  }
}

TEST_F(BadInput, TheClipHoldsTheContoursOfPatients) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  for (const test::ExpertStack& patient : test::read_sunnybrook(true, false)) {
    Study study = heart(kNormal).study;
    study.series.front().cine = patient.cine;
    VolumetryDetail detail;
    report(patient.name, measure_study(study, model(), {}, &detail), std::nan(""));
    ASSERT_FALSE(detail.maps.maps.empty()) << patient.name;
    for (std::size_t s = 0; s < detail.maps.maps.size(); ++s) {
      const StackSlice& slice = detail.stack.slices[s];
      ScenePicture truth;
      truth.frames = 1;
      truth.rows = slice.cine->rows;
      truth.columns = slice.cine->columns;
      truth.labels = patient.masks[slice.index];  // 1 is the cavity's label too
      EXPECT_EQ(share_in_clip(truth, detail.maps.maps[s]), 1) << patient.name << " slice " << s;
    }
  }
}

TEST_F(BadInput, OtherStacksOfTheHeart) {
  for (const std::uint64_t index : {kNormal, kFailing}) {
    const Heart& h = heart(index);
    expect_careful(h, "right ventricular stack", other_stack(h, SeriesKind::kRvStack));
    expect_careful(h, "axial stack", other_stack(h, SeriesKind::kAxialStack));
  }
}

}  // namespace
}  // namespace chordae
