#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "chordae/phantom/scanner/acquire.h"
#include "chordae/phantom/scanner/site.h"
#include "chordae/phantom/scanner/training_protocol.h"
#include "scanner_ellipse.h"
#include "support/test_support.h"

namespace chordae {
namespace {

constexpr std::uint64_t kDraws = 2000;

float at(const Protocol& p, Tissue tissue) {
  return p.look.palette[static_cast<std::size_t>(tissue)];
}

void expect_lifelike(const Protocol& p) {
  const double myocardium = static_cast<double>(at(p, Tissue::kMyocardium));
  ASSERT_TRUE(p.field_strength_t == 1.5 || p.field_strength_t == 3.0);
  ASSERT_FLOAT_EQ(at(p, Tissue::kArterialBlood), 1);
  ASSERT_GT(myocardium, 0.18);
  ASSERT_LT(myocardium, 0.55);
  ASSERT_LT(at(p, Tissue::kLung), 0.12);
  ASSERT_GT(at(p, Tissue::kVenousBlood), 0.6);
  ASSERT_GT(p.receiver.noise_sd, 0.005);
  ASSERT_LT(p.receiver.noise_sd * p.receiver.g_factor, 0.12);
  ASSERT_GE(p.k_space.rows_share, 0.55);
  ASSERT_LE(p.k_space.rows_share, 1);
  ASSERT_GE(p.k_space.columns_share, 0.55);
  ASSERT_LE(p.k_space.columns_share, 1);
  ASSERT_EQ(p.k_space.blur_px, 0);
  ASSERT_GE(p.timing.tr_ms, 2.4);
  ASSERT_LE(p.timing.tr_ms, 4.3);
  ASSERT_LE(p.timing.te_ms, p.timing.tr_ms);
  ASSERT_LE(std::fabs(p.field.shim_hz), 80);
  ASSERT_LE(p.field.diaphragm_hz, 250);
  ASSERT_LE(p.artefacts.ghost, 0.12);
  ASSERT_LE(p.artefacts.wrap_share, 0.1);
  ASSERT_EQ(p.tone.gamma, 1);
  ASSERT_EQ(p.look.random_background, 0);
  ASSERT_LE(p.look.flow_variation, 0.3F);
  ASSERT_LE(p.planning.slice_shift_sd_mm, 3);
  ASSERT_GE(p.storage.blood_stored, 50);
  ASSERT_LE(p.storage.blood_stored, 0.4 * (std::ldexp(1.0, p.storage.bits)));
}

TEST(Site, ExaminationsStayLifelikeOverManyDraws) {
  std::set<int> vendors;
  std::set<double> fields;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const SiteStyle site = draw_site(Rng(i / 10));
    const Protocol p = draw_protocol(Rng(i), site);
    ASSERT_NO_FATAL_FAILURE(expect_lifelike(p)) << i;
    ASSERT_EQ(p.vendor, site.vendor);
    ASSERT_GE(site.pixel_mm * static_cast<double>(site.matrix), 300);
    ASSERT_LE(site.pixel_mm * static_cast<double>(site.matrix), 400);
    ASSERT_GE(site.slice_gap_mm, site.slice_thickness_mm);
    vendors.insert(p.vendor);
    fields.insert(p.field_strength_t);
  }
  EXPECT_EQ(vendors.size(), static_cast<std::size_t>(kVendorCount));
  EXPECT_EQ(fields.size(), 2U);
}

TEST(TrainingProtocol, FullRealismIsLifelike) {
  for (std::uint64_t i = 0; i < kDraws; ++i)
    ASSERT_NO_FATAL_FAILURE(expect_lifelike(draw_training_protocol(Rng(i), 1))) << i;
}

TEST(TrainingProtocol, NoRealismCoversWideRanges) {
  double darkest = 9, brightest = 0, noise_low = 9, noise_high = 0, gamma_low = 9, gamma_high = 0,
         blur = 0, flow = 0, background = 0, ghost = 0, wrap = 0;
  int inverted = 0, striped = 0, bordered = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Protocol p = draw_training_protocol(Rng(i), 0);
    const double myocardium = static_cast<double>(at(p, Tissue::kMyocardium));
    darkest = std::min(darkest, myocardium);
    brightest = std::max(brightest, myocardium);
    inverted += myocardium > 1 ? 1 : 0;
    const double noise = p.receiver.noise_sd * p.receiver.g_factor;
    noise_low = std::min(noise_low, noise);
    noise_high = std::max(noise_high, noise);
    gamma_low = std::min(gamma_low, p.tone.gamma);
    gamma_high = std::max(gamma_high, p.tone.gamma);
    blur = std::max(blur, p.k_space.blur_px);
    flow = std::max(flow, static_cast<double>(p.look.flow_variation));
    background = std::max(background, static_cast<double>(p.look.random_background));
    ghost = std::max(ghost, p.artefacts.ghost);
    wrap = std::max(wrap, p.artefacts.wrap_share);
    striped += p.storage.stripe_period > 0 ? 1 : 0;
    bordered += p.storage.border_share[0] > 0 ? 1 : 0;
  }
  EXPECT_LT(darkest, 0.1);
  EXPECT_GT(brightest, 1.5);
  EXPECT_NEAR(inverted / static_cast<double>(kDraws), 0.05, 0.015);
  EXPECT_LT(noise_low, 0.006);
  EXPECT_GT(noise_high, 0.18);  // down to a signal of 5 noise SDs
  EXPECT_LE(noise_high, 0.2 + 1e-12);
  EXPECT_LT(gamma_low, 0.52);
  EXPECT_GT(gamma_high, 1.9);
  EXPECT_GT(blur, 1.9);
  EXPECT_GT(flow, 0.38);
  EXPECT_GT(background, 0.95);
  EXPECT_GT(ghost, 0.3);
  EXPECT_GT(wrap, 0.15);
  EXPECT_GT(striped, 100);
  EXPECT_GT(bordered, 300);
}

TEST(TrainingProtocol, ShadingReachesAFactorOfFourAcrossThePicture) {
  const ScenePicture picture = test::flat_picture(1, 1, 32);
  const auto ratio = [&](std::uint64_t seed) {
    const Protocol p = draw_training_protocol(Rng(seed), 0);
    const auto gain = receiver_maps({picture.geometry, 32, 32}, {}, p.receiver, true).gain;
    const auto [low, high] = std::minmax_element(gain.begin(), gain.end());
    return static_cast<double>(*high / *low);
  };
  std::vector<double> ratios;
  for (std::uint64_t i = 0; i < 300; ++i) ratios.push_back(ratio(i));
  std::sort(ratios.begin(), ratios.end());
  EXPECT_LT(ratios[15], 1.8);
  EXPECT_GT(ratios[270], 4);
}

TEST(TrainingProtocol, BetweenMostAreLifelikeAndATailIsWide) {
  int wide_contrast = 0, wide_tone = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Protocol p = draw_training_protocol(Rng(i), 0.8),
                   life = draw_training_protocol(Rng(i), 1);
    wide_contrast += p.look.palette != life.look.palette ? 1 : 0;
    wide_tone += p.tone.gamma != 1 ? 1 : 0;
  }
  EXPECT_NEAR(wide_contrast / static_cast<double>(kDraws), 0.2, 0.03);
  EXPECT_NEAR(wide_tone / static_cast<double>(kDraws), 0.2, 0.03);
  for (const double wrong : {-0.1, 1.1, std::nan("")})
    EXPECT_EQ(test::error_code_of([&] { draw_training_protocol(Rng(1), wrong); }),
              ErrorCode::kConfig);
}

TEST(TrainingProtocol, EveryDrawGivesAFinitePicture) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Protocol p = draw_training_protocol(Rng(i), static_cast<double>(i % 3) / 2);
    ScenePicture picture = test::ellipse_picture(p.look.palette, 4, 48), again = picture;
    acquire(picture, {}, p, Rng(i));
    acquire(again, {}, p, Rng(i));
    ASSERT_EQ(picture.signal, again.signal);
    for (const float v : picture.signal) ASSERT_TRUE(std::isfinite(v) && v >= 0 && v < 30);
    quantise(picture, p, 800, {});
  }
}

}  // namespace
}  // namespace chordae
