#include "chordae/phantom/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "chordae/phantom/known_heart.h"
#include "support/test_support.h"

namespace chordae {
namespace {

ViewSettings small_settings() {
  ViewSettings s;
  s.rows = s.columns = 96;
  s.pixel_mm = 2.6;
  return s;
}

TEST(Views, ShortAxisPlanesArePerpendicularAndReachBaseToApex) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Person person = draw_person(Rng(seed));
    for (const std::int64_t slices : {1, 4, 10, 14}) {
      ViewSettings settings = small_settings();
      settings.sax_slices = slices;
      const auto plans = plan_views(person, settings, Rng(seed));
      ASSERT_EQ(plans.size(), 5u);
      const auto& sax = plans[1];
      ASSERT_EQ(sax.view, View::kSax);
      ASSERT_EQ(static_cast<std::int64_t>(sax.planes.size()), slices);
      const LeftVentricle lv = left_ventricle(person.heart, 0);
      const double gap = sax.planes[0].spacing_between_slices_mm;
      EXPECT_GE(gap, settings.slice_gap_mm);
      const auto height = [&](const Geometry& g) {
        return dot(g.origin_mm - person.frame.origin, person.frame.apical);
      };
      EXPECT_LE(height(sax.planes.front()) - 0.5 * gap, lv.base_z + 1e-9);
      EXPECT_GE(height(sax.planes.back()) + 0.5 * gap, lv.cavity_apex_z() - 1e-9);
      for (std::size_t i = 0; i < sax.planes.size(); ++i) {
        const Geometry& g = sax.planes[i];
        EXPECT_NEAR(std::abs(dot(g.normal(), person.frame.apical)), 1, 1e-12);
        EXPECT_NEAR(dot(g.row_direction, g.column_direction), 0, 1e-12);
        EXPECT_NEAR(norm(g.row_direction), 1, 1e-12);
        if (i > 0) {
          EXPECT_NEAR(height(g) - height(sax.planes[i - 1]), gap, 1e-9);
        }
      }
    }
  }
}

TEST(Views, LongAxisPlanesHoldTheAxisSixtyDegreesApart) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Person person = draw_person(Rng(seed));
    const auto plans = plan_views(person, small_settings(), Rng(seed));
    ASSERT_EQ(plans[2].view, View::kTwoChamber);
    ASSERT_EQ(plans[3].view, View::kThreeChamber);
    ASSERT_EQ(plans[4].view, View::kFourChamber);
    for (std::size_t v = 2; v < 5; ++v) {
      const Geometry& g = plans[v].planes[0];
      EXPECT_NEAR(dot(g.normal(), person.frame.apical), 0, 1e-12);
      EXPECT_NEAR(dot(g.normal(), person.frame.origin - g.origin_mm), 0, 1e-9);
      EXPECT_NEAR(angle_between_planes_degrees(g, plans[1].planes[0]), 90, 1e-6);
    }
    for (const auto& [a, b] : {std::pair{2, 3}, {3, 4}, {2, 4}}) {
      EXPECT_NEAR(angle_between_planes_degrees(plans[static_cast<std::size_t>(a)].planes[0],
                                               plans[static_cast<std::size_t>(b)].planes[0]),
                  60, 1e-6);
    }
    // The four-chamber plane holds the right ventricle, the two-chamber plane doesn't.
    const HeartPose pose = heart_pose(person.heart, {0, true});
    const auto right_ventricle_mm2 = [&](const Geometry& g) {
      int hits = 0;
      for (int h = 0; h < 96; ++h) {
        for (int w = 0; w < 96; ++w) {
          const Vec3 d = g.point_mm(h, w) - person.frame.origin;
          const Point p{static_cast<float>(dot(d, person.frame.septal)),
                        static_cast<float>(dot(d, person.frame.inferior)),
                        static_cast<float>(dot(d, person.frame.apical))};
          hits += p.z > pose.tricuspid_z && pose.right.contains(p) &&
                  heart_tissue(pose, p) == Tissue::kBlood;
        }
      }
      return hits * 2.6 * 2.6;
    };
    EXPECT_GT(right_ventricle_mm2(plans[4].planes[0]), 500);
    EXPECT_LT(right_ventricle_mm2(plans[2].planes[0]), 100);
  }
}

/// Disc summation over the slices' masks, one value a frame.
std::vector<double> disc_volumes(const KnownHeart& known, std::int64_t frames) {
  std::vector<double> ml(static_cast<std::size_t>(frames), 0);
  const auto& slices = known.views[0].slices;
  for (std::size_t s = 0; s < slices.size(); ++s) {
    const Geometry& g = slices[s].geometry;
    const auto pixels = static_cast<std::size_t>(slices[s].frame_pixels());
    for (std::size_t t = 0; t < ml.size(); ++t) {
      const auto start = known.cavity[s].begin() + static_cast<std::ptrdiff_t>(t * pixels);
      const auto area = std::accumulate(start, start + static_cast<std::ptrdiff_t>(pixels), 0.0);
      ml[t] += area * g.row_spacing_mm * g.column_spacing_mm * g.spacing_between_slices_mm / 1000;
    }
  }
  return ml;
}

TEST(KnownHeart, DiscSummationOfItsMasksFindsTheTruth) {
  ViewSettings settings;
  settings.sax_slices = 24;  // so thin that the disc at the base costs little
  settings.slice_gap_mm = settings.thickness_mm = 4;
  settings.rows = settings.columns = 96;
  settings.pixel_mm = 2;
  const KnownHeart known = make_known_heart(settings, 30);
  const auto ml = disc_volumes(known, 30);
  EXPECT_NEAR(ml[0], known.edv_ml, 0.02 * known.edv_ml);
  const double esv = *std::min_element(ml.begin(), ml.end());
  EXPECT_NEAR(esv, known.esv_ml, 0.03 * known.edv_ml);
  EXPECT_NEAR(100 * (ml[0] - esv) / ml[0], known.lvef_percent, 2.0);
  EXPECT_EQ(known.lvef_percent, 60.0);
}

// Picture and mask are the same heart: in every frame of a middle slice the masked pixels are
// bright, and the ring just outside them, muscle, is dark.
TEST(KnownHeart, MasksLieOnTheBlood) {
  ViewSettings settings;
  settings.sax_slices = 5;
  settings.rows = settings.columns = 144;
  settings.pixel_mm = 2;
  const KnownHeart known = make_known_heart(settings, 10);
  const CineSlice& slice = known.views[0].slices[2];
  const auto values = slice.to_float();
  const auto n = static_cast<std::size_t>(slice.frame_pixels());
  for (std::size_t t = 0; t < 10; ++t) {
    const auto masked = [&](std::size_t h, std::size_t w) {
      return known.cavity[2][t * n + h * 144 + w] != 0;
    };
    double inside = 0, ring = 0, inside_count = 0, ring_count = 0;
    for (std::size_t h = 3; h < 141; ++h) {
      for (std::size_t w = 3; w < 141; ++w) {
        const double v = values[t * n + h * 144 + w];
        if (masked(h, w)) {
          inside += v, ++inside_count;
        } else if ((masked(h - 3, w) || masked(h + 3, w) || masked(h, w - 3) || masked(h, w + 3)) &&
                   !(masked(h - 2, w) || masked(h + 2, w) || masked(h, w - 2) ||
                     masked(h, w + 2))) {
          ring += v, ++ring_count;
        }
      }
    }
    ASSERT_GT(inside_count, 100);
    ASSERT_GT(ring_count, 20);
    EXPECT_GT(inside / inside_count, 2 * ring / ring_count) << "frame " << t;
  }
}

TEST(KnownHeart, HasItsViewsWithTimesAndGeometry) {
  ViewSettings settings = small_settings();
  settings.sax_slices = 4;
  const KnownHeart known = make_known_heart(settings, 12);
  ASSERT_EQ(known.views.size(), 4u);
  EXPECT_EQ(known.views[0].view, View::kSax);
  EXPECT_EQ(known.views[3].view, View::kFourChamber);
  for (const auto& cine : known.views) {
    for (const auto& slice : cine.slices) {
      EXPECT_NO_THROW(check_slice(slice));
      EXPECT_EQ(slice.frames, 12);
      EXPECT_EQ(slice.trigger_time_ms.front(), 0);
      EXPECT_NEAR(slice.trigger_time_ms.back(), 857.0 * 11 / 12, 1e-9);
    }
  }
}

TEST(KnownHeart, SamePixelsOnAnyNumberOfThreads) {
  ViewSettings settings = small_settings();
  settings.rows = settings.columns = 48;
  settings.pixel_mm = 5;
  settings.sax_slices = 3;
  const auto pixels = [&](std::uint64_t seed, int threads) {
    std::vector<std::byte> all;
    for (const auto& cine : make_known_heart(settings, 5, seed, threads).views) {
      for (const auto& slice : cine.slices)
        all.insert(all.end(), slice.pixels.begin(), slice.pixels.end());
    }
    return all;
  };
  const auto once = pixels(1, 1);
  EXPECT_EQ(pixels(1, 2), once);
  EXPECT_EQ(pixels(1, 4), once);
  EXPECT_NE(pixels(2, 1), once);
}

// Blood bright, muscle about a third of it, lung dark: means within the noise-free picture.
TEST(Scanner, ContrastIsThatOfCine) {
  Person person;
  person.frame = HeartFrame::make({22, -8, 0}, {0.62, -0.54, -0.56}, {-0.72, -0.66, -0.10});
  Protocol protocol = draw_protocol(Rng(5));
  protocol.noise = 0;
  ViewSettings settings = small_settings();
  settings.thickness_mm = 1;
  const Geometry plane = centred_plane(person.frame.to_patient({0, 0, 45}),
                                       -1.0 * person.frame.septal, person.frame.inferior, settings);
  const RenderedSlice slice = render_slice(person, protocol, plane, 96, 96, 2, Rng(1));
  const auto at = [&](double x_mm, double y_mm) {  // lateral, inferior of the long axis
    const auto w = static_cast<std::size_t>(std::lround(47.5 + x_mm / 2.6)),
               h = static_cast<std::size_t>(std::lround(47.5 + y_mm / 2.6));
    return slice.pixels[h * 96 + w];
  };
  const float blood = at(0, 0), muscle = at(31, 0), lung = at(60, -20);
  EXPECT_NEAR(blood, 1, 0.2);
  EXPECT_GT(blood, 2 * muscle);
  EXPECT_GT(muscle, 2 * lung);
  EXPECT_EQ(slice.cavity[48 * 96 + 48], 1);
}

// Without signal the magnitude is Rayleigh: mean sd * sqrt(pi / 2), second moment 2 sd^2; with
// strong signal it is nearly Gaussian with the same sd.
TEST(Scanner, NoiseIsRician) {
  Person person;
  person.frame = HeartFrame::make({1000, 0, 0}, {0, 0, -1}, {-1, 0, 0});  // heart far away
  Protocol protocol;
  protocol.noise = 0.05;
  const auto moments = [&](const Vec3& centre) {
    const Geometry plane = centred_plane(centre, {1, 0, 0}, {0, 1, 0}, {.pixel_mm = 0.001});
    const RenderedSlice s = render_slice(person, protocol, plane, 160, 160, 4, Rng(2));
    double sum = 0, square = 0;
    for (const double v : s.pixels) sum += v, square += v * v;
    const auto n = static_cast<double>(s.pixels.size());
    return std::pair{sum / n, square / n};
  };
  const auto [air, air_square] = moments({0, 400, 0});
  EXPECT_NEAR(air, 0.05 * std::sqrt(std::acos(-1.0) / 2), 3e-4);
  EXPECT_NEAR(air_square, 2 * 0.05 * 0.05, 5e-5);
  protocol.signal.fill(1);
  const auto [bright, bright_square] = moments({0, 0, 0});
  EXPECT_NEAR(std::sqrt(bright_square - bright * bright), 0.05, 5e-4);
}

TEST(Scanner, QuantisesToTwelveBits) {
  RenderedSlice slice{{}, 1, 1, 4, {0.0F, 0.5F, 1.00049F, 99.0F}, {0, 0, 0, 0}, {0.0}};
  slice.geometry.row_spacing_mm = slice.geometry.column_spacing_mm = 1;
  Protocol protocol;
  protocol.scale = 1000;
  EXPECT_EQ(quantise(slice, protocol, 800).to_float(), (std::vector<float>{0, 500, 1000, 4095}));
}

}  // namespace
}  // namespace chordae
