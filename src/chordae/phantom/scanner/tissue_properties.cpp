#include "chordae/phantom/scanner/tissue_properties.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr double kFatShiftPpm = -3.35;         // methylene against water at 37 degrees C
constexpr double kProtonMhzPerTesla = 42.577;  // CODATA gyromagnetic ratio / 2 pi

bool is_3t(double field_t) {
  if (field_t != 1.5 && field_t != 3.0) {
    throw Error(ErrorCode::kConfig, cat("tissues are known at 1.5 and 3 T, not at ", field_t));
  }
  return field_t == 3.0;
}

/// What a row of the table below says at both fields.
struct Row {
  Tissue tissue;
  double t1_ms[2], t2_ms[2];
  double proton_density;
};

// Stanisz: MRM 2005;54:507. Kawel-Boehm: JCMR 2020;22:87 (MOLLI, T2-prepared bSSFP). de Bazelaire:
// Radiology 2004;230:652. Gold: AJR 2004;183:343. Proton densities: water content of tissues, ICRU
// Report 46 (1992), rounded; less where T2* or short T2 hides protons. What has no source on its
// line is assumed, by likeness to a tissue that has one.
constexpr Row kRows[]{
    {Tissue::kAir, {1000, 1000}, {50, 50}, 0},
    // A density of about 0.25 g/mL, part of it dephased at TE (T2* 2.1 and 0.74 ms: Yu, MRM
    // 2011;66:248).
    {Tissue::kLung, {1170, 1370}, {40, 40}, 0.2},
    {Tissue::kFat, {343, 382}, {135, 110}, 0.88},     // T1 de Bazelaire; T2 between it and Gold:
                                                      // refocusing every 3 ms hides J-coupling
    {Tissue::kMuscle, {1008, 1412}, {44, 50}, 0.79},  // Stanisz
    {Tissue::kMyocardium, {1000, 1200}, {52, 46}, 0.80},  // Kawel-Boehm
    {Tissue::kScar, {1110, 1350}, {57, 52}, 0.82},  // Kali, JACC Cardiovasc Imaging 2015;8:1019
    // T1 at 1.5 T Stanisz, at 3 T Lu, MRM 2004;52:679; T2 as blood_t2_ms has it at 97 and 70 %.
    {Tissue::kArterialBlood, {1441, 1650}, {250, 220}, 0.92},
    {Tissue::kVenousBlood, {1441, 1650}, {228, 160}, 0.92},
    {Tissue::kVesselWall, {1115, 1350}, {55, 50}, 0.75},   // like myocardium
    {Tissue::kPericardium, {1000, 1200}, {15, 13}, 0.6},   // fibrous, like cartilage and tendon
    {Tissue::kEffusion, {3000, 3200}, {700, 600}, 0.98},   // transudate: between plasma and water
    {Tissue::kLiver, {586, 809}, {46, 34}, 0.78},          // de Bazelaire
    {Tissue::kSpleen, {1057, 1328}, {79, 61}, 0.79},       // de Bazelaire
    {Tissue::kStomachWall, {1000, 1250}, {60, 55}, 0.78},  // smooth muscle and mucosa
    {Tissue::kFluid, {4000, 4000}, {1500, 1300}, 1.0},     // cerebrospinal: Rooney, MRM 2007;57:308
    {Tissue::kMarrow, {549, 586}, {49, 49}, 0.6},          // vertebra: de Bazelaire
    {Tissue::kBone, {200, 250}, {0.4, 0.4}, 0.2},  // cortical: Du, J Magn Reson 2010;207:304
    {Tissue::kMetal, {1000, 1000}, {50, 50}, 0},
};
static_assert(std::size(kRows) == kTissueCount);

}  // namespace

TissueTable literature_tissues(double field_t) {
  const std::size_t f = is_3t(field_t) ? 1 : 0;
  TissueTable table;
  for (const Row& row : kRows) {
    of(table, row.tissue) = {row.t1_ms[f], row.t2_ms[f], row.proton_density, 0};
  }
  of(table, Tissue::kFat).offset_hz = kFatShiftPpm * kProtonMhzPerTesla * field_t;
  return table;
}

double blood_t2_ms(double field_t, double saturation, double interval_ms) {
  const double oxygenated_ms =
      is_3t(field_t) ? 220 : 250;  // 1.5 T: Wright 1991; 3 T by Stanisz's ratio of 275 to 290, less
  // Wright 1991: at 1.5 T and refocusing every 24 ms, K = 42 / s; exchange time 3 ms; K grows as
  // the square of the field.
  constexpr double kExchangeMs = 3, kAt24 = 42;
  const auto between_pulses = [](double interval) {
    const double x = interval / (2 * kExchangeMs);
    return 1 - std::tanh(x) / x;
  };
  const double k =
      kAt24 * between_pulses(interval_ms) / between_pulses(24) * (field_t / 1.5) * (field_t / 1.5);
  const double missing = 1 - saturation;
  return 1000 / (1000 / oxygenated_ms + k * missing * missing);
}

TissueTable vary_tissues(const TissueTable& table, double field_t, double interval_ms,
                         const Rng& rng) {
  TissueTable varied = table;
  Rng draw = rng.split("tissues");
  for (TissueProperties& t : varied) {
    // Between-subject SD of native T1 and T2 is 3 to 6 % (Kawel-Boehm 2020); methods differ by
    // more.
    t.t1_ms *= std::exp(draw.truncated_normal(0, 0.05, -0.15, 0.15));
    t.t2_ms *= std::exp(draw.truncated_normal(0, 0.07, -0.2, 0.2));
    t.proton_density *= std::exp(draw.truncated_normal(0, 0.03, -0.1, 0.1));
  }
  Rng oxygen = rng.split("oxygen");
  const double arterial = oxygen.truncated_normal(0.97, 0.015, 0.88, 1.0);
  const double venous = oxygen.truncated_normal(0.70, 0.06, 0.55, 0.85);
  TissueProperties& artery = of(varied, Tissue::kArterialBlood);
  TissueProperties& vein = of(varied, Tissue::kVenousBlood);
  const double own = artery.t2_ms / of(table, Tissue::kArterialBlood).t2_ms;
  artery.t2_ms = own * blood_t2_ms(field_t, arterial, interval_ms);
  vein = artery;  // the same blood, less its oxygen
  vein.t2_ms = own * blood_t2_ms(field_t, venous, interval_ms);
  return varied;
}

TissueProperties with_contrast_agent(const TissueProperties& tissue, double mmol_per_l,
                                     double field_t) {
  // Gadobutrol in plasma, L/(mmol s): Rohrer, Invest Radiol 2005;40:715.
  const double r1 = is_3t(field_t) ? 5.0 : 5.2, r2 = is_3t(field_t) ? 7.1 : 6.1;
  TissueProperties t = tissue;
  t.t1_ms = 1000 / (1000 / t.t1_ms + r1 * mmol_per_l);
  t.t2_ms = 1000 / (1000 / t.t2_ms + r2 * mmol_per_l);
  return t;
}

double partition_coefficient(Tissue tissue) {
  switch (tissue) {
    case Tissue::kArterialBlood:
    case Tissue::kVenousBlood:
      return 1;
    case Tissue::kMyocardium:
      return 0.44;  // extracellular volume 0.25 over 1 - haematocrit: Sado, Heart 2012;98:1436
    case Tissue::kScar:
      return 0.9;  // extracellular volume 0.51: Ugander, Eur Heart J 2012;33:1268
    case Tissue::kVesselWall:
    case Tissue::kStomachWall:
    case Tissue::kPericardium:
      return 0.5;
    case Tissue::kLiver:
    case Tissue::kSpleen:
      return 0.5;  // spleen's extracellular volume 0.31: doi:10.1186/s13244-022-01194-8
    case Tissue::kMuscle:
      return 0.2;  // extracellular volume about 0.1
    case Tissue::kMarrow:
      return 0.2;
    case Tissue::kLung:
      return 0.5;
    case Tissue::kEffusion:
      return 0.05;
    case Tissue::kAir:
    case Tissue::kFat:
    case Tissue::kFluid:
    case Tissue::kBone:
    case Tissue::kMetal:
      return 0;
  }
  return 0;
}

}  // namespace chordae
