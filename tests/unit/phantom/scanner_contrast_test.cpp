#include "chordae/phantom/scanner/contrast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/test_support.h"

namespace chordae {
namespace {

float at(const Palette& palette, Tissue tissue) {
  return palette[static_cast<std::size_t>(tissue)];
}

TEST(Bssfp, OnResonanceIsFreemanAndHill) {
  for (const double flip : {10.0, 45.0, 60.0, 90.0}) {
    const TissueProperties blood{1441, 250, 0.9, 0};
    const double e1 = std::exp(-3.0 / blood.t1_ms), e2 = std::exp(-3.0 / blood.t2_ms);
    const double a = flip * std::numbers::pi / 180;
    const double expected = 0.9 * std::sin(a) * (1 - e1) / (1 - (e1 - e2) * std::cos(a) - e1 * e2) *
                            std::exp(-1.5 / 250);
    const auto signal = bssfp_signal(blood, {flip, 3.0, 1.5});
    EXPECT_NEAR(signal.real(), expected, 1e-14);
    EXPECT_NEAR(signal.imag(), 0, 1e-14);
  }
  EXPECT_EQ(test::error_code_of([] { bssfp_signal({}, {60, 3, 4}); }), ErrorCode::kNumeric);
}

TEST(Bssfp, IsDarkHalfATurnFromResonanceAndPeriodic) {
  const TissueProperties blood{1441, 250, 1, 0};
  const SteadyStateTiming timing{60, 4, 2};
  const double middle = std::abs(bssfp_signal(blood, timing));
  EXPECT_LT(std::abs(bssfp_signal(blood, timing, 125)), 0.05 * middle);
  EXPECT_NEAR(std::abs(bssfp_signal(blood, timing, 250)), middle, 1e-12);
  EXPECT_LT(bssfp_signal(blood, timing, 250).real(), 0);  // the neighbouring pass band is opposed
}

TEST(BloodT2, FallsWithOxygenAsWrightMeasured) {
  // Wright 1991, 1.5 T, refocused every 24 ms: 250 ms at full saturation, about 128 ms at 70 %.
  EXPECT_NEAR(blood_t2_ms(1.5, 1, 24), 250, 1e-9);
  EXPECT_NEAR(blood_t2_ms(1.5, 0.7, 24), 1000 / (4 + 42 * 0.09), 1e-9);
  EXPECT_GT(blood_t2_ms(1.5, 0.7, 3), 220);  // fast refocusing leaves little of it
  EXPECT_LT(blood_t2_ms(3, 0.7, 3), 0.9 * blood_t2_ms(3, 1, 3));
  EXPECT_EQ(test::error_code_of([] { blood_t2_ms(7, 1, 3); }), ErrorCode::kConfig);
}

TEST(Cine, BloodIsOneAndTheRestLikeRealCine) {
  for (const auto& [field, flip] : {std::pair{1.5, 60.0}, {1.5, 45.0}, {3.0, 45.0}, {3.0, 40.0}}) {
    const TissueTable tissues = literature_tissues(field);
    const Palette cine = cine_palette(tissues, {flip, 3.1, 1.5}, 0.08);
    EXPECT_FLOAT_EQ(at(cine, Tissue::kArterialBlood), 1);
    // Sunnybrook, 1.5 T: 0.27 to 0.38 (tools/realism/measure.py).
    EXPECT_GT(at(cine, Tissue::kMyocardium), 0.24);
    EXPECT_LT(at(cine, Tissue::kMyocardium), 0.42);
    EXPECT_LT(at(cine, Tissue::kMuscle), at(cine, Tissue::kMyocardium));
    EXPECT_GT(std::fabs(at(cine, Tissue::kFat)), 0.7);
    EXPECT_GT(at(cine, Tissue::kFluid), at(cine, Tissue::kEffusion));
    EXPECT_LT(at(cine, Tissue::kLung), 0.08);
    EXPECT_LT(at(cine, Tissue::kBone), 0.02);
    EXPECT_EQ(at(cine, Tissue::kAir), 0);
    EXPECT_EQ(at(cine, Tissue::kMetal), 0);
    EXPECT_LE(at(cine, Tissue::kVenousBlood), 1);
    EXPECT_GT(at(cine, Tissue::kVenousBlood), 0.8);
  }
  // 215 Hz times 3.1 ms is two thirds of a turn: fat lies opposed to water.
  EXPECT_LT(at(cine_palette(literature_tissues(1.5), {60, 3.1, 1.55}, 0.08), Tissue::kFat), 0);
  EXPECT_GT(at(cine_palette(literature_tissues(1.5), {60, 1.6, 0.8}, 0.08), Tissue::kFat), 0);
}

TEST(Cine, InflowRaisesBloodOverMuscle) {
  const TissueTable tissues = literature_tissues(1.5);
  EXPECT_LT(at(cine_palette(tissues, {60, 3, 1.5}, 0.2), Tissue::kMyocardium),
            at(cine_palette(tissues, {60, 3, 1.5}, 0), Tissue::kMyocardium));
}

TEST(LateEnhancement, NullsMyocardiumAndLightsScar) {
  for (const double field : {1.5, 3.0}) {
    LateEnhancement setting;
    setting.field_t = field;
    const Palette palette = late_enhancement_palette(literature_tissues(field), setting);
    EXPECT_NEAR(at(palette, Tissue::kMyocardium), 0, 1e-6);
    EXPECT_GT(at(palette, Tissue::kScar), 0.6);
    EXPECT_FLOAT_EQ(at(palette, Tissue::kArterialBlood), 1);
    setting.inversion_error_ms = -60;
    setting.phase_sensitive = false;
    EXPECT_GT(at(late_enhancement_palette(literature_tissues(field), setting), Tissue::kMyocardium),
              0.1);
  }
}

TEST(OtherSeries, LookAsTheyShould) {
  const TissueTable tissues = literature_tissues(1.5);
  const Palette scout = scout_palette(tissues, {60, 3, 1.5});
  const Palette cine = cine_palette(tissues, {60, 3, 1.5}, 0.08);
  EXPECT_LT(at(scout, Tissue::kMyocardium), 1);
  EXPECT_NE(at(scout, Tissue::kMyocardium), at(cine, Tissue::kMyocardium));

  const Palette flow = flow_palette(tissues, {25, 5, 2.5});
  EXPECT_GT(at(flow, Tissue::kArterialBlood), 2 * at(flow, Tissue::kMyocardium));

  EXPECT_FLOAT_EQ(at(t1_map_palette(tissues), Tissue::kMyocardium), 1000);
  EXPECT_FLOAT_EQ(at(t2_map_palette(tissues), Tissue::kMyocardium), 52);
  EXPECT_EQ(at(t1_map_palette(tissues), Tissue::kLung), 0);
}

TEST(FirstPass, GoesRightHeartLeftHeartMyocardium) {
  const TissueTable tissues = literature_tissues(1.5);
  const FirstPass setting;
  const auto brightest = [&](Tissue tissue) {
    double best = 0, best_time = 0;
    for (double t = 0; t < 40; t += 0.25) {
      const double s = at(first_pass_palette(tissues, setting, t), tissue);
      if (s > best) best = s, best_time = t;
    }
    return best_time;
  };
  EXPECT_LT(brightest(Tissue::kVenousBlood), brightest(Tissue::kArterialBlood));
  EXPECT_LT(brightest(Tissue::kArterialBlood), brightest(Tissue::kMyocardium));
  const Palette late = first_pass_palette(tissues, setting, 30);
  EXPECT_GT(at(late, Tissue::kMyocardium), at(late, Tissue::kScar));
  EXPECT_EQ(gamma_variate(4, 5, 3, 2, 7), 0);
  EXPECT_NEAR(gamma_variate(8, 5, 3, 2, 7), 7, 1e-12);
}

TEST(Tissues, VaryAroundTheLiterature) {
  const TissueTable table = literature_tissues(1.5);
  double sum = 0;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const TissueTable varied = vary_tissues(table, 1.5, 3, Rng(i));
    sum += of(varied, Tissue::kMyocardium).t1_ms;
    EXPECT_LE(of(varied, Tissue::kVenousBlood).t2_ms, of(varied, Tissue::kArterialBlood).t2_ms);
  }
  EXPECT_NEAR(sum / 500, 1000, 10);
  const TissueProperties agent = with_contrast_agent({1000, 50, 1, 0}, 1, 1.5);
  EXPECT_NEAR(agent.t1_ms, 1000 / 6.2, 1e-9);
  EXPECT_NEAR(agent.t2_ms, 1000 / 26.1, 1e-9);
  EXPECT_EQ(test::error_code_of([] { literature_tissues(2); }), ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
